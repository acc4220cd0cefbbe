import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Output } from '../../../main/contract/methods.ts'
import { folderOf } from './archive.ts'

/**
 * What a kept data folder holds and what must come of it, as `expected.json` beside it says. Names and states
 * are those of the calls, so that a later version whose store looks different is held to the same.
 */

/**
 * When a waiting message leaves once the channel answers again. `at-once`: by itself. `password`: when the
 * right password is entered, which also lets the held hotel be tried. `resume`: when a person ends the pause.
 * Null: it must not leave.
 */
export const departures = ['at-once', 'password', 'resume'] as const

type Shown = Pick<Output<'messages.get'>, 'attemptList' | 'actList'>

/** Attempts and acts of a message as `ExpectedMessage` has them. */
export const historyOf = ({ attemptList, actList }: Shown): Pick<ExpectedMessage, 'attempts' | 'acts'> => ({
  attempts: attemptList
    .map(({ outcome, cause, httpStatus, vendorText, job }) => ({
      outcome,
      cause,
      httpStatus,
      vendorText,
      jobId: job?.id ?? null,
    }))
    .reverse(),
  acts: actList.map(({ what, who, reason }) => ({ what, who, reason })),
})

export const ExpectedMessage = z.strictObject({
  id: z.string(),
  fileName: z.string(),
  part: z.int(),
  connection: z.string(),
  hotelCode: z.string().nullable(),
  reservationId: z.string().nullable(),
  guest: z.string().nullable(),
  kind: z.string(),
  state: z.string(),
  cause: z.string().nullable(),
  /** Oldest first; all null for one that has not ended. */
  attempts: z.array(
    z.strictObject({
      outcome: z.string().nullable(),
      cause: z.string().nullable(),
      httpStatus: z.int().nullable(),
      vendorText: z.string().nullable(),
      jobId: z.string().nullable(),
    }),
  ),
  acts: z.array(z.strictObject({ what: z.string(), who: z.string(), reason: z.string().nullable() })),
  duplicateOf: z.string().nullable(),
  supersededBy: z.string().nullable(),
  /** Of the file as the PMS wrote it. */
  sha256: z.string(),
  /** Its content was old enough to be deleted. */
  isContentGone: z.boolean(),
  leaves: z.enum(departures).nullable(),
  /** State in the end, once everything has left that may. */
  ends: z.string(),
  /** Messages of one order key leave in the order they stand in here. */
  orderKey: z.string(),
  /**
   * Its request contains all of these in its method, path and body, and none of another message does, but for
   * duplicates.
   */
  marks: z.array(z.string()),
})
export type ExpectedMessage = z.infer<typeof ExpectedMessage>

export const Expected = z.strictObject({
  version: z.string(),
  /** The moment the program was stopped, epoch ms. */
  madeAt: z.int(),
  counts: z.record(z.string(), z.int()),
  /** In the order of capture. */
  messages: z.array(ExpectedMessage),
  search: z.array(z.strictObject({ search: z.string(), ids: z.array(z.string()) })),
  causes: z.array(z.strictObject({ cause: z.string(), connection: z.string(), messages: z.int() })),
  connections: z.record(z.string(), z.string()),
  /** When the last export was captured in each folder, epoch ms. */
  lastExports: z.record(z.string(), z.int()),
  /** Why the connection that a person paused is paused, in that person's words. */
  pauseReason: z.string(),
  heldHotel: z.string(),
  /** Alarms that had begun; none of them may begin again. */
  alarms: z.array(z.strictObject({ cause: z.string(), connection: z.string() })),
  startupNotices: z.int(),
  secrets: z.array(z.string()),
  locked: z.array(z.string()),
  /** The connection whose stored password the channel refuses, with the right one. */
  newPassword: z.strictObject({ name: z.string(), value: z.string() }),
  resumes: z.string(),
})
export type Expected = z.infer<typeof Expected>

export const readExpected = (version: string): Expected =>
  Expected.parse(JSON.parse(readFileSync(join(folderOf(version), 'expected.json'), 'utf8')))
