import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright'
import { expect } from 'playwright/test'

/** Waits for what a page shows, with room for a machine that does other things at the same time. */
export const expectOnPage = expect.configure({ timeout: 30_000 })

/** Where a browser for the tests is: named, the system's own, or Playwright's. */
const candidates = (): string[] => {
  const { env, platform } = process
  if (platform === 'win32')
    return [env.ProgramFiles, env['ProgramFiles(x86)'], env.LocalAppData].flatMap((root) =>
      root
        ? [
            join(root, 'Google', 'Chrome', 'Application', 'chrome.exe'),
            join(root, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
          ]
        : [],
    )
  if (platform === 'darwin')
    return [
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
    ]
  return [
    'chromium',
    'chromium-browser',
    'google-chrome',
    'google-chrome-stable',
    'microsoft-edge',
    'microsoft-edge-stable',
  ].map((name) => `/usr/bin/${name}`)
}

/** The path of a browser that is there, or null. `NP_BROWSER` names one. */
export const findBrowser = (): string | null =>
  [process.env.NP_BROWSER, ...candidates(), chromium.executablePath()].find(
    (path) => path !== undefined && path !== '' && existsSync(path),
  ) ?? null

/** The browser of the tests. Throws where there is none: `npm test` finds or installs one before. */
export const launchBrowser = (): Promise<Browser> => {
  const executablePath = findBrowser()
  if (executablePath === null) throw new Error('no browser: npm test finds or installs one before the tests')
  return chromium.launch({ executablePath })
}

/**
 * Finds a browser or gets one: Playwright's download where the network allows, else Debian's package when
 * root. Null: neither worked.
 */
export const findOrInstallBrowser = (say: (line: string) => void): string | null => {
  const found = findBrowser()
  if (found) return found
  say('No browser found. Trying Playwright’s download ...')
  const playwright = join(import.meta.dirname, '../../node_modules/playwright/cli.js')
  spawnSync(process.execPath, [playwright, 'install', 'chromium'], { stdio: 'ignore', timeout: 240_000 })
  if (findBrowser()) return findBrowser()
  installDebianPackages(['chromium'], say)
  return findBrowser()
}

/** Installs Debian packages where this is Debian and we are root; elsewhere does nothing. */
export const installDebianPackages = (names: string[], say: (line: string) => void): void => {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return
  say(`Installing with apt-get: ${names.join(' ')} ...`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  spawnSync('apt-get', ['update'], { stdio: 'ignore', timeout: 300_000, env })
  spawnSync('apt-get', ['install', '-y', '--no-install-recommends', ...names], {
    stdio: 'ignore',
    timeout: 900_000,
    env,
  })
}
