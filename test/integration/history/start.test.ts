import { cpSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createSystemClock } from '../../../main/adapters/clock.ts'
import { createFileSecrets } from '../../../main/adapters/secrets-file.ts'
import { createTexts } from '../../../main/adapters/texts.ts'
import { createThreadEngine } from '../../../main/host/engine-client.ts'
import type { EngineState } from '../../../main/host/engine-link.ts'
import { createHostLog } from '../../../main/host/host-log.ts'
import { openStore } from '../../../main/host/open-store.ts'
import { migrations } from '../../../main/store/migrations/index.ts'
import { openDatabase } from '../../../main/store/open.ts'
import { fillHistory } from '../../support/history.ts'
import { practiceHotel, practiceSecrets, until } from '../../support/night-porter.ts'
import { pagesRead } from '../../support/pages-read.ts'
import { leavesOf, spoilPage } from '../lifecycle/damage.ts'
import { databaseIn, dataFolder, openIn, writeMessage } from '../lifecycle/hotel.ts'

/** A start with much history: the screens and the capture wait for no look through all of the database. */

const now = Date.UTC(2031, 4, 6)
const mark = (data: string) => `${databaseIn(data)}.check`

/** A data folder whose database has some 40 MB, closed in order. */
const longUsed = (): string => {
  const data = dataFolder()
  openIn(data).close()
  const db = openDatabase({ path: databaseIn(data), migrations })
  fillHistory(db, { delivered: 60_000, waiting: 0, failed: 20, now })
  db.close()
  return data
}

/** The same folder as a power cut leaves it, with a log beside the database. */
const cutOff = (data: string): string => {
  const store = openIn(data)
  writeMessage(store, { n: 1 })
  const copy = dataFolder()
  cpSync(data, copy, { recursive: true })
  store.close()
  expect(statSync(`${databaseIn(copy)}-wal`).size).toBeGreaterThan(0)
  return copy
}

const reopened = async (data: string) => {
  let opened: ReturnType<typeof openStore> | undefined
  const pages = await pagesRead(() => {
    opened = openStore({ databasePath: databaseIn(data), isNew: false, secrets: createFileSecrets({ folder: data }) })
  })
  if (!opened?.ok) throw new Error('not opened')
  const { store, check } = opened
  onTestFinished(() => store.close())
  return { store, check, pages }
}

const waitingIn = (store: ReturnType<typeof openIn>) => store.lists.counts().waiting ?? 0

describe('the start with a large database', () => {
  it('reads a few pages of one that was closed in order, and looks it through later', async () => {
    const data = longUsed()
    const all = statSync(databaseIn(data)).size / 4096
    const { check, pages } = await reopened(data)
    expect(check).toEqual({ isThorough: false })
    expect(all).toBeGreaterThan(7_000)
    expect(pages).toBeLessThan(500)
    expect(existsSync(mark(data))).toBe(false)
  })

  it('reads a few pages of one that a power cut left, which is then looked through thoroughly', async () => {
    const data = cutOff(longUsed())
    const { store, check, pages } = await reopened(data)
    expect(check).toEqual({ isThorough: true })
    expect(pages).toBeLessThan(500)
    expect(waitingIn(store)).toBe(1)
  })

  it('remembers that until it is done, whoever opens and closes the database before', async () => {
    const data = cutOff(longUsed())
    const { store } = await reopened(data)
    store.close()
    expect(existsSync(`${databaseIn(data)}-wal`)).toBe(false)
    expect((await reopened(data)).check).toEqual({ isThorough: true })
  })

  it('looks at once through one that is shorter than its header says', async () => {
    const data = longUsed()
    const bytes = readFileSync(databaseIn(data))
    writeFileSync(databaseIn(data), bytes.subarray(0, bytes.length - 8 * 4096))
    const { store, check } = await reopened(data)
    expect(check).toBeNull()
    expect(store.startupNotices.list()).toHaveLength(1)
  })

  it('writes nothing to one that is known to be damaged and that others have open', async () => {
    const data = longUsed()
    const other = openIn(data)
    writeFileSync(mark(data), 'damaged\n')
    const { store } = await reopened(data)
    expect(store.writeFault()).toMatchObject({ kind: 'damaged' })
    expect(() => store.write(() => undefined)).toThrow(expect.objectContaining({ code: 'SQLITE_CORRUPT' }))
    expect(waitingIn(store)).toBe(0)
    store.close()
    other.close()
    // A check that was mistaken: alone, the database is looked through, and found sound.
    const again = await reopened(data)
    expect([again.store.writeFault(), existsSync(mark(data))]).toEqual([null, false])
  })
})

const engineOf = (data: string) => {
  const settings = practiceHotel({ url: 'http://127.0.0.1:9', exportFolder: join(data, 'export') })
  writeFileSync(join(data, 'settings.json'), JSON.stringify(settings))
  const secrets = createFileSecrets({ folder: data })
  for (const [name, value] of Object.entries(practiceSecrets)) secrets.set(name, value)
  const engine = createThreadEngine({
    folder: data,
    clock: createSystemClock(),
    log: createHostLog(data),
    translate: () => createTexts().in('en'),
  })
  onTestFinished(() => engine.stop())
  const states: EngineState['kind'][] = []
  engine.onState(({ kind }) => states.push(kind))
  engine.start()
  return { engine, states }
}

const noticesOf = async (engine: ReturnType<typeof engineOf>['engine']): Promise<string> =>
  JSON.stringify(await engine.call('health.get', {}))

const logOf = (data: string): string =>
  readdirSync(join(data, 'logs'))
    .map((name) => readFileSync(join(data, 'logs', name), 'utf8'))
    .join('\n')

describe('the check in the background', () => {
  it('ends without a word where all is well', async () => {
    const data = cutOff(longUsed())
    const { engine, states } = engineOf(data)
    await until('running', () => engine.state().kind === 'running')
    expect(existsSync(mark(data))).toBe(true)
    await until('checked', () => !existsSync(mark(data)))
    expect(states.filter((kind) => kind === 'gone')).toEqual([])
    expect(await noticesOf(engine)).toContain('"notices":[]')
  })

  it.each(['attempts', 'messages_by_order', 'captures'])(
    'finds a damaged page in %s; the engine starts anew, saves what can be read, and says so',
    async (name) => {
      const data = longUsed()
      const leaves = leavesOf(databaseIn(data), name)
      spoilPage(databaseIn(data), leaves[Math.floor(leaves.length / 2)] ?? 0)
      const { engine, states } = engineOf(data)
      await until('running', () => engine.state().kind === 'running')
      expect(await noticesOf(engine)).toContain('"notices":[]')
      await until('set aside', () => existsSync(join(data, 'set-aside')))
      await until('running again', () => engine.state().kind === 'running')
      expect(await noticesOf(engine)).toContain('The database was found damaged')
      expect(states.filter((kind) => kind === 'gone')).toHaveLength(1)
      expect(readdirSync(join(data, 'set-aside')).some((file) => file.endsWith('.db'))).toBe(true)
      expect(existsSync(mark(data))).toBe(false)
      expect(logOf(data)).toContain('database-damaged')
    },
  )
})
