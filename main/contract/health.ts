import { z } from 'zod'
import { Level } from './words.ts'

const At = z.number()

/** A link in one word. `unknown`: nothing has been sent since the start. */
export const LinkState = z.enum(['ok', 'unknown', 'outage', 'paused'])
export type LinkState = z.infer<typeof LinkState>

export const FolderState = z.enum(['ok', 'looking', 'missing', 'unreadable', 'cannot-move', 'watched-elsewhere'])
export type FolderState = z.infer<typeof FolderState>

/** One file that lies in the export folder now, and what Night Porter makes of it. */
export const FolderFile = z.object({
  name: z.string(),
  size: z.number(),
  state: z.enum(['new', 'writing', 'capturing', 'incomplete', 'unreadable', 'ignored', 'captured', 'unusable']),
  since: At,
  sentence: z.string(),
})
export type FolderFile = z.infer<typeof FolderFile>

export const FolderHealth = z.object({
  id: z.string(),
  path: z.string(),
  connection: z.string(),
  state: FolderState,
  sentence: z.string(),
  lookedAt: At.nullable(),
  files: z.int(),
  /** When the last export was captured here; null before there was one. */
  lastExportAt: At.nullable(),
})
export type FolderHealth = z.infer<typeof FolderHealth>

export const FolderListing = FolderHealth.extend({ list: z.array(FolderFile) })
export type FolderListing = z.infer<typeof FolderListing>

export const ConnectionHealth = z.object({
  id: z.string(),
  /** As in the settings. */
  kind: z.string(),
  label: z.string(),
  state: LinkState,
  sentence: z.string(),
  since: At.nullable(),
  nextTryAt: At.nullable(),
  lastAnswerAt: At.nullable(),
  lastAnswerMs: z.number().nullable(),
  /** A person paused it; nothing is wrong. Absent or false for a pause that Night Porter made itself. */
  isPausedByPerson: z.boolean(),
})
export type ConnectionHealth = z.infer<typeof ConnectionHealth>

export const Health = z.object({
  level: Level,
  /** The one sentence of window, tray, menu and flyout. */
  sentence: z.string(),
  /** The quieter line below it. */
  detail: z.string(),
  counts: z.object({
    waiting: z.int(),
    sending: z.int(),
    confirming: z.int(),
    unsure: z.int(),
    failed: z.int(),
    deliveredToday: z.int(),
  }),
  /** Reservations, not messages: what staff count. */
  reservations: z.object({ onTheWay: z.int(), needSomeone: z.int(), arrivingToday: z.int() }),
  lanes: z.array(
    z.object({
      connection: z.string(),
      hotelCode: z.string().nullable(),
      state: z.enum(['idle', 'sending', 'waiting', 'outage', 'paused', 'held']),
      waiting: z.int(),
      nextAttemptAt: At.nullable(),
    }),
  ),
  connections: z.array(ConnectionHealth),
  folders: z.array(FolderHealth),
  lastDeliveredAt: At.nullable(),
  dayStartedAt: At,
  hotelName: z.string(),
  timeZone: z.string(),
  locale: z.string(),
  isRehearsal: z.boolean(),
  /** Whether this process is the one that captures and sends, and who is. */
  sender: z.object({ isThis: z.boolean(), name: z.string().nullable() }),
  /**
   * The last time this process stood still for more than 200 ms, and for how long; null: not since it
   * started.
   */
  lastStall: z.object({ at: At, ms: z.number() }).nullable().optional(),
  /**
   * What the start did to a damaged database, and what is wrong with the disk now. `canClose`: until a person
   * says that it is settled.
   */
  notices: z
    .array(
      z.object({
        id: z.string(),
        sentence: z.string(),
        at: At,
        canClose: z.boolean(),
        /** What a person may have done about it with one press. */
        offer: z.enum(['restore-settings', 'capture-former']).optional(),
      }),
    )
    .optional(),
})
export type Health = z.infer<typeof Health>
