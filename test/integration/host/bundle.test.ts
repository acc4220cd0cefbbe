import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import type { ParseOrder } from '../../../main/adapters/parse-order.ts'
import { entries } from '../../../main/core/playbook/entries.ts'
import { newBooking } from '../../../main/rehearsal/sample-exports.ts'
import type { CheckOrder } from '../../../main/store/lifecycle/check-worker.ts'
import { migrations } from '../../../main/store/migrations/index.ts'
import { openDatabase } from '../../../main/store/open.ts'
import { foldersFor, standInFor } from '../../support/make-engine.ts'
import { drop, practiceHotel, practiceSecrets, runNightPorter, until } from '../../support/night-porter.ts'

/**
 * The built command line as it is installed: in a folder that has the bundles, better-sqlite3 and the
 * screens, and nothing else.
 */

const root = join(import.meta.dirname, '../../..')
const folder = mkdtempSync(join(tmpdir(), 'np-bundle-'))
const np = join(folder, 'out', 'np', 'np.mjs')

beforeAll(() => {
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
  const words = ['build', '--app', '--config', 'np.vite.config.ts', '--outDir', join(folder, 'out', 'np')]
  execFileSync(process.execPath, [vite, ...words], { cwd: root, stdio: 'pipe' })
  cpSync(join(root, 'node_modules', 'better-sqlite3'), join(folder, 'node_modules', 'better-sqlite3'), {
    recursive: true,
  })
  mkdirSync(join(folder, 'out', 'renderer'))
  writeFileSync(join(folder, 'out', 'renderer', 'index.html'), '<title>the screens</title>')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const run = (...words: string[]): string =>
  execFileSync(process.execPath, [np, ...words], { cwd: folder, encoding: 'utf8' })

it('prints its version and the catalogue', () => {
  expect(run('version')).toBe(`${JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version}\n`)
  const catalogue: { cause: string; title: string }[] = JSON.parse(run('explain', '--list', '--json', '--lang', 'de'))
  expect(catalogue.map(({ cause }) => cause).sort()).toEqual(Object.keys(entries).sort())
  expect(catalogue.every(({ title }) => title !== '')).toBe(true)
})

it('reads large exports in a thread of its own', async () => {
  const thread = new Worker(join(folder, 'out', 'np', 'parse-worker.mjs'))
  onTestFinished(async () => {
    await thread.terminate()
  })
  const bytes = new TextEncoder().encode(newBooking({ reservationId: 'BU-0' }))
  thread.postMessage({ id: 7, what: 'export', kind: 'pmsxchange', bytes } satisfies ParseOrder)
  const [answer] = await once(thread, 'message')
  expect(JSON.stringify(answer)).toContain('BU-0')
})

it('looks a database through in a thread of its own', async () => {
  const { data } = foldersFor()
  const path = join(data, 'night-porter.db')
  openDatabase({ path, migrations }).close()
  const order: CheckOrder = { path, isThorough: true }
  const thread = new Worker(join(folder, 'out', 'np', 'check-worker.mjs'), { workerData: order })
  expect(await once(thread, 'message')).toEqual([{ isSound: true }])
})

it('serves: captures, delivers, shows the screens, and stops', async () => {
  const standIn = await standInFor()
  const { data, exportFolder } = foldersFor()
  const running = await runNightPorter({
    data,
    settings: practiceHotel({ url: standIn.url, exportFolder }),
    secrets: practiceSecrets,
    program: np,
  })
  onTestFinished(() => running.kill())
  expect(await (await fetch(running.url)).text()).toContain('the screens')
  drop(exportFolder, '1.xml', newBooking({ reservationId: 'BU-1' }))
  await until('delivered', async () => (await running.all({ state: 'delivered' })).length === 1)
  expect(standIn.bookings()).toHaveLength(1)
  expect(await running.stop()).toBe(0)
  expect(JSON.parse(run('status', '--json', '--data', data))).toMatchObject({ counts: { deliveredToday: 1 } })
})
