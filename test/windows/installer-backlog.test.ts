import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { Health } from '../../main/contract/health.ts'
import { methods } from '../../main/contract/methods.ts'
import { unpack } from '../support/data-folders/archive.ts'
import { readExpected } from '../support/data-folders/expected.ts'
import { until } from '../support/night-porter.ts'
import { isThorough } from '../support/thorough.ts'
import { startFastChannel } from './fast-channel.ts'
import { fillQueue, HOTELS } from './full-queue.ts'
import { makeInstallerWorld } from './installer-world.ts'

/**
 * The day IT rolls out a new version after a long outage: the data folder that version 0.1.0 left, with ten
 * thousand messages waiting, is upgraded by setup over the program that runs, and everything leaves in order.
 */

/** As every `.ci/run` has it; a tenth of it otherwise. */
const queued = isThorough ? 10_000 : 1_000
const MINUTE = 60_000
/**
 * After so many the program is ended hard and started again: the PC is switched off. Wine asks for it, too:
 * its server keeps every file open that was looked at while a lock lay on it, and this is done for each
 * message.
 */
const SENT_BETWEEN_ENDS = 4_000
const TOKEN = 'test-token-123456'
const Reply = z.object({ ok: z.literal(true), value: z.unknown() })
/** Ten thousand requests through Wine, on a machine that does other things at the same time. */
const LONGEST_MS = 500_000
const LOOK_MS = 2_000

it(`a data folder of 0.1.0 with ${queued} waiting messages is upgraded over the running program and all is sent`, async () => {
  const world = await makeInstallerWorld()
  onTestFinished(() => world.close())
  const channel = await startFastChannel()
  onTestFinished(() => channel.close())
  const expected = readExpected('0.1.0')

  expect((await world.setup('0.1.0')).code).toBe(0)
  mkdirSync(world.data, { recursive: true })
  unpack('0.1.0', { data: world.data, url: channel.url })
  const added = fillQueue(world.data, { waiting: queued, laterMs: Date.now() - expected.madeAt - 2 * MINUTE })
  expect(added.length + (expected.counts.waiting ?? 0)).toBe(queued)

  const node = join(world.program, 'resources/np/node.exe')
  const np = 'C:\\Program Files\\Night Porter\\resources\\np\\np.mjs'
  const old = world.start(node, [np, 'serve'])
  await until('READY', () => old.output().includes('READY'))
  const { code, lines } = await world.setup('0.2.0')
  expect({ code, line: lines.at(-1) }).toEqual({
    code: 0,
    line: expect.stringContaining('setup 0.2.0 exit 0: upgraded from 0.1.0'),
  })
  expect(await old.ended).toBe(0)
  expect(existsSync(join(world.program, 'made-for-0.2.0.txt'))).toBe(true)

  const startServe = async () => {
    const serve = world.start(node, [np, 'serve', '--token', TOKEN])
    const url = await until('READY', () => {
      if (serve.child.exitCode !== null) throw new Error(`serve ended: ${serve.output()}`)
      return /READY (http:\/\/127\.0\.0\.1:\d+)\//.exec(serve.output())?.[1]
    })
    const end = async () => {
      serve.child.kill('SIGKILL')
      await serve.ended
    }
    return { url, end, from: channel.bodies.length }
  }
  channel.open()
  let running = await startServe()
  onTestFinished(() => running.end())
  const call = async (method: string, input: unknown): Promise<unknown> => {
    const response = await fetch(`${running.url}/rpc/${method}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify(input),
    })
    return Reply.parse(await response.json()).value
  }
  // The other channel waits for the hour after its maintenance, whenever this test runs.
  const leaving = expected.messages.filter(({ connection, leaves }) => connection === 'pmsx' && leaves === 'at-once')
  // What goes on waiting was there before, and a person or an hour must come first.
  const staying = (expected.counts.waiting ?? 0) - leaving.filter(({ state }) => state === 'waiting').length
  let ends = 0
  await until(
    'all that may leave is sent',
    async () => {
      // Now and then: the channel answers in this process.
      await setTimeout(LOOK_MS)
      if (channel.bodies.length - running.from > SENT_BETWEEN_ENDS) {
        await running.end()
        ends += 1
        running = await startServe()
      }
      const { counts } = Health.parse(await call('health.get', {}))
      return counts.waiting <= staying && counts.sending === 0
    },
    LONGEST_MS,
  )
  const { items } = methods['messages.list'].output.parse(await call('messages.list', { state: 'waiting', limit: 500 }))
  const held = new Set(expected.messages.filter((one) => !leaving.includes(one)).map(({ id }) => id))
  expect(items.filter(({ id }) => !held.has(id))).toEqual([])

  const totals = channel.bodies.flatMap((body) => /AmountAfterTax="\d+\.00"/.exec(body) ?? [])
  const wanted = new Set(added.map(({ total }) => total))
  const sent = totals.filter((total) => wanted.has(total))
  expect(new Set(sent).size).toBe(added.length)
  // What was on its way when the program was ended may have arrived: it is sent again, and nothing else is.
  const repeats = ends * HOTELS
  expect(sent.length - added.length).toBeLessThanOrEqual(repeats)
  expect(channel.bodies.length - sent.length - leaving.length).toBeLessThanOrEqual(repeats)
  const first = new Map(sent.map((total, n) => [total, n] as const).toReversed())
  const last = new Map(sent.map((total, n) => [total, n]))
  for (const [reservationId, changes] of Map.groupBy(added, (one) => one.reservationId)) {
    const places = changes.flatMap(({ total }) => [first.get(total) ?? -1, last.get(total) ?? -1])
    expect(places, reservationId).toEqual(places.toSorted((a, b) => a - b))
  }
}, 590_000)
