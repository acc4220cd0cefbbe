import { describe, expect, it } from 'vitest'
import { fullPace, paceAt, paceShareAt, slowedDown } from '../../../../main/core/queue/adaptive-pace.ts'
import type { LinkRecord, MessageRecord } from '../../../../main/core/queue/records.ts'
import { endsProbing, type SettleInput, settle } from '../../../../main/core/queue/settle.ts'
import { aLane, aLink, aMessage, judgedAs, now, retry } from './records.ts'

type Given = Partial<SettleInput>

const inputOf = (judged: SettleInput['judged'], given: Given = {}): SettleInput => ({
  message: aMessage(),
  link: aLink(),
  lane: aLane(),
  judged,
  startedAt: now - 400,
  now,
  awakeMs: 1_000_000,
  retry,
  isIncomplete: false,
  isAlone: false,
  ...given,
})
const settled = (judged: SettleInput['judged'], given: Given = {}) => settle(inputOf(judged, given))

describe('an answer', () => {
  it('that it is done delivers, replaces the older ones of a whole reservation only, and shows that the link works', () => {
    const { message, link, isSuperseding, endedOutage } = settled(judgedAs.delivered)
    expect(message).toMatchObject({
      state: 'delivered',
      deliveredAt: now,
      claimEpoch: null,
      nextAttemptAt: null,
      step: 0,
    })
    expect(link).toMatchObject({ lastAnswerAt: now, lastAnswerMs: 400, lastPassAwake: 1_000_000, outageCause: null })
    expect([isSuperseding, endedOutage]).toEqual([true, null])
    expect(settled(judgedAs.delivered, { message: aMessage({ isWhole: false }) }).isSuperseding).toBe(false)
    expect(settled(judgedAs.refused).isSuperseding).toBe(false)
  })

  it('ends the outage, good or bad, and names it so that those tried in it become suspect', () => {
    const down = aLink({
      outage: 4,
      outageCause: 'no-answer',
      outageSinceAt: 1,
      outageSinceAwake: 1,
      nextProbeAt: 2,
      hasAlarmed: true,
    })
    for (const judged of [judgedAs.delivered, judgedAs.refused, judgedAs.serverFault, judgedAs.throttled]) {
      const { link, endedOutage } = settled(judged, { link: down })
      expect(endedOutage).toBe(4)
      expect(link).toMatchObject({
        outage: 4,
        outageCause: null,
        nextProbeAt: null,
        hasAlarmed: false,
        hasGivenUp: false,
      })
    }
    expect(settled(judgedAs.noLink, { link: down }).endedOutage).toBeNull()
  })

  it('that refuses the hotel fails the message and holds its lane for an hour; the next answer about it frees the lane', () => {
    const { message, lane } = settled(judgedAs.hotelRefused)
    expect(message.state).toBe('failed')
    expect(lane).toMatchObject({ heldCause: 'hotel-not-authorised', heldSinceAt: now, nextProbeAt: now + 3_600_000 })
    const later = settled(judgedAs.hotelRefused, { lane, now: now + 3_700_000 })
    expect(later.lane).toMatchObject({ heldSinceAt: now, nextProbeAt: now + 7_300_000 })
    for (const judged of [judgedAs.refused, judgedAs.delivered])
      expect(settled(judged, { lane }).lane.heldCause).toBeNull()
    for (const judged of [judgedAs.noLink, judgedAs.wrongPassword, judgedAs.throttled, judgedAs.serverFault])
      expect(settled(judged, { lane }).lane).toEqual(lane)
  })
})

