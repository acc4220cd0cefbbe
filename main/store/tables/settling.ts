import { applyJointTransition, type JointMove, type JointTransition } from '../../core/queue/transition.ts'
import type { Jobs } from './jobs.ts'
import type { Links } from './links.ts'
import type { Messages, NotMoved } from './messages.ts'

/**
 * An answer of the channel changes a message together with its link, its lane and its job: read together,
 * decided once, written together.
 */

export type Settlement<R, Why extends string> = { ok: true; move: R } | NotMoved<Why>

type Parts = {
  messages: Pick<Messages, 'rows'>
  links: Pick<Links, 'get' | 'lane' | 'change' | 'changeLane'>
  jobs: Pick<Jobs, 'latest' | 'change'>
  write: <T>(work: () => T) => T
}

export const createSettling =
  ({ messages, links, jobs, write }: Parts) =>
  /** `messages.move` for a joint transition. Where it is refused nothing is written. */
  <G extends { now: number }, Why extends string, R extends JointMove>(
    id: string,
    transition: JointTransition<G, Why, R>,
    given: G,
  ): Settlement<R, Why> =>
    write(() => {
      const message = messages.rows.read(id)
      if (message === null) return { ok: false, why: 'not-found', message: null }
      const { lane, connection } = message
      const job = jobs.latest(id)
      const around = { message, link: links.get(connection), lane: links.lane(lane, connection), job }
      const applied = applyJointTransition(transition, around, given)
      if (!applied.ok) return { ok: false, why: applied.why, message }
      const { move } = applied
      if (!messages.rows.put(message, move, given.now)) return { ok: false, why: 'moved-meanwhile', message }
      const pause = move.pauseFacts && { who: null, reason: null, facts: { ...move.pauseFacts } }
      links.change(connection, () => move.link, pause)
      links.changeLane(lane, connection, () => (move.lane === around.lane ? null : move.lane))
      if (job !== null && move.job !== null && move.job !== job) {
        const changed = move.job
        jobs.change(job.id, () => changed, move.jobText)
      }
      return { ok: true, move }
    })
