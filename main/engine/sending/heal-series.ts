import { isOfSeries, meets } from '../../core/queue/coverage.ts'
import type { MessageRecord } from '../../core/queue/records.ts'
import type { SendingDeps } from './deps.ts'
import { type OvertakenStore, settleOvertaken } from './settle-overtaken.ts'

/**
 * A delivered availability or rates message and the undelivered ones before it: what it says anew all or in
 * part must not go out after it any more. Part of the settling transaction; does nothing for other kinds.
 */
export const healSeries = (
  store: OvertakenStore & { messages: Pick<SendingDeps['store']['messages'], 'olderUndelivered'> },
  delivered: MessageRecord,
  now: number,
): void => {
  if (!isOfSeries(delivered)) return
  const older = store.messages
    .olderUndelivered(delivered.orderKey, delivered.seq)
    .filter(({ state }) => state === 'failed' || state === 'waiting')
  if (older.length === 0) return
  const said = store.coverage.of(delivered.seq)
  for (const message of older) {
    const own = store.coverage.of(message.seq)
    if (own.some((one) => said.some((other) => meets(other, one)))) settleOvertaken(store, message, now)
  }
}
