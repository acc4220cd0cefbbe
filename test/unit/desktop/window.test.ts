import { expect, it, vi } from 'vitest'
import { startTestDesktop } from './start.ts'

it('shows the window once its page is drawn', async () => {
  const { window, seen } = await startTestDesktop()
  expect(window?.address).toBe('app://night-porter/index.html')
  expect(window?.isVisible()).toBe(true)
  expect(seen.schemes).toEqual(['app'])
})

it('keeps the page away from Node and from the preload world', async () => {
  const { window } = await startTestDesktop()
  expect(window?.options.webPreferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webviewTag: false,
  })
  expect(window?.options.webPreferences?.preload).toMatch(/out[/\\]preload[/\\]index\.cjs$/)
})

it('closes to the tray, and the engine keeps running', async () => {
  const { window, tray, engine, app } = await startTestDesktop()
  expect(window?.close()).toBe(false)
  expect(window?.isVisible()).toBe(false)
  expect(window?.isDestroyed()).toBe(false)
  expect(engine.counted).toEqual({ starts: 1, stops: 0, wakes: 0, holds: 0 })
  expect(app.exitCode).toBeNull()

  tray?.emit('click')
  expect(window?.isVisible()).toBe(true)
})

it('shows no window with --hidden, but sends and can be opened', async () => {
  const { window, engine, tray } = await startTestDesktop({ argv: ['--hidden'] })
  expect(window?.page).not.toBe('')
  expect(window?.isVisible()).toBe(false)
  expect(engine.counted.starts).toBe(1)
  tray?.choose('Open Night Porter')
  expect(window?.isVisible()).toBe(true)
})

it('brings a minimised window back to the front', async () => {
  const { window, running } = await startTestDesktop()
  window?.minimize()
  const before = window?.focusCount ?? 0
  running?.open()
  expect(window?.isVisible()).toBe(true)
  expect(window?.focusCount).toBe(before + 1)
})

it('paints its title bar in the theme of Windows', async () => {
  const { window, setDarkTaskbar } = await startTestDesktop()
  expect(window?.options.titleBarOverlay).toMatchObject({ color: '#f2f3f7' })
  setDarkTaskbar(true)
  expect(window?.overlay).toMatchObject({ color: '#14161d' })
})

it('starts a crashed page again, three times at most, and once more when the window is opened', async () => {
  const { window, log, running } = await startTestDesktop()
  const loads = vi.spyOn(window ?? expect.fail('no window'), 'loadURL')
  for (let n = 0; n < 5; n += 1) window?.webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 })
  expect(loads).toHaveBeenCalledTimes(3)
  expect(log.lines.filter(({ event }) => event === 'page-process-gone')).toHaveLength(5)
  running?.open()
  expect(loads).toHaveBeenCalledTimes(4)
  running?.open()
  expect(loads).toHaveBeenCalledTimes(4)
})

it('tells the screens what changed, and nothing after they are gone', async () => {
  const { window, engine } = await startTestDesktop()
  engine.changed(['messages', 'health'])
  expect(window?.webContents.told).toContainEqual({ channel: 'event', data: { topics: ['messages', 'health'] } })
  if (window) window.webContents.isGone = true
  expect(() => engine.changed(['messages'])).not.toThrow()
})

it('offers the keys for zooming and none for developers', async () => {
  const { applicationMenu } = await startTestDesktop()
  const text = JSON.stringify(applicationMenu())
  expect(text).toContain('zoomIn')
  expect(text).not.toMatch(/devtools|reload/i)
})
