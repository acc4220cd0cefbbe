import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { affectedBy, readAdvisories } from './advisories.ts'
import { packagesOf, readLockFile } from './lock-file.ts'
import { shippedPackages } from './shipped.ts'

/**
 * `npm run advisories -- FILE...`: holds the lock file against advisories. Exit code 0: nothing of ours is
 * affected, 1: something is or may be, 2: wrong usage or a file that is none of advisories.
 */

const root = join(import.meta.dirname, '../../..')
const files = process.argv.slice(2)

const say = (line: string): void => void process.stdout.write(`${line}\n`)
const refuse = (line: string): never => {
  process.stderr.write(`${line}\n`)
  process.exit(2)
}

const advisoriesIn = (file: string) => {
  let value: unknown
  try {
    value = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    // Not there, not to be read, or no JSON: Node's message says which.
    return refuse(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
  return (
    readAdvisories(value) ??
    refuse(`${file} holds no advisories: OSV's JSON or the answer of npm's bulk endpoint is wanted.`)
  )
}

if (files.length === 0)
  refuse(
    "Usage: npm run advisories -- FILE... (OSV's JSON, or the answer of npm's bulk endpoint; no network is needed)",
  )
const advisories = files.flatMap(advisoriesIn)
const lock = readLockFile(root)
const packages = packagesOf(lock)
const shipped = new Set(shippedPackages(root, lock).map(({ place }) => place))
const findings = affectedBy(packages, advisories)
for (const { id, title, name, version, place, isSure } of findings)
  say(
    `${name} ${version} ${isSure ? 'is affected by' : 'may be affected by'} ${id}${title ? `: ${title}` : ''} (${shipped.has(place) ? 'shipped' : 'used for building and testing'}; ${place})`,
  )
say(
  `${advisories.length} advisories held against ${packages.length} packages: ${findings.length === 0 ? 'none of them is affected.' : `${findings.length} findings.`}`,
)
process.exitCode = findings.length === 0 ? 0 : 1
