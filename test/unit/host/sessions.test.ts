import { describe, expect, it } from 'vitest'
import { createSessions, newToken } from '../../../main/host/sessions.ts'
import { createWrongTries } from '../../../main/host/wrong-tries.ts'

const handClock = () => {
  let now = 0
  let due: { at: number; run: () => void }[] = []
  return {
    monotonicMs: () => now,
    after: (ms: number, run: () => void) => {
      due.push({ at: now + ms, run })
      return () => undefined
    },
    pass(ms: number) {
      now += ms
      const ripe = due.filter(({ at }) => at <= now)
      due = due.filter(({ at }) => at > now)
      for (const { run } of ripe) run()
    },
    waits: () => due.map(({ at }) => at - now),
  }
}

describe('sessions', () => {
  const made = () => {
    const clock = handClock()
    return { clock, sessions: createSessions({ token: 'the-token', clock }) }
  }

  it('know the token and the sessions they gave, and tell them apart', () => {
    const { sessions } = made()
    const [one, two] = [sessions.exchange(sessions.newCode()), sessions.exchange(sessions.newCode())]
    const callers = ['the-token', one, two].map((token) => sessions.callerOf(`Bearer ${token}`))
    expect(new Set(callers).size).toBe(3)
    expect(callers).not.toContain(null)
    for (const wrong of [undefined, '', 'Bearer', 'Bearer the-token2', `Basic ${one}`, 'the-token'])
      expect(sessions.callerOf(wrong)).toBeNull()
  })

  it('take a code once, and for less than a minute', () => {
    const { clock, sessions } = made()
    const code = sessions.newCode()
    clock.pass(59_999)
    expect(sessions.exchange(code)).not.toBeNull()
    expect(sessions.exchange(code)).toBeNull()
    const late = sessions.newCode()
    clock.pass(60_000)
    expect(sessions.exchange(late)).toBeNull()
    expect(sessions.exchange('')).toBeNull()
  })

  it('keep a bounded number of codes and sessions, the newest', () => {
    const { sessions } = made()
    const codes = Array.from({ length: 9 }, () => sessions.newCode())
    expect(sessions.exchange(codes[0] ?? '')).toBeNull()
    expect(sessions.exchange(codes[8] ?? '')).not.toBeNull()
    const tokens = Array.from({ length: 65 }, () => sessions.exchange(sessions.newCode()))
    expect(sessions.callerOf(`Bearer ${tokens[0]}`)).toBeNull()
    expect(sessions.callerOf(`Bearer ${tokens[1]}`)).not.toBeNull()
  })

  it('have tokens of 256 bits', () => {
    expect(Buffer.from(newToken(), 'base64url')).toHaveLength(32)
  })
})

describe('wrong tries', () => {
  const tried = (tries: ReturnType<typeof createWrongTries>, times: number) => {
    const said: string[] = []
    for (let n = 0; n < times; n++) tries.refuse({ answer: () => said.push('answer'), drop: () => said.push('drop') })
    return said
  }

  it('are answered at once five times, then later and later, at most 8 s', () => {
    const clock = handClock()
    const tries = createWrongTries({ clock })
    expect(tried(tries, 5)).toHaveLength(5)
    expect(tried(tries, 8)).toEqual([])
    expect(clock.waits()).toEqual([250, 500, 1000, 2000, 4000, 8000, 8000, 8000])
  })

  it('that come at the same time get no answer beyond sixteen, and all is forgotten after a minute', () => {
    const clock = handClock()
    const tries = createWrongTries({ clock })
    tried(tries, 5)
    expect(tried(tries, 18)).toEqual(['drop', 'drop'])
    clock.pass(60_001)
    expect(tried(tries, 5)).toHaveLength(5)
  })
})
