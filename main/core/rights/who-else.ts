import type { FolderRights } from '../ports/folder-rights.ts'
import type { AccessList } from './sddl.ts'

/** Who runs and administers the PC, and whoever owns a file: they are nobody else. */
const trusted = new Set([
  'S-1-5-18',
  'S-1-5-32-544',
  'S-1-3-0',
  'S-1-3-4',
  'S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464', // Windows' own installer
])

/** Groups that hold more people than somebody chose. */
const broad = new Set([
  'S-1-1-0', // everyone
  'S-1-2-0',
  'S-1-2-1',
  'S-1-3-1',
  'S-1-5-2', // over the network
  'S-1-5-4', // signed in at this PC
  'S-1-5-7', // nobody known
  'S-1-5-11', // whoever gave a password
  'S-1-5-12',
  'S-1-5-15',
  'S-1-5-32-545', // users of this PC
  'S-1-5-32-546', // guests
  'S-1-5-32-547',
  'S-1-5-32-555',
  'S-1-15-2-1', // all apps
  'S-1-15-2-2',
])

/** Every user, guest or computer of a domain. */
const isBroad = (sid: string): boolean =>
  broad.has(sid) || /^S-1-5-21-.*-(501|513|514|515)$/.test(sid) || /^(DU|DG|DC|LG)$/.test(sid)

/**
 * Groups that IT may name although they are large: a small hotel whose staff all sign in under one user, or
 * under any. Named they are where the list is the folder's own and the entry is not inherited.
 */
const isNameable = (sid: string): boolean =>
  sid === 'S-1-5-4' || sid === 'S-1-5-32-545' || /^(S-1-5-21-.*-513|DU)$/.test(sid)

/** Data, names, deletion, rights, owner, and the generic rights that hold them. */
const changeBits = 0x2 | 0x4 | 0x10 | 0x40 | 0x10000 | 0x40000 | 0x80000 | 0x40000000 | 0x10000000
const readBits = 0x1 | 0x8 | 0x10000000

const canChange = (mask: number): boolean => (mask & changeBits) !== 0
const canRead = (mask: number): boolean => (mask & readBits) !== 0 || mask >>> 31 === 1

type Access = { sid: string; canChange: boolean }

export type Judged = {
  rights: FolderRights
  /** Who makes it so: groups that are too large. */
  broad: Access[]
  /** Users and groups somebody chose. */
  named: Access[]
}

/**
 * What others may do in a folder. Entries that refuse are not counted: they may come after one that allows,
 * and a folder that needs them is better set up anew.
 */
export const whoElse = ({ isProtected, entries }: AccessList): Judged => {
  if (entries === null) return { rights: 'writable-by-others', broad: [{ sid: 'S-1-1-0', canChange: true }], named: [] }
  const counted = entries.filter(
    ({ isAllowed, mask, sid }) => isAllowed && !trusted.has(sid) && (canChange(mask) || canRead(mask)),
  )
  const chosen = counted.filter(
    ({ sid, isInherited }) => !isBroad(sid) || (isProtected && !isInherited && isNameable(sid)),
  )
  const large = merged(counted.filter((entry) => !chosen.includes(entry)))
  const named = merged(chosen)
  return {
    rights: large.some((access) => access.canChange)
      ? 'writable-by-others'
      : large.length > 0
        ? 'readable-by-others'
        : named.some(({ sid }) => isBroad(sid))
          ? 'shared'
          : 'private',
    broad: large,
    named,
  }
}

/** One for each user or group, with the most that any of its entries allows. */
const merged = (entries: { sid: string; mask: number }[]): Access[] =>
  [...new Set(entries.map(({ sid }) => sid))].map((sid) => ({
    sid,
    canChange: entries.some((entry) => entry.sid === sid && canChange(entry.mask)),
  }))

/**
 * The names of users and groups in what `icacls FOLDER` prints, in the order of the list, in the language of
 * Windows. Its other lines depend on the language and say nothing of rights.
 */
export const namesIn = (printed: string, folder: string): string[] =>
  printed.split(/\r?\n/).flatMap((line) => {
    const entry = line.startsWith(folder) ? line.slice(folder.length) : line
    const name = /^\s+(\S.*?):(?:\([A-Z0-9,]+\))+\s*$/.exec(entry)?.[1]
    return name === undefined ? [] : [name]
  })
