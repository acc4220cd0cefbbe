import type { Witness, WitnessedExport } from './lines.ts'

/**
 * What the witness knows and the database does not. Times are those of the capture. `isAll`: the witness
 * names every message that can be there, so that nothing else is missing.
 */
export type Difference = { missing: number; firstAt: number | null; lastAt: number | null; isAll: boolean }

type Held = {
  /** The highest number of a message in the database. */
  lastSeq: number
  /** Retention has deleted up to here; what is missing there is missing for its age. */
  forgottenSeq: number
  present: (one: WitnessedExport, from: number) => number
}

/**
 * Counts the captured messages that are missing: of the exports that the witness names, and by their numbers
 * of those before them that the database never had.
 */
export const differenceOf = ({ exports, lastSeq }: Witness, held: Held): Difference => {
  const from = held.forgottenSeq + 1
  let missing = 0
  let firstAt: number | null = null
  let lastAt: number | null = null
  for (const one of exports) {
    if (one.last < from) continue
    const lacking = one.last - Math.max(one.first, from) + 1 - held.present(one, from)
    if (lacking <= 0) continue
    missing += lacking
    firstAt ??= one.at
    lastAt = one.at
  }
  const named = exports[0]?.first ?? lastSeq + 1
  const unnamed = named - 1 - Math.max(held.lastSeq, held.forgottenSeq)
  return { missing: missing + Math.max(0, unnamed), firstAt, lastAt, isAll: named <= from }
}
