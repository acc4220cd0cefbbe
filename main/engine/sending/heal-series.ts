import { coverageOf, covers, overlaps } from '../../core/queue/coverage.ts'
import { askForRefresh, supersede } from '../../core/queue/moves.ts'
import type { MessageRecord } from '../../core/queue/records.ts'
import type { SendingDeps } from './deps.ts'

/**
 * A delivered availability or rates message and the failed ones before it: what it says all anew is replaced; what it says anew only in
 * part may now show old numbers between new ones, so it asks for a full refresh from the PMS. Part of the settling transaction.
 */
export const healSeries = (
  store: Pick<SendingDeps['store'], 'messages'>,
  delivered: MessageRecord,
  now: number,
): void => {
  const failed = store.messages
    .olderUndelivered(delivered.orderKey, delivered.seq)
    .filter(({ state }) => state === 'failed')
  if (failed.length === 0) return
  const later = coverageOf(store.messages.body(delivered.id) ?? '')
  for (const older of failed) {
    const earlier = coverageOf(store.messages.body(older.id) ?? '')
    if (covers(later, earlier)) store.messages.move(older.id, supersede, { now, by: delivered.id })
    else if (overlaps(later, earlier)) store.messages.move(older.id, askForRefresh, { now })
  }
}
