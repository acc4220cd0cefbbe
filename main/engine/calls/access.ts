import type { Answer, Output, ParsedInput } from '../../contract/methods.ts'
import { PIN_NAME, pinUse } from '../../contract/secret-names.ts'
import { pinWaitMs } from '../../core/settings/pin-tries.ts'
import type { CallDeps } from './deps.ts'

/**
 * Hotel IT's PIN over what changes settings and secrets. It is asked for here, so that no window and no
 * program passes by; without one everybody may do everything. What staff need for a guest (resend, test,
 * pause) never asks for it.
 */

const UNLOCKED_MS = 600_000
const MOST_CALLERS = 200
const OWN_WINDOW = 'own'

export type Access = {
  /** Null: go ahead. */
  refuse(caller?: string): Extract<Answer<never>, { ok: false }> | null
  state(caller?: string): Answer<Output<'access.state'>>
  unlock(input: ParsedInput<'access.unlock'>, caller?: string): Answer<Output<'access.unlock'>>
}

export const createAccess = (deps: Pick<CallDeps, 'secrets' | 'clock' | 'texts' | 'settings' | 'log'>): Access => {
  const { secrets, clock, log } = deps
  /**
   * Until when each window or session is unlocked, by the monotonic clock: a clock set back keeps nothing
   * open.
   */
  const unlocked = new Map<string, { untilMs: number; pin: string }>()
  let wrong = 0
  let waitUntilMs = 0

  const pin = (): string | null => {
    const read = secrets.get(PIN_NAME, pinUse)
    // One that cannot be read locks all the same: a damaged file must not open what it guarded.
    return read.ok ? read.value : secrets.has(PIN_NAME, pinUse) ? '' : null
  }
  const leftMs = (caller: string): number => {
    const open = unlocked.get(caller)
    // A PIN that was changed meanwhile opens nothing any more.
    return open === undefined || open.pin !== pin() ? 0 : Math.max(0, open.untilMs - clock.monotonicMs())
  }
  const stateOf = (caller: string): Output<'access.state'> => {
    const left = leftMs(caller)
    const needsPin = pin() !== null
    return { needsPin, isUnlocked: !needsPin || left > 0, until: needsPin && left > 0 ? clock.now() + left : null }
  }
  const say = (message: string): Extract<Answer<never>, { ok: false }> => ({
    ok: false,
    error: { code: 'needs-pin', message },
  })
  const t = () => deps.texts.in(deps.settings().locale)

  return {
    refuse: (caller = OWN_WINDOW) => (stateOf(caller).isUnlocked ? null : say(t()('access.needs-pin'))),
    state: (caller = OWN_WINDOW) => ({ ok: true, value: stateOf(caller) }),
    unlock(input, caller = OWN_WINDOW) {
      const wanted = pin()
      if (wanted === null) return { ok: true, value: stateOf(caller) }
      const waitMs = waitUntilMs - clock.monotonicMs()
      if (waitMs > 0) return say(t()('access.wait', { count: Math.ceil(waitMs / 1000) }))
      if (wanted === '' || wanted !== input.pin) {
        wrong += 1
        const nextMs = pinWaitMs(wrong)
        waitUntilMs = clock.monotonicMs() + nextMs
        log.warn('pin-wrong', { wrong })
        return say(nextMs === 0 ? t()('access.wrong') : t()('access.wait', { count: nextMs / 1000 }))
      }
      wrong = 0
      const [oldest] = unlocked.keys()
      if (unlocked.size >= MOST_CALLERS && oldest !== undefined) unlocked.delete(oldest)
      unlocked.delete(caller)
      unlocked.set(caller, { untilMs: clock.monotonicMs() + UNLOCKED_MS, pin: wanted })
      return { ok: true, value: stateOf(caller) }
    },
  }
}
