import { describe, expect, it } from 'vitest'
import { dueAt, dueAtWithinHour, nextClockMinute, pauseTestMs, stepMs } from '../../../../main/core/queue/ladder.ts'
import { chooseTurn, type Heads, linkTurn } from '../../../../main/core/queue/turn.ts'
import { aLink, aMessage, now } from './records.ts'

const none: Heads = { asked: null, availability: null, today: null, rest: [], rates: null }
const MINUTE = 60_000

const heads = {
  asked: aMessage({ id: 'asked', seq: 9 }),
  availability: aMessage({ id: 'availability', seq: 8, kind: 'availability' }),
  today: aMessage({ id: 'today', seq: 7 }),
  rest: [aMessage({ id: 'change', seq: 6, kind: 'change' }), aMessage({ id: 'new', seq: 5 }), null],
  rates: aMessage({ id: 'rates', seq: 4, kind: 'rates' }),
}

const order = (given: Heads, lastWasAvailability = false): string[] => {
  const left = { ...given, rest: [...given.rest] }
  const ids: string[] = []
  let last = lastWasAvailability
  for (let n = 0; n < 10; n++) {
    const chosen = chooseTurn(left, last, now)
    if (!chosen) return ids
    ids.push(chosen.id)
    last = chosen.kind === 'availability'
    for (const key of ['asked', 'availability', 'today', 'rates'] as const) if (left[key] === chosen) left[key] = null
    left.rest = left.rest.filter((head) => head !== chosen)
  }
  return ids
}

describe('whose turn it is in a lane', () => {
  it('what a person asked for, availability in turn with today, the rest by age, then rates', () => {
    expect(order(heads)).toEqual(['asked', 'availability', 'today', 'new', 'change', 'rates'])
    expect(order({ ...heads, asked: null }, true)).toEqual(['today', 'availability', 'new', 'change', 'rates'])
    expect(chooseTurn(none, false, now)).toBeNull()
  })

  it('anything that has waited ten minutes goes before them, oldest first', () => {
    const old = (id: string, seq: number) => aMessage({ id, seq, capturedAt: now - 10 * MINUTE })
    expect(chooseTurn({ ...heads, asked: null, rates: old('rates', 4) }, false, now)?.id).toBe('rates')
    expect(chooseTurn({ ...heads, asked: null, rates: old('rates', 4), today: old('today', 3) }, false, now)?.id).toBe(
      'today',
    )
    const young = aMessage({ id: 'rates', seq: 4, capturedAt: now - 10 * MINUTE + 1 })
    expect(chooseTurn({ ...heads, asked: null, rates: young }, false, now)?.id).toBe('availability')
  })
})

describe('what a connection may do', () => {
  const moment = { now, inFlight: 0, claims: [] }
  const down = { outageCause: 'no-answer', outageSinceAt: now, outageSinceAwake: 1 } as const

  it('is nothing while it is paused, or throttled for at most an hour', () => {
    expect(linkTurn(aLink({ pauseCause: 'wrong-password', throttledUntilAt: now + 1 }), null, moment)).toEqual({
      kind: 'blocked',
      untilAt: null,
    })
    expect(linkTurn(aLink({ throttledUntilAt: now + 1 }), null, moment)).toEqual({ kind: 'blocked', untilAt: now + 1 })
    expect(linkTurn(aLink({ throttledUntilAt: now }), null, moment).kind).toBe('open')
    expect(linkTurn(aLink({ throttledUntilAt: now + 25 * 60 * MINUTE }), null, moment).kind).toBe('open')
  })

  it('is one probe of an outage when its time has come and nothing is in flight', () => {
    expect(linkTurn(aLink({ ...down, nextProbeAt: now + 1 }), null, moment)).toEqual({
      kind: 'blocked',
      untilAt: now + 1,
    })
    expect(linkTurn(aLink({ ...down, nextProbeAt: now }), null, moment)).toEqual({ kind: 'probe' })
    expect(linkTurn(aLink({ ...down, nextProbeAt: null }), null, moment)).toEqual({ kind: 'probe' })
    expect(linkTurn(aLink({ ...down, nextProbeAt: now }), null, { ...moment, inFlight: 1 })).toEqual({
      kind: 'blocked',
      untilAt: null,
    })
  })

  it('is as many requests as its pace leaves', () => {
    const pace = { perMinute: 4, concurrent: 3 }
    expect(linkTurn(aLink(), pace, moment)).toEqual({ kind: 'open', slots: 3 })
    expect(linkTurn(aLink(), pace, { ...moment, inFlight: 2 })).toEqual({ kind: 'open', slots: 1 })
    expect(linkTurn(aLink(), pace, { ...moment, inFlight: 3 })).toEqual({ kind: 'blocked', untilAt: null })
    expect(linkTurn(aLink(), pace, { ...moment, claims: [now - 50_000, now - 9, now - 8] })).toEqual({
      kind: 'open',
      slots: 1,
    })
    expect(linkTurn(aLink(), pace, { ...moment, claims: [now - 50_000, now - 9, now - 8, now - 7] })).toEqual({
      kind: 'blocked',
      untilAt: now + 10_000,
    })
  })
})

describe('the ladder', () => {
  const steps = [5, 10, 20, 40, 60]

  it('ends on its last step and stays there', () => {
    expect([0, 1, 2, 3, 4, 5, 99].map((step) => stepMs(steps, step))).toEqual([
      5_000, 10_000, 20_000, 40_000, 60_000, 60_000, 60_000,
    ])
    expect([0, 1, 2, 3, 50].map(pauseTestMs)).toEqual([5, 15, 30, 60, 60].map((minutes) => minutes * MINUTE))
  })

  it('knows what is due, also when the clock was set back', () => {
    expect(dueAt(null, now, steps)).toBeNull()
    expect(dueAt(now, now, steps)).toBeNull()
    expect(dueAt(now + 60_000, now, steps)).toBe(now + 60_000)
    expect(dueAt(now + 24 * 60 * MINUTE, now, steps)).toBeNull()
    expect(dueAt(now + 45 * MINUTE, now, [3600])).toBe(now + 45 * MINUTE)
    expect(dueAtWithinHour(now + 60 * MINUTE, now)).toBe(now + 60 * MINUTE)
    expect(dueAtWithinHour(now + 60 * MINUTE + 1, now)).toBeNull()
  })

  it('counts clock minutes as the channel does', () => {
    expect(nextClockMinute(now)).toBe(now + MINUTE)
    expect(nextClockMinute(now + 59_999)).toBe(now + MINUTE)
  })
})
