import { failUnread } from '../../core/queue/moves.ts'
import { setAside } from './after-capture.ts'
import type { ScanParts } from './folder-memory.ts'

/**
 * Files that stayed unchanged and unusable for long enough: an unfinished one fails in place, a broken one is set aside. An empty one
 * stays: whoever made it may have it open, and what is written into it later would be lost elsewhere.
 */
export const settleUnread = async (parts: ScanParts): Promise<void> => {
  const { context, folder, memory, patienceMs, lease } = parts
  const { store, clock } = context
  for (const [name, { captured, kind }] of [...memory.settled]) {
    const sight = memory.sights.get(name)
    if (kind === 'messages' || !sight || clock.monotonicMs() - sight.unchangedSinceMs < patienceMs || !lease.isGood())
      continue
    const [item] = store.messages.ofCapture(captured.captureId)
    if (!item) continue
    if (item.cause === 'file-incomplete') {
      if (item.state === 'waiting' && store.messages.move(item.id, failUnread, { now: clock.now() }).ok)
        context.changed('messages')
    } else if (captured.fileState === 'left' && sight.size > 0) {
      const problem = await setAside(context, folder, {
        captureId: captured.captureId,
        name,
        size: sight.size,
        mtimeMs: sight.mtimeMs,
      })
      if (problem) context.log.warn('cannot-set-aside', { folder: folder.id, reason: problem.reason })
      else memory.settled.delete(name)
    }
  }
}
