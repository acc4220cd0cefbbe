import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { _electron, type ElectronApplication } from 'playwright'
import { afterEach, describe, expect, it } from 'vitest'
import { eventually } from '../../support/eventually.ts'
import { findElectron, root } from './electron-binary.ts'

/**
 * The built program (out/, made by `npx electron-vite build`) in real Electron. Where the binary is missing
 * nothing here runs and the name of the suite says so; test/unit/desktop then covers main/desktop over a
 * double, which is not the same thing.
 */

const electron = findElectron()
const title = electron.missing
  ? `the desktop program in Electron (skipped: ${electron.missing})`
  : 'the desktop program in Electron'

describe.skipIf(electron.missing !== null)(title, () => {
  const ends: (() => Promise<void> | void)[] = []
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end()
  })

  const dataFolder = (): string => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'np-desktop-'))
    ends.push(() => rmSync(folder, { recursive: true, force: true }))
    return folder
  }
  const launch = async (args: string[]): Promise<ElectronApplication> => {
    const asRoot = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : []
    const app = await _electron.launch({ executablePath: electron.program ?? '', args: [...asRoot, root, ...args] })
    ends.push(() => app.evaluate(({ app: program }) => program.exit(0)).catch(() => {})) // gone already is as good
    return app
  }
  const isVisible = (app: ElectronApplication): Promise<boolean> =>
    app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().some((window) => window.isVisible()))

  it('shows the screens from app://, without Node in the page', async () => {
    const app = await launch(['--data', dataFolder()])
    const page = await app.firstWindow()
    expect(page.url()).toMatch(/^app:\/\/night-porter\/index\.html/)
    expect(await page.evaluate("typeof require + ' ' + typeof process")).toBe('undefined undefined')
    expect(await page.evaluate('Object.keys(window.nightPorter).sort().join()')).toBe('call,info,on')
    await eventually(async () => expect(await isVisible(app)).toBe(true))
  })

  it('answers calls over its bridge', async () => {
    const app = await launch(['--data', dataFolder()])
    const page = await app.firstWindow()
    expect(await page.evaluate("window.nightPorter.call('no.such.call', {})")).toMatchObject({
      ok: false,
      error: { code: 'unknown-method' },
    })
    expect(await page.evaluate('window.nightPorter.info()')).toMatchObject({ kind: 'desktop' })
  })

  it('runs no inline script and leaves its page for nothing', async () => {
    const app = await launch(['--data', dataFolder()])
    const page = await app.firstWindow()
    await page.evaluate(
      "const s = document.createElement('script'); s.textContent = 'window.wasRun = true'; document.head.append(s); location.href = 'https://example.org/'",
    )
    expect(await page.evaluate('window.wasRun')).toBeUndefined()
    expect(page.url()).toMatch(/^app:\/\/night-porter\//)
  })

  it('closes to the tray and goes on', async () => {
    const app = await launch(['--data', dataFolder()])
    await app.firstWindow()
    await eventually(async () => expect(await isVisible(app)).toBe(true))
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
    expect(await isVisible(app)).toBe(false)
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
  })

  it('shows no window with --hidden', async () => {
    const app = await launch(['--hidden', '--data', dataFolder()])
    const page = await app.firstWindow()
    await page.waitForLoadState('load')
    expect(await isVisible(app)).toBe(false)
  })

  it('is one program per data folder: a second start opens the first one’s window and ends', async () => {
    const folder = dataFolder()
    const app = await launch(['--hidden', '--data', folder])
    await app.firstWindow()
    const second = _electron.launch({ executablePath: electron.program ?? '', args: [root, '--data', folder] })
    second.catch(() => {}) // Playwright calls a program that ends at once a failed launch; that end is what is wanted
    await eventually(async () => expect(await isVisible(app)).toBe(true))
  })
})
