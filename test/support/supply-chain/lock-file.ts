import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

/** One package of `package-lock.json`: what is installed where. */
export type LockedPackage = {
  /** Its folder, such as `node_modules/a/node_modules/b`. */
  place: string
  name: string
  version: string
  /** As its maker declares it, in SPDX's words; null: it does not say. */
  licence: string | null
}

const Entry = z.object({
  name: z.string().optional(),
  version: z.string().optional(),
  license: z.string().optional(),
  link: z.boolean().optional(),
  dependencies: z.record(z.string(), z.string()).default({}),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
  peerDependencies: z.record(z.string(), z.string()).default({}),
  peerDependenciesMeta: z.record(z.string(), z.object({ optional: z.boolean().default(false) })).default({}),
})
const LockFile = z.object({ packages: z.record(z.string(), Entry) })
export type LockFile = z.infer<typeof LockFile>

export const readLockFile = (root: string): LockFile =>
  LockFile.parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')))

const IN_FOLDER = 'node_modules/'

const packageAt = (place: string, entry: LockFile['packages'][string]): LockedPackage[] => {
  const at = place.lastIndexOf(IN_FOLDER)
  if (at < 0 || entry.link || entry.version === undefined) return []
  // A package installed under another name says its own.
  const name = entry.name ?? place.slice(at + IN_FOLDER.length)
  return [{ place, name, version: entry.version, licence: entry.license ?? null }]
}

/** Every package from a registry that the lock file names, our own workspaces left out. */
export const packagesOf = (lock: LockFile): LockedPackage[] =>
  Object.entries(lock.packages).flatMap(([place, entry]) => packageAt(place, entry))

/** Where Node finds `name` from `from`: in its own folder, else in those above it. */
const resolve = (lock: LockFile, from: string, name: string): string | null => {
  for (let at = from; ; at = at.slice(0, Math.max(at.lastIndexOf(`/${IN_FOLDER}`), 0))) {
    const place = at === '' ? `${IN_FOLDER}${name}` : `${at}/${IN_FOLDER}${name}`
    if (lock.packages[place]) return place
    if (at === '') return null
  }
}

/** These packages of the project and all that they need, by place. Packages of types only hold no code. */
export const closureOf = (lock: LockFile, names: readonly string[]): LockedPackage[] => {
  const reached = new Set<string>()
  const visit = (from: string, name: string): void => {
    const place = resolve(lock, from, name)
    if (place === null || name.startsWith('@types/') || reached.has(place)) return
    reached.add(place)
    const entry = lock.packages[place]
    if (!entry) return
    const peers = Object.keys(entry.peerDependencies).filter((peer) => !entry.peerDependenciesMeta[peer]?.optional)
    for (const needed of [...Object.keys({ ...entry.dependencies, ...entry.optionalDependencies }), ...peers])
      visit(place, needed)
  }
  for (const name of names) visit('', name)
  return [...reached].toSorted().flatMap((place) => packageAt(place, lock.packages[place] ?? Entry.parse({})))
}
