import { undeliveredStates } from '../../contract/words.ts'
import type { MessageRecord } from '../../core/queue/records.ts'
import type { CapturingStore } from '../../store/roles.ts'
import type { CaptureRow } from '../../store/tables/captures.ts'
import type { FoundFile } from './found-file.ts'

/** Whether a file, or a message of it, was captured before. */

type Store = Pick<CapturingStore, 'captures' | 'messages' | 'folder'>

const undelivered: ReadonlySet<string> = new Set(undeliveredStates)

/** A process halted while it deletes a file comes back sooner; after that an equal inode is coincidence. */
const BACK_WITHIN_MS = 3_600_000

/**
 * Whether a file is the captured file itself, and no new export: it has the same content, and it stays in the
 * folder (unless it is empty, since all empty files are alike), or it is leaving and its time is the same. A
 * file counted as gone is only if the very file is back, restored by the process that failed to delete it.
 */
export const isSameFile = (
  store: Store,
  known: CaptureRow,
  { sha256, stat }: Pick<FoundFile, 'sha256' | 'stat'>,
  now: number,
): boolean => {
  if (!known.contentMark.equals(store.captures.contentMark(sha256))) return false
  const isUnwritten = known.mtimeMs === stat.mtimeMs
  const isItself = isUnwritten && known.inode === stat.inode && !/^0?$/.test(stat.inode)
  const isLossBetween = () => store.messages.ofCapture(known.id).some(({ seq }) => seq <= store.folder.lostSeq())
  // After a loss a file that was written again may say again what something lost had changed.
  if (known.fileState === 'left') return isUnwritten || (stat.size > 0 && !isLossBetween())
  if (known.fileState === 'gone') return isItself && Math.abs(now - known.capturedAt) < BACK_WITHIN_MS
  return known.fileState === 'present' && isUnwritten
}

/**
 * The same part of the same file, where the newest capture of the order key was of that file. Several parts
 * may share a key. Null where what stands there says nothing of what the channel has: after a loss, or where
 * its content is lost, so that it can never be sent.
 */
export const sameOfNewest = (
  store: Store,
  { file, captureId }: { file: Pick<FoundFile, 'sha256'>; captureId: string },
  { orderKey, part }: Pick<MessageRecord, 'orderKey' | 'part'>,
): MessageRecord | null => {
  const newest = store.messages.newestOfKey(orderKey, captureId)
  if (newest === null || !newest.contentMark.equals(store.captures.contentMark(file.sha256))) return null
  // What came after it may have been lost: what the PMS says now is sent.
  if (newest.seq <= store.folder.lostSeq()) return null
  const same = newest.part === part ? newest : store.messages.partOfCapture(newest.captureId, { orderKey, part })
  if (same === null) return null
  const isLost = same.cause !== 'request-too-large' && store.messages.body(same.id) === null
  return undelivered.has(same.state) && isLost ? null : same
}
