import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import * as resedit from 'resedit'

/**
 * A folder shaped like Electron's distribution, with programs that run nothing. It lets the packaging be
 * tested where Electron's download cannot be reached; it proves what is packed and how it is marked, never
 * that Electron starts it.
 */

/**
 * How Electron's programs carry their fuses: a known text, the version of the list, its length, one character
 * a fuse.
 */
const fuseWire = (): Buffer => {
  const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX' // fixed by Electron, see @electron/fuses
  const factorySetting = '101100011' // Electron's own defaults, so that a fuse nobody set shows
  return Buffer.concat([Buffer.from(sentinel), Buffer.from([1, factorySetting.length]), Buffer.from(factorySetting)])
}

/** An empty Windows program with the version resource that the builder rewrites. */
const windowsProgram = (): Buffer => {
  const program = resedit.NtExecutable.createEmpty(false, false)
  const resources = resedit.NtExecutableResource.from(program)
  const version = resedit.Resource.VersionInfo.createEmpty()
  version.setFileVersion(1, 0, 0, 0, 0x409)
  version.setStringValues(
    { lang: 0x409, codepage: 1200 },
    { ProductName: 'Electron stand-in', FileDescription: 'Electron stand-in' },
  )
  version.outputToResourceEntries(resources.entries)
  resources.outputResource(program)
  // The fuses lie behind the program, where rewriting its resources leaves them alone.
  program.setExtraData(fuseWire())
  return Buffer.from(program.generate())
}

const installedElectronVersion = (): string => {
  const manifest: unknown = createRequire(import.meta.url)('electron/package.json')
  if (
    manifest !== null &&
    typeof manifest === 'object' &&
    'version' in manifest &&
    typeof manifest.version === 'string'
  )
    return manifest.version
  throw new Error('node_modules/electron/package.json has no version: run npm ci')
}

/**
 * Makes the stand-in for one platform in a new temporary folder and gives its path; whoever asks removes it.
 */
export const makeElectronStandIn = (platform: 'win32' | 'linux'): string => {
  const folder = mkdtempSync(path.join(os.tmpdir(), `np-electron-stand-in-${platform}-`))
  mkdirSync(path.join(folder, 'resources'))
  mkdirSync(path.join(folder, 'locales'))
  for (const language of ['de', 'en-GB', 'en-US', 'fr'])
    writeFileSync(path.join(folder, 'locales', `${language}.pak`), language)
  writeFileSync(path.join(folder, 'version'), installedElectronVersion())
  writeFileSync(path.join(folder, 'LICENSE'), 'A stand-in: this is not Electron.\n')
  if (platform === 'win32') {
    writeFileSync(path.join(folder, 'electron.exe'), windowsProgram())
  } else {
    const file = path.join(folder, 'electron')
    writeFileSync(
      file,
      Buffer.concat([Buffer.from('#!/bin/sh\necho "This is a stand-in, not Electron."\nexit 1\n'), fuseWire()]),
    )
    chmodSync(file, 0o755)
  }
  return folder
}
