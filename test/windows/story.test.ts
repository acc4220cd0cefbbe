import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newBooking } from '../../main/rehearsal/sample-exports.ts'
import type { StandIn } from '../../main/rehearsal/stand-in.ts'
import { startStandIn } from '../../main/rehearsal/stand-in.ts'
import { scenarioFor } from '../support/make-engine.ts'
import { callsOf, practiceHotel, until } from '../support/night-porter.ts'
import { type InstallerWorld, makeInstallerWorld } from './installer-world.ts'
import { makeShareWriter } from './share-writer.ts'

/**
 * A front-desk PC from the first installation to the last uninstallation: the program as setup lays it,
 * Windows processes on Windows' Node, other programs that have files open, and the channel over real HTTP.
 * The tests build on each other.
 */

const TOKEN = 'story-token-0123456789abcdef0123456789'
const PASSWORD = 'practice-only-password'
const NP = 'C:\\Program Files\\Night Porter\\resources\\np\\np.mjs'
/** Where the uninstaller is to work and stay, so that its end can be waited for. */
const inPlace = '_?=C:\\Program Files\\Night Porter'.split(' ')

let world: InstallerWorld
let standIn: StandIn
let openFile: ReturnType<typeof makeShareWriter>
let exportFolder = ''
let settings: ReturnType<typeof practiceHotel>
const started: ReturnType<InstallerWorld['start']>[] = []

beforeAll(async () => {
  standIn = await startStandIn({ port: 0, scenario: scenarioFor() })
  world = await makeInstallerWorld()
  openFile = makeShareWriter({ ...world, folder: world.base })
  exportFolder = join(world.wine.driveC, 'PMS/Export')
  mkdirSync(exportFolder, { recursive: true })
  settings = practiceHotel({ url: standIn.url, exportFolder: 'C:\\PMS\\Export' })
})
afterAll(async () => {
  for (const { child, ended } of started) {
    child.kill('SIGKILL')
    await ended
  }
  world.close()
  await standIn.close()
})

const place = (name: string) => `C:\\PMS\\Export\\${name}`
/** A booking in two parts. */
const parts = (reservationId: string): string[] => {
  const text = newBooking({ reservationId })
  return [text.slice(0, text.length / 2), text.slice(text.length / 2)]
}
/** How often a booking came to the channel. */
const sent = (id: string): number => standIn.seen.filter(({ body }) => body.includes(`"${id}"`)).length

const np = async (words: string[], input?: string) => {
  const node = join(world.program, 'resources/np/node.exe')
  const run = world.wine.start(node, [NP, ...words], { cwd: world.base, ...(input !== undefined && { input }) })
  return { code: await run.ended, output: run.output() }
}

const serve = async () => {
  const running = world.start(join(world.program, 'resources/np/node.exe'), [NP, 'serve', '--token', TOKEN])
  started.push(running)
  const url = await until('READY', () => {
    if (running.child.exitCode !== null) throw new Error(`serve ended: ${running.output()}`)
    return /READY (http:\/\/127\.0\.0\.1:\d+)\//.exec(running.output())?.[1]
  })
  return { ...running, ...callsOf({ url, token: TOKEN }) }
}
type Serving = Awaited<ReturnType<typeof serve>>

const message = async ({ call }: Serving, id: string, state: string) =>
  until(`${id} ${state}`, async () =>
    (await call('messages.list', { search: id })).items.find((one) => one.reservationId === id && one.state === state),
  )
const shown = async ({ call }: Serving, name: string) =>
  (await call('folders.list'))[0]?.list.find((file) => file.name === name)

let first: Serving
let second: Serving
let third: Serving

it('is installed without a question, with the settings that hotel IT prepared, and given a password', async () => {
  expect((await world.setup('0.1.0', `/CONFIG=${world.write('hotel.json', settings)}`)).code).toBe(0)
  world.write('password.txt', `\uFEFF${PASSWORD}\r\n`)
  expect(await np(['secret', 'set', 'pmsx'], join(world.base, 'password.txt'))).toMatchObject({ code: 0 })
  first = await serve()
  second = await serve()
  expect((await first.call('health.get')).sender).toMatchObject({ isThis: true })
  expect((await second.call('health.get')).sender).toMatchObject({ isThis: false })
})

