import { z } from 'zod'
import { Actor, MessageKind, MessageState, Outcome, ResendWorth, Urgency } from './words.ts'

/** What the calls say about a message. Times (`…At`) are epoch ms, stays are `yyyy-mm-dd`, absent is null. */

const At = z.number()
const Day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)

export const Explanation = z.object({
  title: z.string(),
  what: z.string(),
  who: Actor,
  urgency: Urgency,
  resend: ResendWorth,
  steps: z.array(z.string()),
  will: z.string(),
})
export type Explanation = z.infer<typeof Explanation>

/** What a person may do with a message as it stands; `needsReason`: the call wants a confirmation and why. */
export const PossibleAct = z.object({
  act: z.enum(['resend', 'settle', 'close', 'support']),
  needsReason: z.boolean(),
})
export type PossibleAct = z.infer<typeof PossibleAct>

export const MessageItem = z.object({
  id: z.string(),
  connection: z.string(),
  folder: z.string(),
  fileName: z.string(),
  part: z.object({ n: z.int(), of: z.int() }),
  kind: MessageKind,
  /**
   * The message type that the PMS exported, where the channel does not take it and the message was written
   * anew; else null.
   */
  rewrittenFrom: z.string().nullable(),
  hotelCode: z.string().nullable(),
  reservationId: z.string().nullable(),
  guest: z.string().nullable(),
  arrival: Day.nullable(),
  departure: Day.nullable(),
  state: MessageState,
  cause: z.string().nullable(),
  capturedAt: At,
  firstAttemptAt: At.nullable(),
  nextAttemptAt: At.nullable(),
  deliveredAt: At.nullable(),
  attempts: z.int(),
  heldBy: z.object({ kind: z.enum(['message', 'outage', 'pause']), id: z.string() }).nullable(),
  explanation: Explanation.nullable(),
  acts: z.array(PossibleAct),
})
export type MessageItem = z.infer<typeof MessageItem>

/**
 * What became of an accepted job: its number at the channel, the one it retries, and how often the channel
 * was asked.
 */
const JobTrace = z.object({
  id: z.string().nullable(),
  retryOf: z.string().nullable(),
  acceptedAt: At,
  polls: z.int(),
  askedAt: At.nullable(),
  endedAt: At.nullable(),
})

export const Attempt = z.object({
  n: z.int(),
  startedAt: At,
  endedAt: At.nullable(),
  echoToken: z.string().nullable(),
  httpStatus: z.int().nullable(),
  outcome: Outcome.nullable(),
  cause: z.string().nullable(),
  vendorText: z.string().nullable(),
  /**
   * Job APIs: the job this attempt made. Outcome, cause and words above are then those of the job, once it
   * has ended.
   */
  job: JobTrace.optional(),
})
export type Attempt = z.infer<typeof Attempt>

/**
 * What staff recognise a booking by, read from the export. Card numbers are never part of it, only brand and
 * last four digits.
 */
export const Booking = z.object({
  rooms: z.int().nullable(),
  roomTypes: z.array(z.string()),
  ratePlans: z.array(z.string()),
  adults: z.int().nullable(),
  children: z.int().nullable(),
  total: z.object({ amount: z.string(), currency: z.string().nullable() }).nullable(),
  wishes: z.array(z.string()),
  card: z.object({ brand: z.string().nullable(), lastFour: z.string().nullable() }).nullable(),
})
export type Booking = z.infer<typeof Booking>

/** One thing a person did to a message: resent, settled or closed it. */
export const Act = z.object({
  at: At,
  what: z.enum(['resent', 'settled', 'closed', 'captured-again', 'original-given', 'card-removed']),
  who: z.string(),
  reason: z.string().nullable(),
})
export type Act = z.infer<typeof Act>

export const MessageDetail = MessageItem.extend({
  attemptList: z.array(Attempt),
  next: z.array(z.object({ at: At, what: z.enum(['attempt', 'alarm', 'give-up', 'poll', 'test']) })),
  related: z.array(z.string()),
  supersededBy: z.string().nullable(),
  duplicateOf: z.string().nullable(),
  /** Of the file as it came. */
  sha256: z.string(),
  /** `there`: it may hold a card number, which the channel gets; `removed`: a resend goes without it. */
  card: z.enum(['none', 'there', 'removed']),
  booking: Booking.nullable(),
  /** What people did to it, newest first. */
  actList: z.array(Act),
})
export type MessageDetail = z.infer<typeof MessageDetail>