describe('a link that fails', () => {
  it('opens an outage and costs the message nothing', () => {
    const { message, link } = settled(judgedAs.noLink, { link: aLink({ outage: 7 }) })
    expect(link).toMatchObject({
      outage: 8,
      outageCause: 'connection-refused',
      outageSinceAt: now,
      nextProbeAt: now + 5_000,
      probeStep: 0,
    })
    expect(message).toMatchObject({
      state: 'waiting',
      triedInOutage: 8,
      step: 0,
      nextAttemptAt: null,
      isAfterUnknown: false,
    })
  })

  it('climbs the ladder 5, 10, 20, 40, 60, 60 with each probe', () => {
    let link = settled(judgedAs.noLink).link
    const waits = [link.nextProbeAt]
    for (let n = 1; n < 6; n++) {
      const at = now + n * 100_000
      link = settled(judgedAs.noLink, { link, startedAt: at - 10, now: at }).link
      waits.push(link.nextProbeAt === null ? null : link.nextProbeAt - n * 100_000)
    }
    expect(waits.map((at) => (at ?? 0) - now)).toEqual([5_000, 10_000, 20_000, 40_000, 60_000, 60_000])
  })

  it('is not known any better by requests that left before it was known', () => {
    const { link } = settled(judgedAs.noLink)
    const second = settled(judgedAs.noLink, {
      link,
      startedAt: now - 1,
      now: now + 3_000,
      message: aMessage({ orderKey: 'k2' }),
    })
    expect(second.link).toEqual(link)
    expect(second.message).toMatchObject({ state: 'waiting', triedInOutage: link.outage })
  })

  it('remembers that the request may have arrived until a definite answer', () => {
    const { message } = settled(judgedAs.noAnswer)
    expect(message.isAfterUnknown).toBe(true)
    for (const judged of [judgedAs.noLink, judgedAs.throttled, judgedAs.serverFault])
      expect(settled(judged, { message }).message.isAfterUnknown).toBe(true)
    expect(settled(judgedAs.refused, { message }).message.isAfterUnknown).toBe(false)
  })

  it('sends a suspect up its own ladder while the rest flow, but two suspects in a row are an outage', () => {
    const suspect = aMessage({ isSuspect: true, step: 1 })
    const first = settled(judgedAs.noLink, { message: suspect })
    expect(first.link.outageCause).toBeNull()
    expect(first.message).toMatchObject({ state: 'waiting', nextAttemptAt: now + 10_000, step: 2, isSuspect: true })
    const second = settled(judgedAs.noLink, { message: { ...suspect, orderKey: 'other' }, link: first.link })
    expect(second.link.outageCause).toBe('connection-refused')
    expect(second.message.isSuspect).toBe(false)
  })

  it('that we broke off ourselves is nobody’s fault: due at once, no outage, no step', () => {
    const { message, link, lane } = settled(judgedAs.stopped)
    expect(message).toMatchObject({ state: 'waiting', nextAttemptAt: null, step: 0, isAfterUnknown: true })
    expect(link).toEqual(aLink())
    expect(lane).toEqual(aLane())
  })

  it('whose whole answer nobody can read goes once more, then a person looks; a readable answer begins anew', () => {
    const unread = { ...judgedAs.noAnswer, cause: 'answer-empty', linkCause: 'answer-empty', isUnread: true } as const
    const once = settled(unread).message
    expect(once).toMatchObject({ state: 'waiting', unreadReplies: 1, isAfterUnknown: true })
    const twice = settled(unread, { message: once })
    expect(twice.message).toMatchObject({ state: 'unsure', cause: 'unknown-outcome', unreadReplies: 2 })
    expect(twice.link.outageCause).toBe('answer-empty')
    expect(settled(judgedAs.noAnswer, { message: once }).message.unreadReplies).toBe(1)
    expect(settled(judgedAs.refused, { message: once }).message.unreadReplies).toBe(0)
  })

  it('where a repeat is risky makes the message unsure', () => {
    const { message, link } = settled(judgedAs.unsure)
    expect(message).toMatchObject({ state: 'unsure', isAfterUnknown: true })
    expect(link.outageCause).toBe('no-answer')
  })
})

