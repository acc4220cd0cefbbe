import { isUnchanged, type Observation } from '../../../core/capture/readiness.ts'
import type { ReadExport } from '../../../core/channels/export.ts'
import { failUnread } from '../../../core/queue/moves.ts'
import type { Captured } from '../capture-file.ts'
import type { CaptureDeps } from '../deps.ts'
import { forgetOthers } from './observations.ts'
import type { Lease } from './ownership.ts'
import { setAside } from './remove-captured.ts'
import type { FolderIdentity } from './target.ts'

/**
 * An unfinished file is read again after this time even if nothing about it seems to have changed: shares
 * report sizes and times late.
 */
const REREAD_MS = 5_000

/**
 * Files of one folder that are in the database and stay where they are: captured ones by the settings,
 * unreadable ones for a while.
 */
export type RetainedFiles = {
  /** Notes what a file was when it was read. */
  retain(captured: Captured, observation: Observation, as: { name: string; kind: ReadExport['kind'] }): void
  /**
   * What the file was when it was read; null: it must be read, since it is new, has changed, or was
   * unfinished some time ago.
   */
  kindOf(name: string, observation: Observation, nowMs: number): ReadExport['kind'] | null
  /**
   * Ends files that stayed unchanged and unusable for long enough: an unfinished one fails in place, a broken
   * one is set aside. An empty one stays: its writer may have it open, and what is written into it later
   * would be lost elsewhere.
   */
  failOverdue(lease: Pick<Lease, 'isGood'>): Promise<void>
  forgetAllBut(names: ReadonlySet<string>): void
}

type Retained = { captured: Captured; observation: Observation; kind: ReadExport['kind']; readAtMs: number }

export const createRetainedFiles = ({
  files,
  store,
  clock,
  log,
  changed,
  identity,
  patienceMs,
  observationOf,
}: Pick<CaptureDeps, 'files' | 'store' | 'clock' | 'log' | 'changed'> & {
  identity: FolderIdentity
  patienceMs: number
  observationOf: (name: string) => Observation | undefined
}): RetainedFiles => {
  const byName = new Map<string, Retained>()

  const fail = async (name: string, captured: Captured, { size, mtimeMs }: Observation) => {
    const [item] = store.messages.ofCapture(captured.captureId)
    if (!item) return
    if (item.cause === 'file-incomplete') {
      if (item.state === 'waiting' && store.messages.move(item.id, failUnread, { now: clock.now() }).ok)
        changed('messages')
    } else if (captured.fileState === 'left' && size > 0) {
      const problem = await setAside({ files, store }, identity.path, {
        captureId: captured.captureId,
        name,
        size,
        mtimeMs,
      })
      if (problem) log.warn('cannot-set-aside', { folder: identity.id, reason: problem.reason })
      else byName.delete(name)
    }
  }

  return {
    retain: (captured, observation, { name, kind }) =>
      void byName.set(name, { captured, observation, kind, readAtMs: clock.monotonicMs() }),
    kindOf(name, observation, nowMs) {
      const retained = byName.get(name)
      if (retained === undefined || !isUnchanged(retained.observation, observation)) return null
      return retained.kind === 'incomplete' && nowMs - retained.readAtMs >= REREAD_MS ? null : retained.kind
    },
    async failOverdue(lease) {
      for (const [name, { captured, kind }] of [...byName]) {
        const observation = observationOf(name)
        if (kind === 'messages' || !observation) continue
        const isOverdue = clock.monotonicMs() - observation.unchangedSinceMs >= patienceMs
        if (isOverdue && lease.isGood()) await fail(name, captured, observation)
      }
    },
    forgetAllBut: (names) => forgetOthers(byName, names),
  }
}
