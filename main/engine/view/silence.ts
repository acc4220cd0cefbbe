import type { FolderSettings } from '../../contract/settings.ts'
import { silentSince } from '../../core/alarms/silence.ts'
import type { Clock } from '../../core/ports/clock.ts'
import type { ReadingStore } from '../../store/roles.ts'
import type { ViewDeps } from './deps.ts'

/**
 * Exports that should have come and did not: read from the last look into the folder, so every process says
 * the same.
 */

export type Silent = { sinceAt: number; lastExportAt: number }

const PREFIX = 'silence:'
/** A look this much older than its interval says nothing about now. */
const LEAST_FRESH_MS = 60_000

export const silenceCause = (folder: string): string => `${PREFIX}${folder}`

export const isSilenceCause = (cause: string): boolean => cause.startsWith(PREFIX)

/** The folder of a silence alarm. */
export const folderOfSilence = (cause: string): string => cause.slice(PREFIX.length)

/**
 * Whether a folder is silent, and since when. It begins only while the folder is seen: a folder that cannot
 * be read, or was not scanned since the start, has a fault of its own or none yet. Once told, it lasts until
 * an export comes.
 */
export const silenceOf = (
  deps: Pick<ViewDeps, 'settings'> & { store: Pick<ReadingStore, 'snapshots' | 'alarms'>; clock: Pick<Clock, 'now'> },
  folder: FolderSettings,
): Silent | null => {
  const { store, clock } = deps
  if (folder.expect === undefined) return null
  const snapshot = store.snapshots.get(folder.id)
  if (snapshot === null || snapshot.lastExportAt === null || snapshot.state === 'watched-elsewhere') return null
  const now = clock.now()
  const { timeZone, dayEndsAt } = deps.settings()
  const { firstExportAt, lastExportAt } = snapshot
  const sinceAt = silentSince({ expect: folder.expect, timeZone, dayEndsAt, firstExportAt, lastExportAt }, now)
  if (sinceAt === null) return null
  const isSeen = snapshot.state === 'ok' || snapshot.state === 'cannot-move'
  const isFresh = Math.abs(now - snapshot.at) <= Math.max(LEAST_FRESH_MS, 3 * folder.scanSeconds * 1000)
  const isTold = () => store.alarms.list().some(({ cause }) => cause === silenceCause(folder.id))
  return (isSeen && isFresh) || isTold() ? { sinceAt, lastExportAt } : null
}