describe('a fault of the channel', () => {
  it('is tried on each step once, then fails when others got through, by who is to act', () => {
    const through = aLink({ lastPassAwake: 2_000_000 })
    let message = aMessage({ stepSinceAwake: 1_000_000, stepSinceAt: now })
    const waits: number[] = []
    for (let n = 0; n < retry.steps.length; n++) {
      expect(endsProbing(inputOf(judgedAs.serverFault, { message, link: through, awakeMs: 1_500_000 }))).toBe(false)
      message = settled(judgedAs.serverFault, { message, link: through, awakeMs: 1_500_000 }).message
      expect(message.state).toBe('waiting')
      waits.push((message.nextAttemptAt ?? 0) - now)
    }
    expect(waits).toEqual([5_000, 10_000, 20_000, 40_000, 60_000])
    const end = (isIncomplete: boolean) =>
      settled(judgedAs.serverFault, { message, link: through, isIncomplete }).message
    expect(end(false)).toMatchObject({ state: 'failed', cause: 'probing-ended-channel', step: 0, nextAttemptAt: null })
    expect(end(true)).toMatchObject({ state: 'failed', cause: 'probing-ended-vendor' })
    for (const [name, judged] of Object.entries(judgedAs))
      expect(endsProbing(inputOf(judged, { message, link: through })), name).toBe(
        ['serverFault', 'bare500'].includes(name),
      )
  })

  it('repeats the last step until the alarm while nothing else got through, in awake time', () => {
    const tired = aMessage({ step: 9, stepSinceAwake: 1_000_000 })
    const at = (awakeMs: number) => settled(judgedAs.serverFault, { message: tired, awakeMs }).message
    expect(at(1_000_000 + 29 * 60_000)).toMatchObject({ state: 'waiting', nextAttemptAt: now + 60_000, step: 10 })
    expect(at(1_000_000 + 30 * 60_000).state).toBe('failed')
  })

  it('is an outage when three different order keys in a row meet a bare 500, and only then', () => {
    const met = (keys: string[]) =>
      keys.reduce(
        (link, orderKey) => settled(judgedAs.bare500, { link, message: aMessage({ orderKey }) }).link,
        aLink(),
      )
    expect(met(['a', 'b']).outageCause).toBeNull()
    expect(met(['a', 'a', 'b', 'a']).outageCause).toBeNull()
    expect(met(['a', 'b', 'c']).outageCause).toBe('server-fault')
    const between = settled(judgedAs.delivered, { link: met(['a', 'b']) }).link
    expect(
      settled(judgedAs.bare500, { link: between, message: aMessage({ orderKey: 'c' }) }).link.outageCause,
    ).toBeNull()
  })
})

describe('a wrong set-up', () => {
  it('fails the message, and three order keys in a row stop the connection', () => {
    const one = settled(judgedAs.wrongAddress)
    expect([one.message.state, one.link.pauseCause]).toEqual(['failed', null])
    const two = settled(judgedAs.wrongAddress, { link: one.link, message: aMessage({ orderKey: 'b' }) })
    const three = settled(judgedAs.wrongAddress, { link: two.link, message: aMessage({ orderKey: 'c' }) })
    expect(three.link).toMatchObject({
      pauseCause: 'wrong-address',
      pausedSinceAt: now,
      nextTestAt: now + 300_000,
      streakKeys: [],
    })
    expect(settled(judgedAs.refused, { link: two.link }).link.streakKeys).toEqual([])
  })

  it('of credentials stops the connection at once and keeps the message waiting with a fresh budget', () => {
    for (const judged of [judgedAs.wrongPassword, judgedAs.secretMissing]) {
      const { message, link } = settled(judged, { message: aMessage({ step: 3, stepSinceAwake: 1 }) })
      expect(message).toMatchObject({ state: 'waiting', step: 0, stepSinceAwake: null, nextAttemptAt: null })
      expect(link).toMatchObject({ pauseCause: judged.cause, nextTestAt: now + 300_000 })
    }
  })
})

describe('what a person asked for', () => {
  it('stays asked for through faults, and no longer once it has its answer', () => {
    const message = aMessage({ isAskedFor: true })
    for (const judged of [
      judgedAs.noLink,
      judgedAs.noAnswer,
      judgedAs.serverFault,
      judgedAs.throttled,
      judgedAs.wrongPassword,
    ])
      expect(settled(judged, { message }).message.isAskedFor, judged.cause).toBe(true)
    for (const judged of [judgedAs.delivered, judgedAs.refused, judgedAs.accepted, judgedAs.unsure])
      expect(settled(judged, { message }).message.isAskedFor, judged.cause).toBe(false)
  })
})

