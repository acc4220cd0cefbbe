import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { messageStates } from '../../../../main/contract/words.ts'
import { allowedMoves, canMove } from '../../../../main/core/queue/allowed-moves.ts'
import { dueAt, LONGEST_WISH_MS } from '../../../../main/core/queue/ladder.ts'
import type { LaneRecord, LinkRecord, MessageRecord } from '../../../../main/core/queue/records.ts'
import { type Judged, settle } from '../../../../main/core/queue/settle.ts'
import { paused, pauseTestFailed, resumed } from '../../../../main/core/queue/settle-link.ts'
import { linkTurn } from '../../../../main/core/queue/turn.ts'
import { aLane, aLink, aMessage, judgedAs, now, retry } from './records.ts'

/**
 * Whatever the channel answers in whatever order: no illegal move, no message lost, none that waits for
 * nothing.
 */

const judgements = fc.record({
  judged: fc.constantFrom<Judged[]>(...Object.values(judgedAs)),
  retryAfterMs: fc.option(fc.integer({ min: 0, max: 3_600_000 }), { nil: null }),
  isUnknown: fc.boolean(),
  tookMs: fc.integer({ min: 0, max: 120_000 }),
  laterMs: fc.integer({ min: 0, max: 4_000_000 }),
  isIncomplete: fc.boolean(),
  isAlone: fc.boolean(),
  orderKey: fc.constantFrom('a', 'b', 'c', 'd'),
  person: fc.constantFrom('nothing', 'nothing', 'pauses', 'resumes', 'tests'),
})

type World = { messages: Map<string, MessageRecord>; link: LinkRecord; lane: LaneRecord; at: number }

/**
 * Plays one judgement on the message of a key, as the engine does: claim, settle, and whatever a person did
 * in between.
 */
const play = (world: World, step: typeof judgements extends fc.Arbitrary<infer S> ? S : never): void => {
  const before = world.messages.get(step.orderKey) ?? aMessage({ orderKey: step.orderKey, state: 'waiting' })
  const waiting: MessageRecord =
    before.state === 'waiting'
      ? before
      : { ...before, state: 'waiting', nextAttemptAt: null, deliveredAt: null, step: 0 }
  const startedAt = world.at
  world.at += step.tookMs
  if (step.person === 'pauses')
    world.link = { ...resumed(world.link), pauseCause: 'paused-by-person', pausedSinceAt: world.at, pauseUntilAt: null }
  if (step.person === 'resumes') world.link = resumed(world.link)
  if (step.person === 'tests' && world.link.pauseCause !== null) world.link = pauseTestFailed(world.link, world.at)
  const isByPerson = world.link.pauseCause === 'paused-by-person'
  expect(canMove('waiting', 'sending')).toBe(true)
  const settled = settle({
    message: { ...waiting, state: 'sending', claimEpoch: 1, claimedAt: startedAt, attempts: waiting.attempts + 1 },
    link: world.link,
    lane: world.lane,
    judged: { ...step.judged, retryAfterMs: step.retryAfterMs, isUnknown: step.isUnknown || step.judged.isUnknown },
    startedAt,
    now: world.at,
    awakeMs: world.at - now,
    retry,
    isIncomplete: step.isIncomplete,
    isAlone: step.isAlone,
  })
  check(settled.message, settled.link, settled.lane, world.at)
  if (isByPerson) expect(settled.link.pauseCause).toBe('paused-by-person')
  Object.assign(world, { link: settled.link, lane: settled.lane })
  world.messages.set(step.orderKey, settled.message)
  world.at += step.laterMs
}

