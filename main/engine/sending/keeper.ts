import type { ConnectionSettings } from '../../contract/settings.ts'
import { withinHour } from '../../core/queue/ladder.ts'
import { resumed } from '../../core/queue/settle-link.ts'
import { faultOf } from '../../core/redact/fault.ts'
import type { EngineContext } from '../deps.ts'
import { runLinkTest } from './link-test.ts'
import type { Owner } from './send-message.ts'

/** Looks after links over time: alarms, giving up, pauses that end or test themselves. Called about once a second by the owner. */
export const createKeeper = (context: EngineContext) => {
  const { store, clock, log } = context
  const testing = new Set<string>()

  const look = (owner: Owner, connection: ConnectionSettings): void => {
    const link = store.links.get(connection.id)
    const now = clock.now()
    if (link.pauseCause !== null && link.pauseUntilAt !== null && link.pauseUntilAt <= now) {
      store.write(() => {
        store.links.put(resumed(link))
        store.links.setPause(connection.id, null)
      })
      log.info('pause-ended', { connection: connection.id })
      context.changed('messages')
    } else if (link.pauseCause !== null && link.nextTestAt !== null && withinHour(link.nextTestAt, now) === null)
      test(owner, connection)
    if (link.outageCause === null || link.outageSinceAwake === null) return
    const downMs = owner.awakeMs() - link.outageSinceAwake
    if (!link.hasAlarmed && downMs >= connection.retry.alarmAfterMinutes * 60_000) {
      store.write(() => store.links.put({ ...store.links.get(connection.id), hasAlarmed: true }))
      log.warn('outage-alarm', { connection: connection.id, minutes: Math.round(downMs / 60_000) })
      context.changed('health')
    }
    if (link.hasGivenUp || downMs >= connection.retry.giveUpAfterMinutes * 60_000) giveUp(connection, link.hasGivenUp)
  }

  /**
   * The outage took too long: its messages ask for a person, while the test call goes on and recovery brings them back. So do those that
   * come later, or were in flight; what a person asked for meanwhile waits for the link.
   */
  const giveUp = (connection: ConnectionSettings, isKnown: boolean): void => {
    const now = clock.now()
    const waiting = store.queue.waitingOf(connection.id).filter((message) => !message.isAskedFor)
    if (isKnown && waiting.length === 0) return
    store.write(() => {
      store.links.put({ ...store.links.get(connection.id), hasGivenUp: true })
      for (const message of waiting)
        store.messages.update({ ...message, state: 'failed', cause: 'outage-too-long', nextAttemptAt: null }, now, {})
    })
    log.warn('outage-given-up', { connection: connection.id, messages: waiting.length })
    context.changed('messages')
  }

  const test = (owner: Owner, connection: ConnectionSettings): void => {
    if (testing.has(connection.id)) return
    testing.add(connection.id)
    runLinkTest(context, owner, connection, AbortSignal.timeout(connection.timeoutSeconds * 1000 + 5_000))
      .catch((error: unknown) => log.error('link-test-failed', { connection: connection.id, ...faultOf(error) }))
      .finally(() => testing.delete(connection.id))
  }

  return {
    tick(owner: Owner): void {
      for (const connection of context.current().connections) look(owner, connection)
    },
    /** Settings or secrets changed: every pause tests itself at once, and a hotel that is held is tried at once. */
    retest(owner: Owner): void {
      for (const lane of store.links.lanes())
        if (lane.heldCause !== null && lane.nextProbeAt !== null)
          store.write(() => store.links.putLane({ ...lane, nextProbeAt: null }))
      for (const connection of context.current().connections) {
        const link = store.links.get(connection.id)
        if (link.pauseCause !== null && link.pauseCause !== 'paused-by-person') test(owner, connection)
      }
    },
  }
}
export type Keeper = ReturnType<typeof createKeeper>
