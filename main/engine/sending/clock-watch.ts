import { clockChange, laneMoved, linkMoved, type Moment } from '../../core/queue/clock-change.ts'
import type { SendingDeps } from './deps.ts'
import type { SenderTerm } from './sender-term.ts'

type Deps = Pick<SendingDeps, 'store' | 'clock' | 'log' | 'requests' | 'settings' | 'changed'>

/**
 * Moves every wait when the wall clock was set; back also while no program ran. Called by a new owner before
 * it sends, and about once a second. An hour that a person or the settings chose is a time of the clock and
 * stays.
 */
export const createClockWatch = (deps: Deps) => {
  const { store, clock, log, requests } = deps
  let before: Moment | null = null

  const move = (byMs: number): void => {
    for (const { id } of deps.settings().connections) store.links.change(id, (link) => linkMoved(link, byMs))
    for (const { lane, connection } of store.links.lanes())
      store.links.changeLane(lane, connection, (current) => laneMoved(current, byMs))
    for (const { id } of deps.settings().connections) {
      store.queue.moveLadders(id, byMs)
      store.jobs.moveQuestions(id, byMs)
    }
  }

  return {
    look(term: SenderTerm): void {
      const moment = { now: clock.now(), awakeMs: term.awakeMs(), sinceBootMs: clock.sinceBootMs() }
      const seen = clockChange(store.sender.read().clockOffset, before, moment)
      const movedMs =
        seen.offset === null && seen.movedMs === 0
          ? 0
          : store.write(() => {
              if (!store.sender.isOwner(term.epoch)) return 0
              const change = clockChange(store.sender.read().clockOffset, before, moment)
              if (change.offset !== null) store.sender.noteClock(term.epoch, change.offset)
              if (change.movedMs !== 0) move(change.movedMs)
              return change.movedMs
            })
      // Only now: a disk that refused is asked again at the next look, by the same moment before.
      before = moment
      if (movedMs === 0) return
      requests.move(movedMs)
      log.warn('clock-set', { seconds: Math.round(movedMs / 1000) })
      deps.changed('messages')
    },
  }
}
