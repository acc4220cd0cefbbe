import { createHash } from 'node:crypto'

/**
 * The lines of the witness: what was captured lately, said again outside the database
 * (docs/architecture.md#a-witness-of-what-was-captured). Each line carries a check of its own, so that one
 * that a power cut tore or a disk changed is left out and the others still count.
 */

/**
 * One captured export: the numbers of its first and last message, when it was captured, and its id. Nothing
 * of its content, and nothing that a change of the key would change.
 */
export type WitnessedExport = { first: number; last: number; at: number; captureId: string }

export type Witness = {
  /** Names the data folder; null where that line is lost. */
  folderId: string | null
  /** A database was made for this folder. */
  isBegun: boolean
  /** The highest message number it knows of. */
  lastSeq: number
  /** Undelivered messages when they were last counted. */
  undelivered: { count: number; at: number } | null
  /** In the order of capture. */
  exports: WitnessedExport[]
}

const checkOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 8)
const lineOf = (words: readonly (string | number)[]): string => {
  const text = JSON.stringify(words)
  return `${text} ${checkOf(text)}\n`
}

export const folderLine = (folderId: string): string => lineOf(['folder', folderId])
export const begunLine = (): string => lineOf(['begun'])
export const exportLine = ({ first, last, at, captureId }: WitnessedExport): string =>
  lineOf(['export', first, last, at, captureId])
export const countLine = (count: number, at: number, lastSeq: number): string => lineOf(['count', count, at, lastSeq])

/** Reads what is legible of a witness; null where nothing is. */
export const readWitness = (text: string): Witness | null => {
  const lines = text.split('\n').flatMap(readLine)
  if (lines.length === 0) return null
  const witness: Witness = { folderId: null, isBegun: false, lastSeq: 0, undelivered: null, exports: [] }
  const exports = new Map<number, WitnessedExport>()
  for (const [kind, ...words] of lines) {
    const [one, two, three, four] = words
    if (kind === 'folder' && typeof one === 'string') witness.folderId = one
    if (kind !== 'folder') witness.isBegun = true
    if (kind === 'count' && typeof one === 'number' && typeof two === 'number' && typeof three === 'number') {
      witness.undelivered = { count: one, at: two }
      witness.lastSeq = Math.max(witness.lastSeq, three)
    }
    if (
      kind === 'export' &&
      typeof one === 'number' &&
      typeof two === 'number' &&
      typeof three === 'number' &&
      typeof four === 'string'
    ) {
      exports.set(one, { first: one, last: two, at: three, captureId: four })
      witness.lastSeq = Math.max(witness.lastSeq, two)
    }
  }
  witness.exports = [...exports.values()].sort((a, b) => a.first - b.first)
  return witness
}

const readLine = (line: string): unknown[][] => {
  const match = /^(\[.*\]) ([0-9a-f]{8})$/.exec(line)
  if (match?.[1] === undefined || checkOf(match[1]) !== match[2]) return []
  const words: unknown = JSON.parse(match[1])
  return Array.isArray(words) ? [words] : []
}
