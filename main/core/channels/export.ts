import type { Booking } from '../../contract/message.ts'
import type { MessageKind } from '../../contract/words.ts'
import type { BookingId } from '../queue/booking-ids.ts'
import type { Statement } from '../queue/coverage.ts'
import type { WrittenTime } from '../time/written-time.ts'

/** What a message of availability or rates says. */
export type Coverage = {
  statements: Statement[]
  /** Updates that are about no day at all: their weekday flags leave none of their dates. */
  withoutDay: number
}

/**
 * What a message has to do with payment cards. `wasCut`: a security code or the like was taken out of it
 * before anything was stored.
 */
type CardTraces = { hasNumber: boolean; wasCut: boolean }

/** One thing to deliver, as read from an export, before it has an identity of its own. */
export type ExportedMessage = {
  /** 1-based place among the messages of its file. */
  part: number
  parts: number
  kind: MessageKind
  /** Local name of the OTA root (`OTA_HotelResNotifRQ`), or the HTTP method and path of a job-API export. */
  messageType: string
  /** The type it was exported with, where the channel does not take that and it was written anew. */
  rewrittenFrom: string | null
  hotelCode: string | null
  /** The id that staff know the reservation by: the PMS's own, else a confirmation, else any other. */
  reservationId: string | null
  /** Every id of the reservation, that one first. */
  bookingIds: BookingId[]
  /** `Surname, Given`. */
  guest: string | null
  /** Every name of guest, booker and company in the message, for the search. */
  names: string[]
  arrival: string | null
  departure: string | null
  /** True where this message alone says all there is to say: a whole reservation, or a cancellation. */
  isWhole: boolean
  /** LastModifyDateTime, else CreateDateTime. Orders files found in one scan. */
  modified: WrittenTime | null
  /** Only LastModifyDateTime. Tells a late export. */
  lastModified: WrittenTime | null
  booking: Booking | null
  /** Of availability and rates only. */
  coverage?: Coverage
  /** Set by whoever reads a file for capture (read-export.ts). */
  card?: CardTraces
  /** What is sent, without envelope, otherwise the PMS's own text in Unicode. */
  body: string
  /** The PMS's own EchoToken and TimeStamp, for the record. */
  ownEchoToken: string | null
  ownTimeStamp: string | null
}

/** Largest export file in bytes. The channel's own limit is one for each request: see `ExportLimits`. */
export const MAX_EXPORT_BYTES = 64 * 1024 * 1024

/** As `MAX_EXPORT_BYTES`, for people. */
export const MAX_EXPORT_SIZE = '64 MB'

/** Limits that decide how an export is cut into messages. */
export type ExportLimits = {
  /** The largest request of the connection in bytes, envelope included; what can be split is split to fit. */
  maxRequestBytes: number
  /** A file of more messages is of no use as it is: a mistake of the PMS rather than a day's work. */
  maxMessages: number
}

/**
 * What holds where the settings say nothing: the vendor names 2 MB for a request, and 2 000 000 is that
 * whichever MB is meant.
 */
export const usualLimits: ExportLimits = { maxRequestBytes: 2_000_000, maxMessages: 2_000 }

/**
 * What is kept of one message beside its body. No PMS comes near; without these limits a file that was made
 * to do harm could make the program write rows without end in one transaction.
 */
export const mostKept = { ids: 50, names: 100, codes: 50, statements: 2_000 }

/** Longer ids, names and codes are none (OpenTravel allows 64 characters, PMSs write a few more). */
export const LONGEST_VALUE = 256

/** Why a file is no export Night Porter can use. Each is a cause in the playbook. */
export type FileCause =
  | 'file-empty'
  | 'file-too-large'
  | 'file-broken'
  | 'file-doctype'
  | 'file-encoding'
  | 'file-unsupported'
  | 'file-no-reservation'
  | 'file-too-many'
  | 'file-incomplete'
  | 'file-not-captured'

export type ReadExport =
  | { kind: 'messages'; messages: ExportedMessage[] }
  /** The root is not closed: the PMS may still be writing. */
  | { kind: 'incomplete' }
  /**
   * Complete, but of no use. `facts` fill the explanation: `line`, `column`, `sign`, `root`, `encoding`,
   * `limit`, `count`. Never guest data.
   */
  | { kind: 'unusable'; cause: FileCause; facts: Record<string, string> }
