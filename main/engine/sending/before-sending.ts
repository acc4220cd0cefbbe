import type { CauseName } from '../../core/playbook/entries.ts'
import type { MessageRecord } from '../../core/queue/records.ts'
import type { EngineContext } from '../deps.ts'

/**
 * Fails a message that must not go out: a state of the booking older than one already delivered (a restored backup, a late file). A
 * person may send it all the same. True: it was failed.
 */
export const refuseBeforeSending = (context: EngineContext, message: MessageRecord): boolean => {
  const { store, clock } = context
  const cause: CauseName | null = isOutOfDate(context, message) ? 'out-of-date' : null
  if (cause === null) return false
  const now = clock.now()
  store.write(() => {
    const current = store.messages.get(message.id)
    if (current?.state !== 'waiting') return
    const { details: _details, facts: _facts, ...record } = current
    store.messages.update({ ...record, state: 'failed', cause, nextAttemptAt: null, step: 0 }, now, {})
  })
  return true
}

const isOutOfDate = ({ store }: EngineContext, message: MessageRecord): boolean => {
  if (message.lastModifiedAt === null || message.isAskedFor) return false
  const newest = store.messages.newestDeliveredAt(message.orderKey)
  return newest !== null && message.lastModifiedAt < newest
}
