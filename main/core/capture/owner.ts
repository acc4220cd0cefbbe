/**
 * The owner file of an export folder: which PC looks after it. It holds no guest data: an id made by the data
 * folder's key, the PC's name, and a counter that its owner keeps raising.
 */
export const OWNER_FILE_NAME = '.night-porter-owner'

/**
 * Which copy of its data a PC has: the same line in all of them, a higher term where the recovery code was
 * entered.
 */
export type OwnerFence = { line: string; term: number }

export type OwnerMark = { host: string; name: string; beat: number; fence?: OwnerFence | undefined }

const BEAT_DIGITS = 12
const TERM_DIGITS = 6

/**
 * The file's text. Always as long for the same owner, so that a counter raised in place is never half a
 * number longer.
 */
export const writeOwner = ({ host, name, beat, fence }: OwnerMark): string => {
  const term = fence && { line: fence.line, term: String(fence.term).padStart(TERM_DIGITS, '0') }
  return `${JSON.stringify({ nightPorter: 1, host, name, beat: String(beat).padStart(BEAT_DIGITS, '0'), ...term })}\n`
}

const fenceOf = (written: object): OwnerFence | null => {
  if (!('line' in written && 'term' in written)) return null // a version from before the recovery code
  const { line, term } = written
  return typeof line === 'string' && typeof term === 'string' && /^\d{1,9}$/.test(term)
    ? { line, term: Number(term) }
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
    const mark = { host, name: name.slice(0, 200), beat: Number(beat) }
    const fence = fenceOf(written)
    return fence === null ? mark : { ...mark, fence }
  } catch {
    return null // No JSON: a claim cut off by a crash, or no claim at all. The reader waits and watches it like any other.
  }
}
