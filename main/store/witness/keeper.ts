import type { Connection } from '../connection.ts'
import { createExports, MOST_EXPORTS } from './exports.ts'
import type { WitnessFile } from './file.ts'
import { begunLine, countLine, exportLine, folderLine } from './lines.ts'

/** A witness longer than this is written anew, with the newest exports only. */
const MOST_BYTES = 512 * 1024
const COUNT_EVERY_MS = 60_000

export type WitnessKeeper = {
  /**
   * Has the disk know what was committed since: to be called before a file is taken out of its folder. One
   * write and one sync where something is new, nothing otherwise.
   */
  keep(): void
  /** Notes how many messages are undelivered, once a minute and where that has changed. */
  count(): void
  /** Notes it at once, by a process that kept the witness. */
  end(): void
}

/** Keeps the witness of one open database. Several processes may: what one has written the others read. */
export const createWitnessKeeper = (parts: {
  db: Pick<Connection, 'prepare'>
  file: WitnessFile
  now: () => number
}): WitnessKeeper => {
  const { db, file, now } = parts
  const exports = createExports(parts)
  const folder = db.prepare<[], { folderId: string | null }>(
    'SELECT folder_id AS folderId FROM data_folder WHERE id = 1',
  )
  /** Up to where the file is known to go; null: not looked at yet. */
  let keptSeq: number | null = null
  let counted: { count: number; at: number } | null = null

  const countNow = (): string => {
    counted = { count: exports.undelivered(), at: now() }
    return countLine(counted.count, counted.at, exports.lastSeq())
  }
  const write = (lines: string): void => {
    if (file.bytes() > MOST_BYTES || !file.append(lines)) rewrite()
  }
  const rewrite = (): void => {
    file.replace(wholeWitness({ exports, folderId: folder.get()?.folderId ?? '', count: countNow() }))
    keptSeq = exports.lastSeq()
  }

  return {
    keep() {
      keptSeq ??= file.read()?.lastSeq ?? 0
      // A number is higher than all before it, so most calls end here.
      if (exports.lastSeq() <= keptSeq) return
      const fresh = exports.after(keptSeq)
      write(fresh.map(exportLine).join('') + countNow())
      keptSeq = Math.max(keptSeq, fresh.at(-1)?.last ?? 0)
      if (exports.lastSeq() > keptSeq) rewrite()
    },
    count() {
      if (counted !== null && Math.abs(now() - counted.at) < COUNT_EVERY_MS) return
      if (exports.undelivered() !== counted?.count) write(countNow())
      else counted = { ...counted, at: now() }
    },
    end() {
      if (counted !== null && exports.undelivered() !== counted.count) write(countNow())
    },
  }
}

/** The lines of a witness that says all it should of a database. */
export const wholeWitness = (given: {
  exports: Pick<ReturnType<typeof createExports>, 'after' | 'lastSeq'>
  folderId: string
  count: string
}): string =>
  [
    folderLine(given.folderId),
    begunLine(),
    ...given.exports.after(given.exports.lastSeq() - MOST_EXPORTS).map(exportLine),
    given.count,
  ].join('')