const check = (message: MessageRecord, link: LinkRecord, lane: LaneRecord, at: number): void => {
  expect(canMove('sending', message.state), `sending to ${message.state}`).toBe(true)
  expect(message.claimEpoch).toBeNull()
  expect(message.deliveredAt !== null).toBe(message.state === 'delivered')
  if (message.state !== 'waiting') expect(message.nextAttemptAt).toBeNull()
  else if (message.nextAttemptAt !== null) {
    expect(message.nextAttemptAt).toBeGreaterThan(at)
    expect(message.nextAttemptAt).toBeLessThanOrEqual(
      Math.max(at + 60_000, message.throttles > 0 ? (link.throttledUntilAt ?? at) + 20_000 : at),
    )
    expect(message.step).toBeGreaterThan(0)
  }
  // Whatever holds the link back has an end, or is a pause that a person or a change ends and health shows.
  if (link.outageCause !== null) {
    expect(link.nextProbeAt).not.toBeNull()
    expect(link.outageSinceAt).not.toBeNull()
    expect(link.outageSinceAwake).not.toBeNull()
  } else expect([link.nextProbeAt, link.probeStep, link.hasGivenUp]).toEqual([null, 0, false])
  if (link.pauseCause !== null) expect(link.pausedSinceAt).not.toBeNull()
  if (lane.heldCause !== null) expect(lane.nextProbeAt).not.toBeNull()
  const turn = linkTurn({ ...link, nextProbeAt: dueAt(link.nextProbeAt, at, retry.steps) }, null, {
    now: at,
    inFlight: 0,
    claims: [],
  })
  if (turn.kind === 'blocked' && turn.untilAt === null) expect(link.pauseCause).not.toBeNull()
  if (turn.kind === 'blocked' && turn.untilAt !== null) {
    expect(turn.untilAt).toBeGreaterThan(at)
    expect(turn.untilAt).toBeLessThanOrEqual(at + 3_600_000)
  }
  // An outage that has just been met is not probed at once: that would be a storm.
  if (turn.kind === 'probe') expect(link.nextProbeAt ?? at).toBeLessThanOrEqual(at)
}

describe('any sequence of judgements', () => {
  it('moves messages by the table only, loses none, and leaves nothing waiting for nothing', () => {
    fc.assert(
      fc.property(fc.array(judgements, { maxLength: 40 }), (steps) => {
        const world: World = { messages: new Map(), link: aLink(), lane: aLane(), at: now }
        for (const step of steps) play(world, step)
        expect(world.messages.size).toBe(new Set(steps.map(({ orderKey }) => orderKey)).size)
      }),
    )
  })
})

describe('the table of moves', () => {
  it('speaks of every state, and never of staying', () => {
    expect(Object.keys(allowedMoves).toSorted()).toEqual([...messageStates].toSorted())
    for (const state of messageStates) expect(canMove(state, state)).toBe(false)
  })

  it('lets nothing leave the channel’s hands but by an answer: sending goes to no end a person chose', () => {
    for (const state of ['superseded', 'handled', 'duplicate'] as const) expect(canMove('sending', state)).toBe(false)
  })

  it('gives what newer data replaced no way back, and everything undelivered a way out', () => {
    expect(allowedMoves.superseded).toEqual([])
    for (const state of ['waiting', 'confirming', 'unsure', 'failed'] as const) {
      expect(canMove(state, 'handled')).toBe(true)
      expect(canMove(state, 'superseded')).toBe(true)
    }
    for (const state of ['delivered', 'handled', 'duplicate', 'failed', 'unsure'] as const)
      expect(canMove(state, 'waiting')).toBe(true)
  })
})

it('waits no longer than the longest wish for a probe, and treats a time beyond it as a clock set back', () => {
  const wished = { ...judgedAs.noLink, retryAfterMs: 3_600_000 }
  const { link } = settle({
    message: aMessage(),
    link: aLink(),
    lane: aLane(),
    judged: wished,
    startedAt: now,
    now,
    awakeMs: 0,
    retry,
    isIncomplete: false,
    isAlone: false,
  })
  expect(link.nextProbeAt).toBe(now + LONGEST_WISH_MS)
  expect(dueAt(link.nextProbeAt, now, retry.steps)).toBe(link.nextProbeAt)
  expect(dueAt(link.nextProbeAt, now - 86_400_000, retry.steps)).toBeNull()
})

it('lets a second identical pause within the hour wait for a change', () => {
  const first = paused(aLink(), 'wrong-password', now)
  const again = paused(resumed(first), 'wrong-password', now + 3_000_000)
  expect(again).toMatchObject({ pauseCause: 'wrong-password', nextTestAt: null })
  expect(paused(resumed(first), 'wrong-password', now + 3_600_000).nextTestAt).toBe(now + 3_900_000)
  expect(paused(resumed(first), 'unknown-pms-code', now + 1).nextTestAt).toBe(now + 300_001)
})
