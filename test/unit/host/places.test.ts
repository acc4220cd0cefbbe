import { expect, it } from 'vitest'
import { screensOf } from '../../../main/desktop/places.ts'
import { bundleFolderOf } from '../../../main/host/places.ts'

it('the bundles are found from the sources, from what is built, and in the installed program', () => {
  const places = {
    'file:///p/main/host/places.ts': '/p/out/np',
    'file:///p/out/main/index.js': '/p/out/np',
    'file:///p/out/np/np.mjs': '/p/out/np',
    'file:///opt/Night%20Porter/resources/app.asar/out/main/index.js': '/opt/Night Porter/resources/np',
    'file:///opt/Night%20Porter/resources/np/engine-thread.mjs': '/opt/Night Porter/resources/np',
  }
  for (const [url, folder] of Object.entries(places)) expect(bundleFolderOf(url)).toBe(folder)
})

it('the screens lie beside the archive, or where they were built', () => {
  expect(screensOf('/opt/Night Porter/resources/app.asar')).toBe('/opt/Night Porter/resources/renderer')
  expect(screensOf('/p')).toBe('/p/out/renderer')
})
