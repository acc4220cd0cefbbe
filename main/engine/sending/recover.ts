import { recover } from '../../core/queue/moves.ts'
import type { MessageRecord } from '../../core/queue/records.ts'
import type { SendingDeps } from './deps.ts'

type RecoverDeps = Pick<SendingDeps, 'store' | 'clock' | 'settings'>

/**
 * Before a new owner sends anything: what an earlier owner left `sending` may have arrived. By the
 * connection's own rule it goes again (pmsXchange: a time-out is repeated) or waits for a person. Gives how
 * many there were.
 */
export const recoverClaims = (deps: RecoverDeps, epoch: number): number =>
  recoverAll(deps, () => deps.store.queue.orphans(epoch), false)

/**
 * The same for this owner's own claims that no flight carries any more: a fault of our own left them behind.
 * They go on by the ladder, since a fault that comes each time must not spin.
 */
export const recoverLost = (deps: RecoverDeps, epoch: number, underWay: ReadonlySet<string>): number =>
  recoverAll(deps, () => deps.store.queue.claimedBy(epoch).filter(({ lane }) => !underWay.has(lane)), true)

const recoverAll = (deps: RecoverDeps, find: () => MessageRecord[], isOwn: boolean): number => {
  const { store, clock } = deps
  const now = clock.now()
  if (find().length === 0) return 0
  return store.write(() => {
    const orphans = find()
    for (const { id, connection: name } of orphans) {
      const connection = deps.settings().connections.find((one) => one.id === name)
      const isRepeated = connection?.afterUnknownOutcome === 'retry'
      const steps = isOwn && connection ? connection.retry.steps : null
      if (!store.messages.move(id, recover, { now, isRepeated, steps }).ok) continue
      const attempt = store.attempts.openOf(id)
      if (attempt)
        store.attempts.end(attempt, {
          endedAt: now,
          httpStatus: null,
          outcome: isRepeated ? 'retry' : 'unsure',
          cause: 'crash-during-send',
          details: { vendorText: null, facts: {}, notes: [], code: null },
          reply: null,
        })
    }
    return orphans.length
  })
}
