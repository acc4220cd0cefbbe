import { clockChange, laneSetBack, linkSetBack } from '../../core/queue/clock-change.ts'
import type { SendingDeps } from './deps.ts'
import type { SenderTerm } from './sender-term.ts'

type Deps = Pick<SendingDeps, 'store' | 'clock' | 'log' | 'requests' | 'settings' | 'changed'>

/**
 * Moves every wait when the wall clock was set back, also while no program ran. Called by a new owner before
 * it sends, and about once a second. An hour that a person or the settings chose is a time of the clock and
 * stays.
 */
export const createClockWatch = (deps: Deps) => {
  const { store, clock, log, requests } = deps

  const move = (backMs: number): void => {
    for (const { id } of deps.settings().connections) store.links.change(id, (link) => linkSetBack(link, backMs))
    for (const { lane, connection } of store.links.lanes())
      store.links.changeLane(lane, connection, (current) => laneSetBack(current, backMs))
    for (const { id } of deps.settings().connections) {
      store.queue.setBackLadders(id, backMs)
      store.jobs.setBackQuestions(id, backMs)
    }
  }

  return {
    look(term: SenderTerm): void {
      const moment = { now: clock.now(), awakeMs: term.awakeMs() }
      if (clockChange(store.sender.read().clockOffset, moment).offset === null) return
      const backMs = store.write(() => {
        if (!store.sender.isOwner(term.epoch)) return 0
        const change = clockChange(store.sender.read().clockOffset, moment)
        if (change.offset !== null) store.sender.noteClock(term.epoch, change.offset)
        if (change.backMs > 0) move(change.backMs)
        return change.backMs
      })
      if (backMs === 0) return
      requests.setBack(backMs)
      log.warn('clock-set-back', { seconds: Math.round(backMs / 1000) })
      deps.changed('messages')
    },
  }
}
