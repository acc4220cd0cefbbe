/**
 * The access list of a folder as `icacls FOLDER /save` writes it: SDDL, which is the same in every language
 * of Windows ("Security Descriptor String Format" and "ACE Strings" of Microsoft's documentation).
 */

type AccessEntry = {
  isAllowed: boolean
  /** It came from the folder above. */
  isInherited: boolean
  /** The bits of the access mask. */
  mask: number
  /** Of the user or group; an abbreviation we do not know stays as it is. */
  sid: string
}

/** `isProtected`: nothing is inherited. `entries` null: there is no list, and everybody may do everything. */
export type AccessList = { isProtected: boolean; entries: AccessEntry[] | null }

/** Two-letter names of SDDL for what is the same on every PC. */
const wellKnown: Record<string, string> = {
  AC: 'S-1-15-2-1',
  AN: 'S-1-5-7',
  AU: 'S-1-5-11',
  BA: 'S-1-5-32-544',
  BG: 'S-1-5-32-546',
  BO: 'S-1-5-32-551',
  BU: 'S-1-5-32-545',
  CG: 'S-1-3-1',
  CO: 'S-1-3-0',
  IU: 'S-1-5-4',
  LS: 'S-1-5-19',
  NS: 'S-1-5-20',
  NU: 'S-1-5-2',
  OW: 'S-1-3-4',
  PU: 'S-1-5-32-547',
  RC: 'S-1-5-12',
  RD: 'S-1-5-32-555',
  SU: 'S-1-5-6',
  SY: 'S-1-5-18',
  WD: 'S-1-1-0',
}

/** Two-letter names of rights; those of directory objects stand for the low bits of a file's mask. */
const rights: Record<string, number> = {
  GA: 0x10000000,
  GR: 0x80000000,
  GW: 0x40000000,
  GX: 0x20000000,
  RC: 0x20000,
  SD: 0x10000,
  WD: 0x40000,
  WO: 0x80000,
  CC: 0x1,
  DC: 0x2,
  LC: 0x4,
  SW: 0x8,
  RP: 0x10,
  WP: 0x20,
  DT: 0x40,
  LO: 0x80,
  CR: 0x100,
  FA: 0x1f01ff,
  FR: 0x120089,
  FW: 0x120116,
  FX: 0x1200a0,
}

/** Null: not a mask that is known, which must not be taken for no right at all. */
const maskOf = (text: string): number | null => {
  if (/^0x[0-9a-f]{1,8}$/i.test(text)) return Number.parseInt(text, 16)
  if (/^\d{1,10}$/.test(text)) return Number.parseInt(text, 10)
  const parts = text.match(/../g) ?? []
  if (text.length % 2 !== 0 || parts.some((part) => rights[part] === undefined)) return null
  return parts.reduce((mask, part) => (mask | (rights[part] ?? 0)) >>> 0, 0)
}

/** Reads the discretionary list; null: not one that is understood. */
export const readSddl = (text: string): AccessList | null => {
  const list = /D:([A-Z_]*)((?:\([^()]*\))*)/.exec(text.replace(/^\uFEFF/, ''))
  if (list === null) return null
  const [, flags = '', entries = ''] = list
  if (flags.includes('NO_ACCESS_CONTROL')) return { isProtected: false, entries: null }
  const read = [...entries.matchAll(/\(([^()]*)\)/g)].map(([, entry = '']) => entryOf(entry))
  const known = read.filter((entry) => entry !== null)
  if (known.length < read.length) return null
  return { isProtected: flags.replaceAll(/AR|AI/g, '').includes('P'), entries: known }
}

const entryOf = (text: string): AccessEntry | null => {
  const [type = '', flags = '', maskText = '', , , sid = ''] = text.split(';')
  const mask = maskOf(maskText)
  if (mask === null || sid === '') return null
  return {
    isAllowed: type === 'A' || type === 'XA' || type === 'OA',
    isInherited: /^(?:..)*ID/.test(flags),
    mask,
    sid: wellKnown[sid] ?? sid,
  }
}
