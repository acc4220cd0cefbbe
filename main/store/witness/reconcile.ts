import { randomBytes } from 'node:crypto'
import type { Database } from '../migrate.ts'
import { storeErrorCode } from '../refusals.ts'
import { addStartupNotice, type StartupKind, type StartupNotice } from '../tables/startup-notices.ts'
import { type Difference, differenceOf } from './difference.ts'
import { createExports } from './exports.ts'
import type { WitnessFile } from './file.ts'
import { wholeWitness } from './keeper.ts'
import { countLine, type Witness } from './lines.ts'

/** What is not in the database though the witness knows it. */
export const lackOf = (db: Pick<Database, 'prepare'>, { witnessed }: { witnessed: Witness | null }): Difference => {
  if (witnessed === null) return { missing: 0, firstAt: null, lastAt: null, isAll: false }
  const exports = createExports({ db })
  const forgottenSeq = db.prepare<[], number>('SELECT forgotten_seq FROM data_folder WHERE id = 1').pluck().get() ?? 0
  return differenceOf(witnessed, { lastSeq: exports.lastSeq(), forgottenSeq, present: exports.present })
}

/** After these the database is a new one: how many messages waited is all that can be told of the old one. */
const anew: readonly StartupKind[] = ['begun-anew', 'emptied', 'foreign', 'unreadable']
/** After these nothing was lost that the witness does not name. */
const harmless: readonly StartupKind[] = ['recovered', 'written-again']

/**
 * Compares a database that was just opened, by a process that is alone with it, with what the witness knew
 * before: what is missing becomes a notice with its number, part of `told` where this start has something to
 * tell already. After a loss no number is given twice, and nothing from before makes a later export a
 * duplicate. Then the witness is written whole, so that it says what the database says.
 */
export const reconcile = (
  db: Database,
  parts: { file: WitnessFile; witnessed: Witness | null; told: StartupNotice | null; at: number },
): void => {
  const { file, witnessed, told, at } = parts
  const exports = createExports({ db })
  const folderId = db.prepare<[], string | null>('SELECT folder_id FROM data_folder WHERE id = 1').pluck().get() ?? null
  const isOther =
    folderId !== null && witnessed !== null && witnessed.folderId !== null && witnessed.folderId !== folderId
  const notice = noticeOf({ told, isOther, lack: lackOf(db, { witnessed }), witnessed, at })
  const ownId = witnessed?.folderId ?? folderId ?? randomBytes(16).toString('hex')
  db.transaction(() => {
    if (folderId !== ownId) db.prepare<[string]>('UPDATE data_folder SET folder_id = ? WHERE id = 1').run(ownId)
    if (notice === null) return
    addStartupNotice(db, notice)
    if (
      !harmless.includes(notice.kind) ||
      Number(notice.facts.missing ?? 0) + Number(notice.facts.withoutBody ?? 0) > 0
    )
      beginAfterLoss(db, witnessed?.lastSeq ?? 0)
  }).immediate()
  const lines = wholeWitness({
    exports,
    folderId: ownId,
    count: countLine(exports.undelivered(), at, exports.lastSeq()),
  })
  try {
    file.replace(lines)
  } catch (thrown) {
    // A full disk keeps nobody from sending what waits; nothing leaves an export folder until the witness can
    // be kept.
    if (storeErrorCode(thrown) === null) throw thrown
  }
}

const noticeOf = (given: {
  told: StartupNotice | null
  isOther: boolean
  lack: Difference
  witnessed: Witness | null
  at: number
}): StartupNotice | null => {
  const { told, isOther, lack, witnessed, at } = given
  const found = told?.kind ?? (isOther ? 'replaced' : lack.missing > 0 ? 'messages-missing' : null)
  // Where the database itself could not tell whether all was saved, the witness can.
  const kind = found === 'recovered-unknown' && lack.missing === 0 && lack.isAll ? 'recovered' : found
  if (kind === null) return null
  const waiting = witnessed?.undelivered
    ? { waiting: witnessed.undelivered.count, waitingAt: witnessed.undelivered.at }
    : {}
  const missing =
    lack.missing > 0 && !anew.includes(kind)
      ? { missing: lack.missing, ...(lack.firstAt !== null && { from: lack.firstAt, to: lack.lastAt ?? lack.firstAt }) }
      : {}
  return { id: told?.id ?? `start-${at}`, kind, at, facts: { ...told?.facts, ...waiting, ...missing } }
}

/**
 * Numbers go on after the highest that was ever given, and everything up to there is no measure for
 * duplicates.
 */
const beginAfterLoss = (db: Database, witnessedSeq: number): void => {
  const given = db.prepare<[], number>("SELECT seq FROM sqlite_sequence WHERE name = 'messages'").pluck().get()
  const highest = Math.max(given ?? 0, witnessedSeq)
  if (given === undefined)
    db.prepare<[number]>("INSERT INTO sqlite_sequence (name, seq) VALUES ('messages', ?)").run(highest)
  else db.prepare<[number]>("UPDATE sqlite_sequence SET seq = ? WHERE name = 'messages'").run(highest)
  db.prepare<[number]>('UPDATE data_folder SET lost_seq = ? WHERE id = 1').run(highest)
}
