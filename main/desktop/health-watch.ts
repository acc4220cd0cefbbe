import { Health } from '../contract/health.ts'
import type { Clock } from '../core/ports/clock.ts'
import type { Log } from '../core/ports/log.ts'
import { faultOf } from '../core/redact/fault.ts'
import type { AnswerCall } from './ipc.ts'

/** Sentences with a clock time in them change without an event; this is how late the tray may be. */
const SLOW_TICK_MS = 60_000

export type HealthWatch = { ask(): void; stop(): void }

/**
 * Asks for the health whenever told to, and every minute; never twice at once: a wish that comes meanwhile is
 * granted after. `onHealth` gets only answers, in order.
 */
export const watchHealth = (deps: {
  answer: AnswerCall
  clock: Clock
  log: Log
  onHealth: (health: Health) => void
}): HealthWatch => {
  const { answer, clock, log, onHealth } = deps
  let isAsking = false
  let isWanted = false
  let isStopped = false
  let cancel = () => {}

  const ask = (): void => {
    if (isStopped) return
    if (isAsking) {
      isWanted = true
      return
    }
    isAsking = true
    isWanted = false
    cancel()
    cancel = clock.after(SLOW_TICK_MS, ask)
    answer('health.get', {})
      .then((reply) => {
        const health = reply.ok ? Health.safeParse(reply.value) : null
        if (health?.success && !isStopped) onHealth(health.data)
        else if (!isStopped) log.warn('health-not-told', { code: reply.ok ? 'not-health' : reply.error.code })
      })
      .catch((error: unknown) => log.error('health-not-told', faultOf(error)))
      .finally(() => {
        isAsking = false
        if (isWanted) ask()
      })
  }

  return {
    ask,
    stop: () => {
      isStopped = true
      cancel()
    },
  }
}
