import { printable } from '../text/printable.ts'

/**
 * The owner file of an export folder: which PC looks after it. It holds no guest data: an id made by the data
 * folder's key, the PC's name, and a counter that its owner keeps raising.
 */
export const OWNER_FILE_NAME = '.night-porter-owner'

/** The reason of a folder that a PC looks after which nobody has confirmed. */
export const UNKNOWN_OWNER = 'unknown-owner'

/** `tag`: the signature of `ownerText` by the owner's key; empty in what older versions wrote. */
export type OwnerMark = { host: string; name: string; beat: number; tag: string }

/** What an owner signs. */
export const ownerText = ({ host, name, beat }: Omit<OwnerMark, 'tag'>): string => JSON.stringify([host, name, beat])

const BEAT_DIGITS = 12

/**
 * The file's text. Always as long for the same owner, so that a counter raised in place is never half a
 * number longer.
 */
export const writeOwner = ({ host, name, beat, tag }: OwnerMark): string =>
  `${JSON.stringify({ nightPorter: 1, host, name, beat: String(beat).padStart(BEAT_DIGITS, '0'), tag })}\n`

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
    const tag = 'tag' in written && typeof written.tag === 'string' ? written.tag : ''
    return host !== '' && /^\d{1,15}$/.test(beat)
      ? { host, name: printable(name).slice(0, 200), beat: Number(beat), tag }
      : null
  } catch {
    return null // No JSON: a claim cut off by a crash, or no claim at all. The reader waits and watches it like any other.
  }
}
