import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createFileSecrets } from '../../main/adapters/secrets-file.ts'
import { compose } from '../../main/host/compose.ts'
import { newBooking } from '../../main/rehearsal/sample-exports.ts'
import { parseScenario } from '../../main/rehearsal/scenario.ts'
import { startStandIn } from '../../main/rehearsal/stand-in.ts'
import { migrations } from '../../main/store/migrations/index.ts'
import { openDatabase } from '../../main/store/open.ts'
import { aYear, fillHistory, type Shares } from '../support/history.ts'
import { drop, practiceHotel, practiceSecrets } from '../support/night-porter.ts'
import { row } from './table.ts'

/**
 * What a year of delivered messages costs: the way from the folder to the channel and the calls of the
 * screens, with and without it.
 */

const EXPORTS = 300
const CALLS = 20
const PATIENCE_MS = 300_000

const settingsOf = (url: string, data: string): string => {
  const settings = practiceHotel({ url, exportFolder: join(data, 'export') })
  const [connection] = settings.connections
  return JSON.stringify({ ...settings, connections: [connection, { ...connection, id: 'paused' }] })
}

const newFolder = (shares: Shares): string => {
  const data = mkdtempSync(join(tmpdir(), 'night-porter-bench-'))
  mkdirSync(join(data, 'export'))
  const secrets = createFileSecrets({ folder: data })
  for (const [name, value] of Object.entries(practiceSecrets)) secrets.set(name, value)
  // The program makes the key and the database; the history is put in afterwards.
  writeFileSync(join(data, 'settings.json'), settingsOf('http://127.0.0.1:9', data))
  const made = compose({ folder: data })
  if (!made.ok) throw new Error(JSON.stringify(made.refusal))
  made.composed.close()
  void made.composed.engine.stop()
  if (shares.delivered > 0) {
    const db = openDatabase({ path: join(data, 'night-porter.db'), migrations })
    // What waits does so at a paused connection: every call reads it, and nobody sends it.
    fillHistory(db, { ...shares, now: Date.now(), openConnection: 'paused' })
    db.close()
  }
  return data
}

const measure = async (name: string, shares: Shares): Promise<void> => {
  const parsed = parseScenario({ hotels: [{ code: 'AURORA', rooms: ['DBL', 'SGL'] }] })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  const standIn = await startStandIn({ port: 0, scenario: parsed.scenario })
  const data = newFolder(shares)
  const exportFolder = join(data, 'export')
  writeFileSync(join(data, 'settings.json'), settingsOf(standIn.url, data))
  const openedAt = performance.now()
  const made = compose({ folder: data })
  if (!made.ok) throw new Error(JSON.stringify(made.refusal))
  row(`${name}: open the data folder`, `${(performance.now() - openedAt).toFixed(0)} ms`)
  const { engine, close } = made.composed
  const health = async () => {
    const reply = await engine.handlers['health.get']({})
    if (!reply.ok) throw new Error(reply.error.message)
    return reply.value
  }
  const timedCalls = async (what: string, call: () => Promise<unknown> | unknown) => {
    await call()
    const from = performance.now()
    for (let n = 0; n < CALLS; n++) await call()
    row(`${name}: ${what}`, `${((performance.now() - from) / CALLS).toFixed(1)} ms`)
  }
  await timedCalls('health.get', health)
  await timedCalls('a page of 50', () => engine.handlers['messages.list']({ limit: 50 }))
  await timedCalls('what failed, by cause', () => engine.handlers['causes.list']({}))
  engine.handlers['connections.pause']({ id: 'paused' })
  engine.start()
  for (let n = 0; n < EXPORTS; n++) drop(exportFolder, `${n}.xml`, newBooking({ reservationId: `B${n}` }))
  const from = performance.now()
  let delivered = 0
  while (delivered < EXPORTS && performance.now() - from < PATIENCE_MS) {
    await pause(200)
    delivered = (await health()).counts.deliveredToday
  }
  row(
    `${name}: exports through, ${delivered} of ${EXPORTS}`,
    `${((delivered * 1000) / (performance.now() - from)).toFixed(1)} /s`,
  )
  await engine.stop()
  close()
  await standIn.close()
  rmSync(data, { recursive: true, force: true })
}

/** Prints the table. */
export const benchHistory = async (): Promise<void> => {
  await measure('nothing delivered', { delivered: 0, waiting: 0, failed: 0 })
  await measure('300,000 delivered', aYear)
}
