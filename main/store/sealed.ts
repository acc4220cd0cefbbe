import { z } from 'zod'
import { Booking } from '../contract/message.ts'

/**
 * What the vault keeps as JSON. Parsed when opened, because a row may have been written by another version.
 */

export const MessageDetails = z.object({
  fileName: z.string(),
  guest: z.string().nullable(),
  /** Every name in the message, to take them out of texts that leave it. */
  names: z.array(z.string()).default([]),
  booking: Booking.nullable(),
  ownEchoToken: z.string().nullable(),
  ownTimeStamp: z.string().nullable(),
  /** The type it was exported with, where it was written anew for the channel. */
  rewrittenFrom: z.string().nullable().default(null),
  /**
   * As the PMS wrote them, where they are more than a plain number or path: their columns hold keyed hashes.
   */
  reservationId: z.string().nullable().default(null),
  messageType: z.string().nullable().default(null),
})
export type MessageDetails = z.infer<typeof MessageDetails>

/** Values an explanation puts into its sentences. */
export const Facts = z.record(z.string(), z.string())
export type Facts = z.infer<typeof Facts>

export const AttemptDetails = z.object({
  vendorText: z.string().nullable(),
  facts: Facts,
  notes: z.array(z.string()),
  /** The transport's own code where no reply came, such as ECONNREFUSED. */
  code: z.string().nullable(),
})
export type AttemptDetails = z.infer<typeof AttemptDetails>

const ByteRange = z.object({ start: z.number(), end: z.number() })

export const CaptureDetails = z.object({
  fileName: z.string(),
  /**
   * SHA-256 of the file as it came, in hexadecimal. A card number that was masked could be found by it, so it
   * stands here only.
   */
  sha256: z.string().optional(),
  /** What of the kept bytes holds card numbers; absent where nobody looked. */
  cardCuts: z.array(ByteRange).readonly().optional(),
  /**
   * The parts that a security code was taken out of, where not all messages were written at once: the kept
   * bytes do not tell any more.
   */
  cutParts: z.array(z.number()).optional(),
  /** How many pieces of the kept bytes stand apart from the first; absent where there are none. */
  pieces: z.number().optional(),
})
export type CaptureDetails = z.infer<typeof CaptureDetails>

export const ActDetails = z.object({ reason: z.string().nullable() })

export const PauseDetails = z.object({ who: z.string().nullable(), reason: z.string().nullable(), facts: Facts })
export type PauseDetails = z.infer<typeof PauseDetails>
