import { covers } from '../../core/queue/coverage.ts'
import { askForRefresh, supersede } from '../../core/queue/moves.ts'
import type { MessageRecord } from '../../core/queue/records.ts'
import type { FreeingDeps } from './deps.ts'

/** What ending an overtaken message reads and writes; a person's settling hands over no more than this. */
export type OvertakenStore = Pick<FreeingDeps['store'], 'messages' | 'coverage'>

/**
 * What becomes of an undelivered message that was overtaken: replaced where delivered ones say all of it
 * anew, perhaps several together; else the PMS must export everything once more. Part of the caller's
 * transaction. Does nothing where it was not overtaken.
 */
export const settleOvertaken = (store: OvertakenStore, message: MessageRecord, now: number): boolean => {
  if (!store.coverage.isOvertaken(message)) return false
  const own = store.coverage.of(message.seq)
  const delivered = [...store.coverage.later(message, own)].filter(({ isDelivered }) => isDelivered)
  const last = delivered.at(-1)
  const isReplaced =
    last !== undefined &&
    covers(
      delivered.map(({ statement }) => statement),
      own,
    )
  const moved = isReplaced
    ? store.messages.move(message.id, supersede, { now, by: last.id })
    : store.messages.move(message.id, askForRefresh, { now })
  return moved.ok
}
