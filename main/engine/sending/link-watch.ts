import type { ConnectionSettings } from '../../contract/settings.ts'
import { dueAtWithinHour } from '../../core/queue/ladder.ts'
import { giveUp } from '../../core/queue/moves.ts'
import { endedPause, isGivenUp, outageAlarm, probedAtOnce } from '../../core/queue/settle-link.ts'
import { noThrottle, throttleAlarm } from '../../core/queue/throttling.ts'
import { faultOf } from '../../core/redact/fault.ts'
import type { SendingDeps } from './deps.ts'
import { runLinkTest } from './link-test.ts'
import { probeHeldLanes } from './release.ts'
import type { SenderTerm } from './sender-term.ts'

/**
 * Looks after links over time: alarms, giving up, pauses that end or test themselves. Called about once a
 * second by the sender.
 */
export const createLinkWatch = (deps: SendingDeps) => {
  const { store, clock, log } = deps
  const testing = new Set<string>()

  const hasOpenMessages = (connection: string): boolean =>
    store.lists.heldOf(connection).messages > 0 || store.jobs.upcoming(connection, 1).length > 0

  const check = (term: SenderTerm, connection: ConnectionSettings): void => {
    const { id, retry } = connection
    const link = store.links.get(id)
    const now = clock.now()
    const timing = { awakeMs: term.awakeMs(), retry }
    // Each is asked twice: here, so that nothing is written for nothing, and of the record as it stands
    // inside the write.
    if (endedPause(link, now) !== null) {
      if (store.links.change(id, (current) => endedPause(current, now)) !== null) {
        log.info('pause-ended', { connection: id })
        deps.changed('messages')
      }
    } else if (link.pauseCause !== null && link.nextTestAt !== null && dueAtWithinHour(link.nextTestAt, now) === null)
      test(term, connection)
    if (outageAlarm(link, timing) !== null) {
      const alarmed = store.links.change(id, (current) => outageAlarm(current, timing))
      if (alarmed !== null) {
        const downMs = timing.awakeMs - (alarmed.outageSinceAwake ?? timing.awakeMs)
        log.warn('outage-alarm', { connection: id, minutes: Math.round(downMs / 60_000) })
        deps.changed('health')
      }
    }
    if (throttleAlarm(link, timing) !== null && hasOpenMessages(id)) {
      const alarmed = store.links.change(id, (current) => throttleAlarm(current, timing))
      if (alarmed !== null) {
        log.warn('throttle-alarm', { connection: id })
        deps.changed('health')
      }
    }
    // Its messages were closed or replaced meanwhile: there is nothing left that waits.
    if (link.hasThrottleAlarmed && !hasOpenMessages(id)) {
      store.links.change(id, (current) => ({ ...current, ...noThrottle }))
      deps.changed('health')
    }
    if (isGivenUp(link, timing)) giveUpWaiting(term, id, timing)
  }

  /**
   * The outage took too long: its messages ask for a person, while the test call goes on and recovery brings
   * them back. So do those that come later, or were in flight; what a person asked for meanwhile waits for
   * the link.
   */
  const giveUpWaiting = (term: SenderTerm, connection: string, timing: Parameters<typeof isGivenUp>[1]): void => {
    const hasOthers = store.queue.waitingOf(connection).some((message) => !message.isAskedFor)
    if (store.links.get(connection).hasGivenUp && !hasOthers) return
    const now = clock.now()
    const count = store.write(() => {
      if (!store.sender.isOwner(term.epoch)) return null
      const link = store.links.change(connection, (current) =>
        isGivenUp(current, timing) ? { ...current, hasGivenUp: true } : null,
      )
      if (link === null) return null
      return store.queue.waitingOf(connection).filter(({ id }) => store.messages.move(id, giveUp, { now }).ok).length
    })
    if (count === null) return
    log.warn('outage-given-up', { connection, messages: count })
    deps.changed('messages')
  }

  const test = (term: SenderTerm, connection: ConnectionSettings): void => {
    if (testing.has(connection.id)) return
    testing.add(connection.id)
    runLinkTest(deps, term, connection)
      .catch((error: unknown) => log.error('link-test-failed', { connection: connection.id, ...faultOf(error) }))
      .finally(() => testing.delete(connection.id))
  }

  return {
    tick(term: SenderTerm): void {
      for (const connection of deps.settings().connections) check(term, connection)
    },
    /**
     * Settings or secrets changed: every pause tests itself at once, and a hotel that is held is tried at
     * once.
     */
    retest(term: SenderTerm): void {
      if (store.links.lanes().some((lane) => probedAtOnce(lane) !== null)) store.write(() => probeHeldLanes(deps))
      for (const connection of deps.settings().connections) {
        const link = store.links.get(connection.id)
        if (link.pauseCause !== null && link.pauseCause !== 'paused-by-person') test(term, connection)
      }
    },
  }
}