it('slows the connection for a throttle by its wish, else until the next clock minute', () => {
  expect(settled({ ...judgedAs.throttled, retryAfterMs: 7_000 }).link.throttledUntilAt).toBe(now + 7_000)
  const odd = now + 12_345
  const { link, message } = settled(judgedAs.throttled, { now: odd })
  expect(link.throttledUntilAt).toBe(now + 60_000)
  expect(message).toMatchObject({ state: 'waiting', nextAttemptAt: null })
})

describe('a message that is throttled', () => {
  const isAlone = true
  const again = (given: { message: MessageRecord; link: LinkRecord }, more: Partial<SettleInput> = {}) =>
    settled(judgedAs.throttled, { ...given, awakeMs: 120_000, isAlone, ...more })

  it('lets others go first the second time, and fails the third time', () => {
    const first = settled(judgedAs.throttled, { isAlone })
    expect(first.message).toMatchObject({ state: 'waiting', throttles: 1, nextAttemptAt: null })
    const second = again(first)
    expect(second.message).toMatchObject({ state: 'waiting', throttles: 2, nextAttemptAt: now + 80_000 })
    const third = again(second)
    expect(third.message).toMatchObject({ state: 'failed', cause: 'message-throttled', throttles: 0, step: 0 })
    expect(third.link).toMatchObject({ throttledSinceAt: null, hasThrottleAlarmed: false, paceShare: 1 })
  })

  it('counts for itself where others got through since, and not where others are throttled or may be the reason', () => {
    const first = settled(judgedAs.throttled, { awakeMs: 60_000 })
    const passedSince = { ...first.link, lastPassAwake: 90_000 }
    expect(again({ ...first, link: passedSince }, { isAlone: false }).message.throttles).toBe(2)
    expect(again(first, { isAlone: false }).message.throttles).toBe(1)
    const other = settled(judgedAs.throttled, { message: aMessage({ orderKey: 'other' }), link: first.link, isAlone })
    expect(other.link.throttledBy).toBe('*')
    expect(again({ ...first, link: other.link }).message.throttles).toBe(1)
  })

  it('is as new after any other answer', () => {
    const first = settled(judgedAs.throttled, { isAlone })
    for (const judged of [judgedAs.serverFault, judgedAs.wrongPassword])
      expect(settled(judged, first).message).toMatchObject({ throttles: 0, throttledAwake: null })
    expect(settled(judgedAs.noLink, first).message.throttles).toBe(1)
  })
})

describe('the pace', () => {
  const pace = { perMinute: 40, concurrent: 3 }

  it('halves once in a clock minute and comes back by a twentieth each minute', () => {
    const once = slowedDown(fullPace, now)
    expect(slowedDown(once, now + 30_000)).toEqual(once)
    const twice = slowedDown(once, now + 61_000)
    expect(paceAt(pace, once, now)).toEqual({ perMinute: 20, concurrent: 1 })
    expect(paceAt(pace, twice, now + 61_000)).toEqual({ perMinute: 11, concurrent: 1 })
    const after = (minutes: number) => paceShareAt(once, now + minutes * 60_000)
    expect([0, 1, 5, 9, 10, 60].map(after)).toEqual([0.5, 0.55, 0.75, 0.95, 1, 1])
  })

  it('is never less than one request a minute, none where none is set, and whole when the clock was set back', () => {
    let slow = slowedDown(fullPace, now)
    for (let n = 1; n < 20; n++) slow = slowedDown(slow, now + n * 60_000)
    const at = now + 20 * 60_000
    expect(paceAt({ perMinute: 4, concurrent: 3 }, slow, at - 60_000)).toEqual({ perMinute: 1, concurrent: 1 })
    expect(paceAt(null, slow, at)).toBeNull()
    expect(paceAt(pace, slow, now - 1)).toEqual(pace)
  })
})
