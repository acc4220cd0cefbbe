import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { newBooking } from '../../../main/rehearsal/sample-exports.ts'
import { createPresence } from '../../../main/store/lifecycle/presence.ts'
import { foldersFor, standInFor } from '../../support/make-engine.ts'
import {
  drop,
  practiceHotel,
  practiceSecrets,
  type Running,
  type RunOptions,
  runCommand,
  runNightPorter,
  temporaryFolder,
  until,
} from '../../support/night-porter.ts'

/** Real processes on one data folder, as two Windows users of one PC have them, and np stop of a third. */

/** Longer than an end once waited, so that a request which is cut off shows. */
const SLOW_MS = 6_500

const start = async (options: RunOptions): Promise<Running> => {
  const running = await runNightPorter(options)
  onTestFinished(() => running.kill())
  return running
}

const hotel = async () => {
  const standIn = await standInFor({ rules: [{ match: { reservationId: 'SLOW' }, do: { delayMs: SLOW_MS } }] })
  const { data, exportFolder } = foldersFor()
  const running = await start({
    data,
    settings: practiceHotel({ url: standIn.url, exportFolder }),
    secrets: practiceSecrets,
  })
  return { data, exportFolder, running }
}

const stop = (data: string, ...words: string[]) => runCommand(['stop', '--data', data, ...words])

it('every host leaves: what is in flight is waited for, nothing new is taken, and the next start works', async () => {
  const { data, exportFolder, running } = await hotel()
  await start({ data })
  drop(exportFolder, 'slow.xml', newBooking({ reservationId: 'SLOW' }))
  await until('in flight', async () => (await running.call('health.get')).counts.sending === 1)
  drop(exportFolder, 'next.xml', newBooking({ reservationId: 'NEXT' }))
  await until('captured', async () => (await running.all()).length === 2)
  const { code, out, err } = await stop(data)
  expect([code, err]).toEqual([0, ''])
  expect(out.match(/^Left: the service \(serve\) of \S+, process \d+, version \d+\.\d+\.\d+\.$/gm)).toHaveLength(2)
  expect(out).toContain(`process ${running.pid},`)
  expect(out).toContain(`Nobody works on ${data} now.`)
  expect(existsSync(join(data, 'stop.json'))).toBe(false)
  expect(readdirSync(join(data, 'hosts'))).toEqual([])

  const again = await start({ data })
  const after = await until('all delivered', async () => {
    const items = await again.all()
    return items.every(({ state }) => state === 'delivered') ? items : null
  })
  expect(after.map(({ reservationId, attempts }) => `${reservationId} ${attempts}`).sort()).toEqual([
    'NEXT 1',
    'SLOW 1',
  ])
})

it.skipIf(process.platform === 'win32')(
  'a host that was killed is not waited for, and one that hangs is named (POSIX)',
  async () => {
    const { data, running } = await hotel()
    const killed = await start({ data })
    await killed.kill()
    await running.kill('SIGSTOP')
    const { code, err } = await stop(data, '--wait', '1')
    await running.kill('SIGCONT')
    expect(code).toBe(1)
    expect(err).toContain(`No answer from the service (serve) of`)
    expect(err).toContain(`process ${running.pid},`)
    expect(err).not.toContain(`process ${killed.pid},`)
    expect(existsSync(join(data, 'stop.json'))).toBe(false)
    expect((await running.call('health.get')).sender.isThis).toBe(true)
  },
)

it('a hold keeps everybody out until it is released', async () => {
  const { data, running } = await hotel()
  const held = await stop(data, '--hold', '10')
  expect(held).toMatchObject({ code: 0, out: expect.stringContaining('np stop --release') })
  await until('the process to end', () => {
    try {
      process.kill(running.pid, 0)
      return false
    } catch {
      return true // it is gone
    }
  })
  expect(await runCommand(['serve', '--data', data])).toMatchObject({ code: 0, err: '' })
  expect(await stop(data, '--release')).toMatchObject({ code: 0 })
  await start({ data })
})

it.each([
  ['has run out', { askedAt: Date.now() - 600_000, endsAt: Date.now() - 300_000 }],
  ['is from the future', { askedAt: Date.now() + 600_000, endsAt: Date.now() + 900_000 }],
])('a request that %s stops nobody and is taken away', async (_how, times) => {
  const { data, exportFolder } = foldersFor()
  writeFileSync(join(data, 'stop.json'), JSON.stringify({ id: 'a', by: 'somebody', ...times }))
  const standIn = await standInFor({})
  await start({ data, settings: practiceHotel({ url: standIn.url, exportFolder }), secrets: practiceSecrets })
  await until('it to be taken away', () => !existsSync(join(data, 'stop.json')))
})

it('says that nobody is there, and asks nobody', async () => {
  const data = temporaryFolder()
  expect(await stop(data)).toMatchObject({ code: 0, out: `Night Porter does not run on ${data}.\n` })
  expect(await stop(join(data, 'none'))).toMatchObject({
    code: 0,
    out: `There is no data folder ${join(data, 'none')}.\n`,
  })
  expect(readdirSync(data)).toEqual([])
  expect((await stop(data, '--wait', 'long')).code).toBe(2)
})

it('sees a process that has the database open and writes no file of its own, as an older version', async () => {
  const { data, running } = await hotel()
  await running.stop()
  const older = createPresence(join(data, 'in-use.lock'))
  expect(older.share(0)).toBe(true)
  onTestFinished(older.leave)
  expect(await stop(data, '--wait', '1')).toMatchObject({ code: 1, err: expect.stringContaining('older Night Porter') })
  older.leave()
  expect((await stop(data)).code).toBe(0)
})

it('names no more than who it is in the file of a host', async () => {
  const { data, running } = await hotel()
  const host = JSON.parse(readFileSync(join(data, 'hosts', `${running.pid}.json`), 'utf8'))
  expect(Object.keys(host).sort()).toEqual(['follows', 'kind', 'pid', 'startedAt', 'user', 'version'])
  mkdirSync(join(data, 'hosts'), { recursive: true })
  writeFileSync(join(data, 'hosts', 'notes.txt'), 'not ours')
  expect((await stop(data)).code).toBe(0)
  expect(readdirSync(join(data, 'hosts'))).toEqual(['notes.txt'])
})
