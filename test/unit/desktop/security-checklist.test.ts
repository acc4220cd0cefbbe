import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { createSystemClock } from '../../../main/adapters/clock.ts'
import { parseArguments } from '../../../main/desktop/arguments.ts'
import { PAGE_ADDRESS } from '../../../main/desktop/own-page.ts'
import { startPageServer } from '../../../main/host/page-server.ts'
import { createTestEngine, createTestLog, startTestDesktop } from './start.ts'

/**
 * Electron's own checklist (https://www.electronjs.org/docs/latest/tutorial/security), point by point, from
 * the options and answers that the program really makes.
 */

const root = path.resolve(import.meta.dirname, '../../..')
const text = (file: string) => readFileSync(path.join(root, file), 'utf8')
const sources = (folder: string): string =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => text(path.join(folder, name)))
    .join('\n')
const preferences = async () => (await startTestDesktop()).window?.options.webPreferences ?? expect.fail('no window')
const policyOf = (headers: Headers) =>
  new Map(
    (headers.get('content-security-policy') ?? '').split('; ').map((rule): [string, string] => {
      const [name = '', ...values] = rule.split(' ')
      return [name, values.join(' ')]
    }),
  )

describe('Electron’s checklist', () => {
  it('1 only secure content: the one window loads the program’s own page and no other address', async () => {
    const { window } = await startTestDesktop()
    expect(window?.address).toBe(PAGE_ADDRESS)
    expect(sources('main/desktop').match(/loadURL\(|loadFile\(/g)).toEqual(['loadURL('])
    const policy = policyOf((await (await startTestDesktop()).fetchPage(PAGE_ADDRESS)).headers)
    expect([...policy.values()].join(' ')).not.toMatch(/https?:|\*/)
  })

  it('2 no Node in the page, its frames or its workers', async () => {
    const { nodeIntegration, nodeIntegrationInWorker, nodeIntegrationInSubFrames } = await preferences()
    expect(nodeIntegration).toBe(false)
    expect([nodeIntegrationInWorker ?? false, nodeIntegrationInSubFrames ?? false]).toEqual([false, false])
  })

  it('3 the page’s world is isolated from the preload’s', async () => {
    expect((await preferences()).contextIsolation).toBe(true)
  })

  it('4 the page’s process is sandboxed', async () => {
    expect((await preferences()).sandbox).toBe(true)
    expect(sources('main/desktop')).not.toMatch(/no-sandbox|appendSwitch/)
  })

  it('5 a page is granted nothing', async () => {
    const { permission } = await startTestDesktop()
    for (const name of ['media', 'geolocation', 'notifications', 'openExternal', 'usb', 'serial', 'fileSystem'])
      expect(permission(name), name).toEqual([false, false, false])
  })

  it('6 web security stays on', async () => {
    expect((await preferences()).webSecurity).toBe(true)
  })

  it('7 a content policy, with no inline code, no form target, no frame around it', async () => {
    const { fetchPage } = await startTestDesktop()
    const policy = policyOf((await fetchPage(PAGE_ADDRESS)).headers)
    expect(policy.get('default-src')).toBe("'none'")
    expect(policy.get('script-src')).toBe("'self'")
    for (const name of ['base-uri', 'form-action', 'frame-ancestors']) expect(policy.get(name), name).toBe("'none'")
    expect([...policy.values()].join(' ')).not.toMatch(/unsafe/)
  })

  it('8 no mixed content', async () => {
    expect((await preferences()).allowRunningInsecureContent).toBe(false)
  })

  it('9 no experimental features', async () => {
    expect((await preferences()).experimentalFeatures).toBe(false)
  })

  it('10 no features of Blink switched on', async () => {
    expect(await preferences()).not.toHaveProperty('enableBlinkFeatures')
  })

  it('11 and 12 no webview, neither allowed nor attached', async () => {
    expect((await preferences()).webviewTag).toBe(false)
    const { window } = await startTestDesktop()
    expect(window?.webContents.attempt('will-attach-webview')).toBe(false)
  })

  it('13 and 14 no navigation and no new window', async () => {
    const { window } = await startTestDesktop()
    for (const event of ['will-navigate', 'will-frame-navigate', 'will-redirect'] as const)
      expect(window?.webContents.attempt(event), event).toBe(false)
    expect(window?.webContents.openWindow('https://example.org')).toBe(false)
    expect((await preferences()).navigateOnDragDrop).toBe(false)
  })

  it('15 only listed pages are opened in the user’s browser', async () => {
    const { window, seen } = await startTestDesktop()
    for (const address of ['file:///etc/passwd', 'ms-msdt:/id', 'https://example.org', 'javascript:1'])
      window?.webContents.openWindow(address)
    expect(seen.opened).toEqual([])
  })

  it('16 Electron is pinned to one version, so that a newer one is a decision', () => {
    const { devDependencies } = JSON.parse(text('package.json'))
    expect(devDependencies.electron).toMatch(/^\d+\.\d+\.\d+$/)
  })

  it('17 every channel looks at who calls', async () => {
    const { double } = await startTestDesktop()
    for (const url of ['https://example.org/', 'file:///index.html', 'app://elsewhere/index.html'])
      for (const channel of ['rpc', 'info'])
        expect(await double.invoke({ url, parent: null }, channel, 'health.get', {})).toMatchObject({ ok: false })
    expect(await double.invoke({ url: PAGE_ADDRESS, parent: {} }, 'info')).toMatchObject({ ok: false })
    expect(sources('main/desktop').match(/ipcMain\.(?:handle|on)\w*\(/g)).toHaveLength(2)
  })

  it('18 a scheme of its own instead of file:', async () => {
    expect(PAGE_ADDRESS.startsWith('app://')).toBe(true)
    expect(text('electron-builder.yml')).toContain('grantFileProtocolExtraPrivileges: false')
  })

  it('19 the fuses of the build', () => {
    const config = text('electron-builder.yml')
    for (const fuse of [
      'runAsNode: false',
      'enableCookieEncryption: true',
      'enableNodeOptionsEnvironmentVariable: false',
      'enableNodeCliInspectArguments: false',
      'enableEmbeddedAsarIntegrityValidation: true',
      'onlyLoadAppFromAsar: true',
    ])
      expect(config).toContain(`  ${fuse}`)
  })

  it('20 the page sees three functions and no object of Electron’s', () => {
    const preload = text('preload/index.ts')
    expect(preload.match(/exposeInMainWorld\(/g)).toHaveLength(1)
    expect([...preload.matchAll(/^ {2}(\w+): \(/gm)].map(([, name]) => name)).toEqual(['call', 'info', 'on'])
    expect(preload).not.toMatch(/exposeInMainWorld\([^)]*ipcRenderer/)
  })
})

describe('beyond the checklist', () => {
  it('nothing is saved but what our own page holds', async () => {
    const { download } = await startTestDesktop()
    expect(download('blob:app://night-porter/1f0c')).toBe(true)
    for (const address of [
      'https://example.org/x.exe',
      'app://night-porter/index.html',
      'blob:https://example.org/1',
      'data:,x',
      'blob:null/1',
    ])
      expect(download(address), address).toBe(false)
  })

  it.each([
    '--remote-debugging-port=9222',
    '--remote-debugging-pipe',
    '--inspect',
    '--inspect-brk=0',
    '--disable-web-security',
  ])('the built program does not start with %s, and says so', async (argument) => {
    const { running, app, seen, log } = await startTestDesktop({ argv: [argument], double: { isPackaged: true } })
    expect(running).toBeNull()
    expect(app.exitCode).toBe(1)
    expect(JSON.stringify(seen)).toContain('debugging port')
    expect(log.lines.map(({ event }) => event)).toContain('debugging-refused')
    expect((await startTestDesktop({ argv: [argument] })).running).not.toBeNull()
  })

  it('other switches are none of that', () => {
    for (const argument of ['--hidden', '--data=/inspect', '--inspector', '--lang=de'])
      expect(parseArguments([argument]).isDebugged, argument).toBe(false)
  })

  it('both wires of the screens give the same headers, with a policy on every answer', async () => {
    const { fetchPage, programFolder } = await startTestDesktop()
    const served = await startPageServer({
      engine: createTestEngine().engine,
      log: createTestLog(),
      info: { kind: 'browser', version: '0', can: { chooseFolder: false, openFolder: false, startAtLogin: false } },
      token: 'practice-only-token-of-32-characters',
      port: 0,
      clock: createSystemClock(),
      screens: path.join(programFolder, 'out', 'renderer'),
    })
    try {
      const ofHttp = ['connection', 'date', 'keep-alive', 'transfer-encoding', 'content-length']
      const headersOf = ({ headers }: Response) =>
        Object.fromEntries(
          [...headers]
            .filter(([name]) => !ofHttp.includes(name))
            .map(([name, value]) => [name, value.replace(/nonce-[^']+/, 'nonce')]),
        )
      const http = `http://127.0.0.1:${served.port}`
      for (const page of ['/index.html', '/assets/main.js', '/none.js', '/..%2fsecret.json']) {
        const [bridge, server] = [await fetchPage(`app://night-porter${page}`), await fetch(`${http}${page}`)]
        expect(server.status, page).toBe(bridge.status)
        expect(headersOf(server), page).toEqual(headersOf(bridge))
      }
      const all = [
        await fetchPage('app://elsewhere/'),
        await fetchPage('app://night-porter/none'),
        await fetch(`${http}/rpc/health.get`, { method: 'POST' }),
        await fetch(`${http}/events`),
        await fetch(`${http}/`, { headers: { origin: 'https://example.org' } }),
        await fetch(`${http}/`, { method: 'DELETE' }),
      ]
      for (const { headers, status } of all) {
        expect(policyOf(headers).get('default-src'), String(status)).toBe("'none'")
        expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
        expect(headers.get('x-content-type-options')).toBe('nosniff')
      }
    } finally {
      await served.close()
    }
  })
})
