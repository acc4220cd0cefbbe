import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readLockFile } from './lock-file.ts'
import { shippedPackages } from './shipped.ts'

/** What the program shows of one library: who may be thanked, and under which terms it is passed on. */
export type Licence = { name: string; version: string; licence: string; text: string }

const licenceFile = /^(?:licen[cs]e|copying|notice)(?:[.-].*)?$/i

const textIn = (folder: string): string =>
  readdirSync(folder)
    .filter((name) => licenceFile.test(name))
    .toSorted()
    .map((name) => readFileSync(join(folder, name), 'utf8').trim())
    .join('\n\n')

/**
 * The licences of all that is shipped, from the lock file and the installed packages. A package that declares
 * none is a fault of the build: nobody could say whether we may pass it on.
 */
export const licencesOf = (root: string): Licence[] =>
  shippedPackages(root, readLockFile(root)).map(({ name, version, licence, place }) => {
    if (licence === null) throw new Error(`${name} ${version} declares no licence, so it cannot be shipped.`)
    return { name, version, licence, text: textIn(join(root, place)) }
  })
