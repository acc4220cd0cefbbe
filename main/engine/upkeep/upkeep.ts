import type { Settings } from '../../contract/settings.ts'
import type { Channels } from '../../core/channels/channels.ts'
import type { Clock } from '../../core/ports/clock.ts'
import type { Ids } from '../../core/ports/ids.ts'
import type { Log } from '../../core/ports/log.ts'
import type { SettingsSource } from '../../core/ports/settings.ts'
import type { RetentionCursor } from '../../store/lifecycle/retention.ts'
import { startOfRound } from '../../store/lifecycle/retention.ts'
import type { UpkeepStore } from '../../store/roles.ts'
import type { Changed } from '../events.ts'
import { createPastReader } from './read-coverage.ts'

/**
 * Looks after the database on the clock: deletes what is old, gives space back, and notices when the disk is
 * in trouble.
 */

const FIRST_ROUND_MS = 60_000
const EVERY_MS = 60 * 60_000
/**
 * A tick begins no further step after this time and lets sending and calls go on. What one step does is
 * bounded by the store.
 */
const WORK_MS = 40
const ROWS = 25
/** Messages whose card numbers one step takes out. */
const CARDS = 10
const HOUR_MS = 60 * 60_000
const PAGES = 64
/** Fewer unused pages than these are left for what comes next. */
const FEW_PAGES = 256
const GONE_FOR_MS = 3_000
const NOTICE_KEPT_MS = 30 * 24 * 60 * 60_000

export type UpkeepTimes = {
  /** From the start to the first round. */
  firstRoundMs?: number
  everyMs?: number
}

export type Upkeep = {
  /** Called about once a second by every process; only the owner changes anything. */
  tick(isOwner: boolean): void
}

/** What upkeep may touch. */
export type UpkeepDeps = {
  store: UpkeepStore
  channels: Pick<Channels, 'of'>
  settingsSource: Pick<SettingsSource, 'read' | 'save'>
  /** The settings file as it was last read, to be written again where it is gone. */
  rawSettings: () => unknown
  settings: () => Settings
  clock: Pick<Clock, 'now' | 'monotonicMs'>
  ids: Ids
  log: Log
  changed: Changed
}

export const createUpkeep = (
  { store, channels, settingsSource, rawSettings, settings, clock, ids, log, changed }: UpkeepDeps,
  { firstRoundMs = FIRST_ROUND_MS, everyMs = EVERY_MS }: UpkeepTimes = {},
): Upkeep => {
  let dueAtMs = clock.monotonicMs() + firstRoundMs
  let cursor: RetentionCursor = { part: 'done', after: 0 }
  let isShrinking = false
  const readPast = createPastReader({ store, channels, settings })
  let isPastRead = false
  let deleted = { content: 0, records: 0 }
  let loggedKind: string | null = null
  let goneSinceMs: number | null = null

  /** Each trouble is logged and told once when it begins and once when it ends. */
  const watchDisk = (): boolean => {
    const kind = store.writeFault()?.kind ?? null
    if (kind !== loggedKind) {
      if (kind === null) log.info('disk-well-again', { was: loggedKind })
      else log.error('disk-trouble', { kind })
      loggedKind = kind
      changed('health')
    }
    goneSinceMs = kind === 'gone' ? (goneSinceMs ?? clock.monotonicMs()) : null
    return kind === null
  }

  /**
   * The data folder was deleted: everything is still readable through the open file, and is written out again
   * where it was.
   */
  const rescue = (): void => {
    if (goneSinceMs === null || clock.monotonicMs() - goneSinceMs < GONE_FOR_MS) return
    goneSinceMs = clock.monotonicMs()
    if (!store.rescue()) return
    log.error('database-written-again')
    const read = settingsSource.read()
    if (!read.ok && read.reason === 'missing') settingsSource.save(rawSettings())
    changed('messages')
  }

  const beginRound = (): void => {
    dueAtMs = clock.monotonicMs() + everyMs
    cursor = startOfRound
    deleted = { content: 0, records: 0 }
    const files = store.expireOldFiles(clock.now(), settings().retention.contentDays)
    if (files > 0) log.info('old-files-removed', { files })
    store.write(() => store.startupNotices.dropBefore(clock.now() - NOTICE_KEPT_MS))
  }

  const deleteExpired = (): void => {
    const { retention } = settings()
    const step = store.write(() => store.retention.step(cursor, ROWS, retention, clock.now()))
    cursor = step.place
    deleted = { content: deleted.content + step.content, records: deleted.records + step.records }
    if (cursor.part !== 'done') return
    isShrinking = true
    if (deleted.content > 0) {
      log.info('old-content-removed', deleted)
      changed('messages')
    }
  }

  const releasePages = (): void => {
    const { freePages, pages } = store.retention.space()
    if (freePages <= FEW_PAGES || freePages < pages / 20) isShrinking = false
    else {
      store.retention.freePages(PAGES)
      // A database that cannot shrink in small pieces stays as it is: its free pages are used again.
      isShrinking = store.retention.space().freePages < freePages
    }
  }

  /** What was delivered, or waits too long, goes on without its card number. */
  const expireCards = (): boolean => {
    const now = clock.now()
    const openBefore = now - settings().retention.cardHours * HOUR_MS
    if (!store.cards.isDue(openBefore)) return false
    const removed = store.write(() => {
      const done = store.cards.expire(CARDS, openBefore)
      for (const { id, isDelivered, hadCard } of done)
        if (hadCard && !isDelivered)
          store.acts.add({
            ...{ id: ids.uuid(), messageId: id, batchId: null, at: now },
            ...{ what: 'card-removed', who: 'Night Porter', reason: null },
          })
      return done
    })
    if (removed.some(({ hadCard }) => hadCard)) changed('messages')
    return removed.length === CARDS
  }

  return {
    tick(isOwner) {
      const isWell = watchDisk()
      if (!isOwner) return
      if (!isWell) return rescue()
      store.witness.count()
      if (cursor.part === 'done' && !isShrinking && clock.monotonicMs() >= dueAtMs) beginRound()
      const beganMs = clock.monotonicMs()
      while (expireCards() && clock.monotonicMs() - beganMs < WORK_MS);
      while (!isPastRead && clock.monotonicMs() - beganMs < WORK_MS) isPastRead = !readPast()
      while (clock.monotonicMs() - beganMs < WORK_MS && (cursor.part !== 'done' || isShrinking)) {
        if (cursor.part === 'done') releasePages()
        else deleteExpired()
      }
    },
  }
}
