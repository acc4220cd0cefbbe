import { expect, it } from 'vitest'
import { isAllowedLink } from '../../../main/desktop/security.ts'
import { startTestDesktop } from './start.ts'

it('lets no page navigate, be redirected or carry a webview', async () => {
  const { window } = await startTestDesktop()
  const page = window?.webContents ?? expect.fail('no page')
  for (const event of ['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview'] as const)
    expect(page.attempt(event), event).toBe(false)
})

it('opens no window; only listed https addresses go to the browser', async () => {
  const { window, seen } = await startTestDesktop()
  const page = window?.webContents ?? expect.fail('no page')
  const tried = [
    'https://www.siteminder.com/',
    'https://example.org/',
    'file:///etc/passwd',
    'http://www.siteminder.com/',
    'not an address',
  ]
  for (const address of tried) expect(page.openWindow(address), address).toBe(false)
  expect(seen.opened).toEqual(['https://www.siteminder.com/'])
})

it.each([
  ['https://www.siteminder.com/support?x=1', true],
  ['https://www.siteminder.com.evil.example/', false],
  ['https://www.siteminder.com@evil.example/', false],
  ['https://www.siteminder.com:8443/', false],
  ['javascript:alert(1)', false],
])('judges the link %s: %s', (address, isAllowed) => {
  expect(isAllowedLink(address)).toBe(isAllowed)
})

it('grants a page no permission and no device', async () => {
  const { permission } = await startTestDesktop()
  for (const name of ['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal', 'hid'])
    expect(permission(name), name).toEqual([false, false, false])
})
