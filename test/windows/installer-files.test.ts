import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { makeFiles } from '../../assets/installer/make-files.ts'
import { signingOf } from '../../assets/installer/sign.ts'
import { makeElectronStandIn } from '../support/electron-dist-stand-in.ts'
import { removeFolder, temporaryFolder } from '../support/night-porter.ts'
import { prepareTools } from './installer-world.ts'
import { makeCertificate } from './signing-certificate.ts'

/** What `npm run dist` writes, made of a program folder with next to nothing in it. */

beforeAll(() => prepareTools())

/** A program folder with the files that setup needs and no more. */
const emptyProgram = (base: string): string => {
  const folder = join(base, 'program')
  const standIn = makeElectronStandIn('win32')
  cpSync(standIn, folder, { recursive: true })
  rmSync(standIn, { recursive: true })
  renameSync(join(folder, 'electron.exe'), join(folder, 'Night Porter.exe'))
  mkdirSync(join(folder, 'resources/np'))
  for (const name of ['np.cmd', 'resources/np/node.exe', 'resources/np/np.mjs']) writeFileSync(join(folder, name), name)
  return folder
}

const made = () => {
  const base = temporaryFolder()
  onTestFinished(() => removeFolder(base))
  const into = join(base, 'dist')
  mkdirSync(into)
  writeFileSync(join(into, 'bill.json'), '{}')
  return { base, into, folder: emptyProgram(base) }
}

describe('the files for IT', () => {
  it('are signed with the certificate that the environment names, and listed with their hashes', () => {
    const { base, into, folder } = made()
    const { environment, certificate } = makeCertificate(base)
    const names = makeFiles({
      ...{ folder, into, version: '1.2.3', isCompressed: true },
      ...{ signing: signingOf(environment), beside: ['bill.json'] },
    })
    expect(names).toEqual([
      'Night-Porter-Setup-1.2.3.exe',
      'Night-Porter-1.2.3.msi',
      'PolicyDefinitions/NightPorter.admx',
      'PolicyDefinitions/en-US/NightPorter.adml',
      'PolicyDefinitions/de-DE/NightPorter.adml',
      'bill.json',
      'SHA256SUMS',
    ])
    execFileSync('sha256sum', ['--check', '--strict', '--quiet', 'SHA256SUMS'], { cwd: into })
    expect(readFileSync(join(into, 'SHA256SUMS'), 'utf8').trim().split('\n')).toHaveLength(names.length - 1)
    for (const file of [join(folder, 'Night Porter.exe'), join(into, names[0] ?? ''), join(into, names[1] ?? '')]) {
      const { status, stdout } = spawnSync('osslsigncode', ['verify', '-CAfile', certificate, '-in', file], {
        encoding: 'utf8',
      })
      expect(stdout).toContain('Signature verification: ok')
      expect(status).toBe(0)
    }
  })

  it('are not made of a folder without the command line', () => {
    const { into, folder } = made()
    rmSync(join(folder, 'resources/np/node.exe'))
    expect(() => makeFiles({ folder, into, version: '1.2.3', isCompressed: true, signing: null, beside: [] })).toThrow(
      'has no resources/np/node.exe',
    )
  })
})

it('a certificate without its password is refused, and neither means that nothing is signed', () => {
  expect(signingOf({})).toBeNull()
  expect(() => signingOf({ NP_SIGN_CERTIFICATE: 'a.p12' })).toThrow('NP_SIGN_PASSWORD_FILE')
})
