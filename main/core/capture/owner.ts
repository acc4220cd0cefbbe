import { printable } from '../text/printable.ts'

/**
 * The owner file of an export folder: which PC looks after it. It holds no guest data: an id made by the data
 * folder's key, the PC's name, and a counter that its owner keeps raising.
 */
export const OWNER_FILE_NAME = '.night-porter-owner'

/**
 * Which copy of its data a PC has: the same line in all of them, a higher term where the recovery code was
 * entered. `proof`: a keyed hash of both for this owner, which only who has the data can make.
 */
export type OwnerFence = { line: string; term: number; proof: string }

/** The reason of a folder that a PC looks after which nobody has confirmed. */
export const UNKNOWN_OWNER = 'unknown-owner'

/** `tag`: the signature of `ownerText` by the owner's key; empty in what older versions wrote. */
export type OwnerMark = { host: string; name: string; beat: number; tag: string; fence?: OwnerFence | undefined }

/** What an owner signs. */
export const ownerText = ({ host, name, beat }: Omit<OwnerMark, 'tag'>): string => JSON.stringify([host, name, beat])

const BEAT_DIGITS = 12
const TERM_DIGITS = 6

/**
 * The file's text. Always as long for the same owner, so that a counter raised in place is never half a
 * number longer.
 */
export const writeOwner = ({ host, name, beat, tag, fence }: OwnerMark): string => {
  const term = fence && { ...fence, term: String(fence.term).padStart(TERM_DIGITS, '0') }
  const written = { nightPorter: 1, host, name, beat: String(beat).padStart(BEAT_DIGITS, '0'), tag, ...term }
  return `${JSON.stringify(written)}\n`
}

const fenceOf = (written: object): OwnerFence | null => {
  if (!('line' in written && 'term' in written && 'proof' in written)) return null // a version from before the recovery code
  const { line, term, proof } = written
  return typeof line === 'string' && typeof term === 'string' && /^\d{1,9}$/.test(term) && typeof proof === 'string'
    ? { line, term: Number(term), proof }
    : null
}

/** Reads the file's text; null for what is none: empty, cut, or somebody else's. */
export const readOwner = (text: string): OwnerMark | null => {
  try {
    const written: unknown = JSON.parse(text)
    if (
      typeof written !== 'object' ||
      written === null ||
      !('host' in written && 'name' in written && 'beat' in written)
    )
      return null
    const { host, name, beat } = written
    if (typeof host !== 'string' || typeof name !== 'string' || typeof beat !== 'string') return null
    if (host === '' || !/^\d{1,15}$/.test(beat)) return null
    const tag = 'tag' in written && typeof written.tag === 'string' ? written.tag : ''
    const mark = { host, name: printable(name).slice(0, 200), beat: Number(beat), tag }
    const fence = fenceOf(written)
    return fence === null ? mark : { ...mark, fence }
  } catch {
    return null // No JSON: a claim cut off by a crash, or no claim at all. The reader waits and watches it like any other.
  }
}
