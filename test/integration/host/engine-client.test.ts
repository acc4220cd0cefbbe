import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createTexts } from '../../../main/adapters/texts.ts'
import { createKeyStore } from '../../../main/desktop/key-store.ts'
import { createThreadEngine, type ThreadEngineDeps } from '../../../main/host/engine-client.ts'
import type { EngineState } from '../../../main/host/engine-link.ts'
import { PRACTICE_SECRET_NAME, practiceSettings } from '../../../main/rehearsal/practice-hotel.ts'
import { createElectronDouble } from '../../support/electron-double.ts'
import { eventually } from '../../support/eventually.ts'
import { createTestClock, createTestLog } from '../../unit/desktop/start.ts'

const testThread = new URL('./children/test-thread.ts', import.meta.url)

const folderForTest = (): string => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'np-thread-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}

const writeSettings = (folder: string): void => {
  const exportFolder = path.join(folder, 'PMS-Export')
  mkdirSync(exportFolder, { recursive: true })
  writeFileSync(path.join(folder, 'settings.json'), JSON.stringify(practiceSettings({ port: 9, exportFolder })))
}

const start = (given: Partial<ThreadEngineDeps> = {}) => {
  const folder = given.folder ?? folderForTest()
  const clock = createTestClock()
  const log = createTestLog()
  const engine = createThreadEngine({ clock, log, translate: () => createTexts().in('en'), ...given, folder })
  onTestFinished(engine.stop)
  const states: EngineState[] = []
  engine.onState((state) => states.push(state))
  const until = (kind: EngineState['kind']) => eventually(() => expect(engine.state().kind).toBe(kind))
  return { folder, clock, log, engine, states, until }
}

const logOf = (folder: string): string => {
  const logs = path.join(folder, 'logs')
  return existsSync(logs)
    ? readdirSync(logs)
        .map((name) => readFileSync(path.join(logs, name), 'utf8'))
        .join('')
    : ''
}

describe('a thread that ends', () => {
  it.each([
    ['throw', /uncaught-exception error=RangeError code=null at=.*test-thread\.ts:\d+/],
    ['reject', /unhandled-rejection error=Error code=EIO at=.*test-thread\.ts:\d+/],
  ])('by a fault that nothing caught (%s) logs its place and no content, and is started again', async (way, line) => {
    const { engine, clock, folder, until } = start({ entry: testThread })
    const [lost, silent] = await Promise.all([engine.call(way, {}), engine.call('silent', {})])
    for (const reply of [lost, silent])
      expect(reply).toMatchObject({
        ok: false,
        error: { code: 'not-available', message: expect.stringContaining('starts again in 1 second.') },
      })
    expect(engine.state()).toMatchObject({ kind: 'gone', retryMs: 1_000 })
    expect(logOf(folder)).toMatch(line)
    expect(logOf(folder)).not.toContain('Okafor')
    clock.advance(1_000)
    await until('running')
    expect(await engine.call('anything', {})).toEqual({ ok: true, value: 'answered' })
  })

  it('again and again is started after growing waits, which begin anew after a good run', async () => {
    const { engine, clock, until } = start({ entry: testThread })
    const waits: (number | null)[] = []
    for (let n = 0; n < 8; n += 1) {
      await until('running')
      await engine.call('exit', {})
      const state = engine.state()
      const retryMs = state.kind === 'gone' ? state.retryMs : null
      waits.push(retryMs)
      expect(await engine.call('anything', {})).toMatchObject({ error: { code: 'not-available' } })
      clock.advance(retryMs ?? 0)
    }
    expect(waits).toEqual([1_000, 2_000, 5_000, 10_000, 20_000, 30_000, 60_000, 60_000])
    await until('running')
    clock.advance(60_000)
    await engine.call('exit', {})
    expect(engine.state()).toMatchObject({ kind: 'gone', retryMs: 1_000 })
  })

  it('is told to go on capturing and sending each time', async () => {
    const { engine, clock, until } = start({ entry: testThread })
    const changes: string[] = []
    engine.onChanged((topics) => changes.push(...topics))
    engine.start()
    await eventually(() => expect(changes).toEqual(['messages']))
    await engine.call('exit', {})
    clock.advance(1_000)
    await until('running')
    await eventually(() => expect(changes).toEqual(['messages', 'messages']))
  })

  it('because its file is not there says so in the log and in words', async () => {
    const { engine, log, until } = start({ entry: new URL('./children/no-such-thread.ts', import.meta.url) })
    await until('gone')
    expect(log.lines).toContainEqual({
      level: 'error',
      event: 'engine-failed',
      fields: expect.objectContaining({ code: expect.stringContaining('MODULE_NOT_FOUND') }),
    })
    expect(await engine.call('health.get', {})).toMatchObject({ error: { code: 'not-available' } })
  })
})

describe('the thread of the engine', () => {
  it('says in words what is wrong with the settings, and runs once they are right, by itself', async () => {
    const { engine, clock, folder, until } = start()
    await until('gone')
    expect(engine.state()).toMatchObject({ refusal: { kind: 'settings-missing' } })
    expect(await engine.call('health.get', {})).toMatchObject({
      error: { message: expect.stringContaining('Night Porter then starts within a minute') },
    })
    writeSettings(folder)
    clock.advance(1_000)
    await until('running')
    expect(await engine.call('health.get', {})).toMatchObject({ ok: true, value: { hotelName: expect.any(String) } })
  })

  it('ends when it is told to, once, and answers nothing after it', async () => {
    const folder = folderForTest()
    writeSettings(folder)
    const { engine, states, until } = start({ folder })
    engine.start()
    await until('running')
    await Promise.all([engine.stop(), engine.stop()])
    expect(states.at(-1)).toEqual({ kind: 'gone', refusal: null, retryMs: null })
    expect(await engine.call('health.get', {})).toMatchObject({ error: { code: 'not-available' } })
    // Closed in order: SQLite has put its log away.
    expect(readdirSync(folder)).not.toContain('night-porter.db-wal')
  })

  it('uses the key store of the main thread for a folder that was begun with it, and opens it again', async () => {
    const folder = folderForTest()
    writeSettings(folder)
    const { safeStorage } = createElectronDouble({ programFolder: folder }).electron
    const keyStore = createKeyStore(safeStorage, 'win32')
    const first = start({ folder, keyStore, isForThisUser: true })
    await first.until('running')
    expect(await first.engine.call('secrets.set', { name: PRACTICE_SECRET_NAME, value: 'quiet-lobby' })).toMatchObject({
      ok: true,
    })
    await first.engine.stop()
    expect(readdirSync(folder)).toContain('secrets-desktop.json')
    expect(readdirSync(folder)).not.toContain('secrets.json')
    expect(readFileSync(path.join(folder, 'secrets-desktop.json'), 'utf8')).not.toContain('quiet-lobby')

    const again = start({ folder, keyStore })
    await again.until('running')
    await again.engine.stop()
    const { safeStorage: foreign } = createElectronDouble({
      programFolder: folder,
      windowsUser: 'night-audit',
    }).electron
    const other = start({ folder, keyStore: createKeyStore(foreign, 'win32') })
    await other.until('gone')
    expect(await other.engine.call('health.get', {})).toMatchObject({
      error: { message: expect.stringContaining('another Windows user') },
    })
  })
})
