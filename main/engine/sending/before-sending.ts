import { isOutOfDate, refuse } from '../../core/queue/moves.ts'
import type { MessageRecord } from '../../core/queue/records.ts'
import type { SendingDeps } from './deps.ts'
import { settleOvertaken } from './settle-overtaken.ts'

/**
 * Ends a message that must not go out: a state of the booking older than one already delivered (a restored
 * backup, a late file), which a person may send all the same; or availability and rates of which newer
 * numbers were delivered, which nobody may. True: it must not go now.
 */
export const refuseBeforeSending = (
  { store, clock }: Pick<SendingDeps, 'store' | 'clock'>,
  message: MessageRecord,
): boolean => {
  if (store.coverage.isOvertaken(message)) {
    store.write(() => settleOvertaken(store, message, clock.now()))
    return true
  }
  if (!isOutOfDate(message, store.messages.newestDeliveredAt(message))) return false
  store.write(() =>
    store.messages.move(message.id, refuse, {
      now: clock.now(),
      newestDeliveredAt: store.messages.newestDeliveredAt(message),
    }),
  )
  return true
}
