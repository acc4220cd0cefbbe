import type { RetrySettings } from '../../contract/settings.ts'
import { stepMs } from '../../core/queue/ladder.ts'
import { canMove } from '../../core/queue/moves.ts'
import type { MessageRecord } from '../../core/queue/records.ts'
import type { EngineContext } from '../deps.ts'

/**
 * Before a new owner sends anything: what an earlier owner left `sending` may have arrived. By the connection's own rule it goes again
 * (pmsXchange: a time-out is repeated) or waits for a person. Gives how many there were.
 */
export const recoverClaims = (context: EngineContext, epoch: number): number =>
  recover(context, () => context.store.queue.orphans(epoch), false)

/**
 * The same for this owner's own claims that no flight carries any more: a fault of our own left them behind. They go on by the ladder,
 * since a fault that comes each time must not spin.
 */
export const recoverLost = (context: EngineContext, epoch: number, flying: ReadonlySet<string>): number =>
  recover(context, () => context.store.queue.claimedBy(epoch).filter(({ lane }) => !flying.has(lane)), true)

const recover = (context: EngineContext, find: () => MessageRecord[], isOwn: boolean): number => {
  const { store, clock } = context
  const now = clock.now()
  if (find().length === 0) return 0
  return store.write(() => {
    const orphans = find()
    for (const orphan of orphans) {
      const connection = context.current().connections.find(({ id }) => id === orphan.connection)
      const state = connection?.afterUnknownOutcome === 'retry' ? 'waiting' : 'unsure'
      if (!canMove(orphan.state, state)) continue
      store.messages.update(
        {
          ...orphan,
          state,
          cause: 'crash-during-send',
          isAfterUnknown: true,
          claimEpoch: null,
          nextAttemptAt: null,
          ...(isOwn && connection && state === 'waiting' ? nextStep(orphan, connection.retry, now) : {}),
        },
        now,
        {},
      )
      const attempt = store.attempts.openOf(orphan.id)
      if (attempt)
        store.attempts.end(attempt, {
          endedAt: now,
          httpStatus: null,
          outcome: state === 'waiting' ? 'retry' : 'unsure',
          cause: 'crash-during-send',
          details: { vendorText: null, facts: {}, notes: [], code: null },
          reply: null,
        })
    }
    return orphans.length
  })
}

const nextStep = (message: MessageRecord, retry: RetrySettings, now: number) => ({
  nextAttemptAt: now + stepMs(retry.steps, message.step),
  step: message.step + 1,
})