describe('an export that the PMS has open', () => {
  it('and lets nobody read is seen, left alone, and taken whole when it is closed', async () => {
    const file = await openFile(place('alone.xml'), '-', parts('ALONE'))
    await until('seen', async () => (await shown(first, 'alone.xml'))?.sentence.startsWith('Another program holds'))
    await file.next()
    expect(sent('ALONE')).toBe(0)
    await file.next()
    await message(first, 'ALONE', 'delivered')
  })

  it('and lets others read is sent when it is whole, once, and put away when it is closed', async () => {
    const file = await openFile(place('slow.xml'), 'r', parts('SLOW'))
    await until('seen', async () => (await shown(first, 'slow.xml'))?.state === 'writing')
    expect(sent('SLOW')).toBe(0)
    await file.next()
    await message(first, 'SLOW', 'delivered')
    expect(readdirSync(exportFolder)).toContain('slow.xml')
    await file.next()
    await until('put away', () => !readdirSync(exportFolder).includes('slow.xml'))
  })

  it('and shares in every way is sent, whatever its name', async () => {
    const file = await openFile(place('GETEILT ä.XML'), 'rwd', parts('SHARED'))
    await file.next()
    await message(first, 'SHARED', 'delivered')
    await file.next()
  })
})

describe('settings.json, held by another program', () => {
  const save = (hotelName: string) => first.call('settings.save', { settings: { ...settings, hotelName } })
  const saved = (): unknown => JSON.parse(readFileSync(join(world.data, 'settings.json'), 'utf8')).hotelName
  const hold = () => openFile('C:\\ProgramData\\Night Porter\\settings.json', 'r', [''])

  it('is saved once it is free', async () => {
    const held = await hold()
    const saving = save('Hotel Aurora Nord')
    await held.next()
    expect(await saving).toEqual({ saved: true })
    expect(saved()).toBe('Hotel Aurora Nord')
  })

  it('is left as it was when it stays so, and the sentence names the file', async () => {
    const held = await hold()
    await expect(save('Hotel Aurora Süd')).rejects.toThrow(
      /settings\.json could not be written \(EPERM\).*Close it where it is open/,
    )
    expect(saved()).toBe('Hotel Aurora Nord')
    await held.next()
    expect(await save('Hotel Aurora')).toEqual({ saved: true })
  })
})

it('outlives a kill of the sender in the middle of an export: the other process takes over', async () => {
  const file = await openFile(place('across.xml'), '-', parts('ACROSS'))
  await until('seen', () => shown(first, 'across.xml'))
  first.child.kill('SIGKILL')
  await first.ended
  await file.next()
  await file.next()
  await message(second, 'ACROSS', 'delivered')
  expect((await second.call('health.get')).sender).toMatchObject({ isThis: true })
})

it('is upgraded while it runs and bookings wait; then all are sent', async () => {
  standIn.setScenario(scenarioFor({ rules: [{ do: { status: 503, html: true } }] }))
  for (const id of ['WAIT-1', 'WAIT-2']) {
    const file = await openFile(place(`${id}.xml`), 'r', [parts(id).join('')])
    await file.next()
    await message(second, id, 'waiting')
  }
  const upgraded = await world.setup('0.2.0')
  expect(upgraded).toMatchObject({ code: 0, lines: [expect.stringContaining('exit 0: upgraded from 0.1.0')] })
  expect(await second.ended).toBe(0)
  standIn.setScenario(scenarioFor())
  third = await serve()
  for (const id of ['WAIT-1', 'WAIT-2']) await message(third, id, 'delivered')
  const ids = ['ALONE', 'SLOW', 'SHARED', 'ACROSS']
  expect(ids.map((id) => `${id} ${sent(id)}`)).toEqual(ids.map((id) => `${id} 1`))
  expect(await third.call('health.get')).toMatchObject({
    level: 'ok',
    counts: { waiting: 0, sending: 0, confirming: 0, unsure: 0, failed: 0, deliveredToday: 6 },
  })
  expect(readdirSync(exportFolder)).toEqual(['.night-porter-owner'])
})

describe('uninstalled', () => {
  const stop = async (running: Serving) => {
    expect(await np(['stop'])).toMatchObject({ code: 0, output: expect.stringContaining('Left: ') })
    expect(await running.ended).toBe(0)
  }
  const uninstall = async (...words: string[]) => {
    const { code } = await world.run(join(world.program, 'Uninstall Night Porter.exe'), ['/S', ...words, ...inPlace])
    expect(code).toBe(0)
    await until('the program is gone', () => !existsSync(world.program))
  }

  it('after an orderly stop, it leaves its data for the next installation', async () => {
    await stop(third)
    await uninstall()
    expect((await world.setup('0.2.0')).code).toBe(0)
    const fourth = await serve()
    await message(fourth, 'WAIT-2', 'delivered')
    await stop(fourth)
  })

  it('with /PURGE, it leaves none', async () => {
    await uninstall('/PURGE')
    expect(existsSync(world.data)).toBe(false)
  })
})
