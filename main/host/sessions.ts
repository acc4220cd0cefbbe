import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Clock } from '../core/ports/clock.ts'

/**
 * Who may call a page server: whoever has its token, and pages that exchanged a one-time code for a session
 * of their own. A code may stand in an address and in a terminal, because it is good once and for a minute; a
 * token never does.
 */

const CODE_MS = 60_000
const MOST_CODES = 8
const MOST_SESSIONS = 64
const TOKEN_BYTES = 32
const CODE_BYTES = 24

/** A token nobody can guess: 256 bits, as 43 letters, digits, - and _. */
export const newToken = (): string => randomBytes(TOKEN_BYTES).toString('base64url')

/** Equal lengths for a comparison that takes the same time whatever was sent. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

export type Sessions = {
  /** A code that `exchange` takes once within the next 60 s. */
  newCode(): string
  /** The token of a new session; null: the code is wrong, used or too old. */
  exchange(code: string): string | null
  /** A name for whoever sent this header, the same for each call of a session; null: nobody who may call. */
  callerOf(authorization: string | undefined): string | null
}

export const createSessions = ({ token, clock }: { token: string; clock: Pick<Clock, 'monotonicMs'> }): Sessions => {
  const codes = new Map<string, { digest: Buffer; endsMs: number }>()
  /** Digests only: what was given out is kept nowhere. The oldest goes when there are too many. */
  let sessions: { digest: Buffer; caller: string }[] = []
  let made = 0
  const own = digest(`Bearer ${token}`)

  return {
    newCode() {
      const code = randomBytes(CODE_BYTES).toString('base64url')
      const [oldest] = codes.keys()
      if (codes.size >= MOST_CODES && oldest !== undefined) codes.delete(oldest)
      made += 1
      codes.set(String(made), { digest: digest(code), endsMs: clock.monotonicMs() + CODE_MS })
      return code
    },
    exchange(code) {
      const given = digest(code)
      const found = [...codes].find(([, one]) => timingSafeEqual(one.digest, given))
      if (found === undefined) return null
      codes.delete(found[0])
      if (clock.monotonicMs() >= found[1].endsMs) return null
      const session = newToken()
      made += 1
      sessions = [...sessions.slice(1 - MOST_SESSIONS), { digest: digest(`Bearer ${session}`), caller: `page-${made}` }]
      return session
    },
    callerOf(authorization) {
      const given = digest(authorization ?? '')
      if (timingSafeEqual(own, given)) return 'token'
      return sessions.find((one) => timingSafeEqual(one.digest, given))?.caller ?? null
    },
  }
}
