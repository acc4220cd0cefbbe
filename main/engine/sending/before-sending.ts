import { isOutOfDate, refuse } from '../../core/queue/moves.ts'
import type { MessageRecord } from '../../core/queue/records.ts'
import type { SendingDeps } from './deps.ts'

/**
 * Fails a message that must not go out: a state of the booking older than one already delivered (a restored backup, a late file). A
 * person may send it all the same. True: it must not go now.
 */
export const refuseBeforeSending = (
  { store, clock }: Pick<SendingDeps, 'store' | 'clock'>,
  { id, orderKey, ...message }: MessageRecord,
): boolean => {
  if (!isOutOfDate(message, store.messages.newestDeliveredAt(orderKey))) return false
  store.write(() =>
    store.messages.move(id, refuse, {
      now: clock.now(),
      newestDeliveredAt: store.messages.newestDeliveredAt(orderKey),
    }),
  )
  return true
}
