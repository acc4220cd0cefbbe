import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type MessageState, messageKinds, messageStates } from '../../../../main/contract/words.ts'
import { canMove } from '../../../../main/core/queue/allowed-moves.ts'
import type { JobRecord } from '../../../../main/core/queue/job-record.ts'
import * as moves from '../../../../main/core/queue/moves.ts'
import type { MessageRecord } from '../../../../main/core/queue/records.ts'
import type { Judged } from '../../../../main/core/queue/settle.ts'
import { applyJointTransition, applyTransition, type Transition } from '../../../../main/core/queue/transition.ts'
import { aLane, aLink, aMessage, judgedAs, now, retry } from './records.ts'

/** Every transition applied to any record: it moves by the table, or refuses. */

const at = fc.integer({ min: now - 86_400_000, max: now + 86_400_000 })
const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null })
const causes = ['outage-too-long', 'file-incomplete', 'job-never-ends', 'job-maintenance', 'room-type-unknown'] as const

/** Mostly in a state in which the transition applies. */
const recordFor = ({ from }: { from: readonly MessageState[] }): fc.Arbitrary<MessageRecord> =>
  fc
    .record({
      state: fc.oneof(
        { weight: 3, arbitrary: fc.constantFrom(...from) },
        { weight: 1, arbitrary: fc.constantFrom(...messageStates) },
      ),
      kind: fc.constantFrom(...messageKinds),
      messageType: fc.constantFrom('OTA_HotelResNotifRQ', 'file'),
      cause: maybe(fc.constantFrom(...causes)),
      isWhole: fc.boolean(),
      lastModifiedUntilAt: maybe(at),
      nextAttemptAt: maybe(at),
      deliveredAt: maybe(at),
      attempts: fc.nat(3),
      step: fc.nat(6),
      isSuspect: fc.boolean(),
      isAfterUnknown: fc.boolean(),
      isAskedFor: fc.boolean(),
      triedInOutage: fc.nat(2),
      claimEpoch: maybe(fc.nat(2)),
    })
    .map(aMessage)

const job: fc.Arbitrary<JobRecord | null> = maybe(
  fc.record({
    id: fc.constantFrom('j1', 'j2'),
    messageId: fc.constant('m1'),
    connection: fc.constant('pmsx'),
    attemptId: fc.constant('a1'),
    retryOf: fc.constant(null),
    acceptedAt: at,
    acceptedAwake: fc.nat(10_000_000),
    repeats: fc.nat(4),
    polls: fc.nat(9),
    askedAt: maybe(at),
    nextPollAt: maybe(at),
    outcome: fc.constant(null),
    cause: fc.constant(null),
    endedAt: maybe(at),
    isSetAside: fc.boolean(),
  }),
)

/** Checks a transition on any record with any facts; `given` never says by itself whether it applies. */
const holds = <G extends { now: number }, Why extends string>(
  transition: Transition<G, Why>,
  given: fc.Arbitrary<G>,
): void =>
  fc.assert(
    fc.property(recordFor(transition), given, (message, facts) => {
      const before = structuredClone(message)
      const applied = applyTransition(transition, message, facts)
      expect(message).toEqual(before)
      if (!applied.ok) {
        if (applied.why === 'wrong-state') expect(transition.from).not.toContain(message.state)
        return
      }
      expectMove(transition, message, applied.move.message)
    }),
  )

/** What identifies a message and says what it is about, never changes. */
const fixed = ({ seq, id, captureId, connection, lane, orderKey, kind, part, capturedAt, isWhole }: MessageRecord) =>
  JSON.stringify({ seq, id, captureId, connection, lane, orderKey, kind, part, capturedAt, isWhole })

const expectMove = (
  { name, from, to }: Pick<Transition<{ now: number }>, 'name' | 'from' | 'to'>,
  before: MessageRecord,
  after: MessageRecord,
) => {
  expect(from).toContain(before.state)
  expect(to).toContain(after.state)
  expect(after.state === before.state || canMove(before.state, after.state), `${name} from ${before.state}`).toBe(true)
  expect(fixed(after)).toEqual(fixed(before))
  const isAtRest = after.state !== 'waiting' && after.state !== 'sending' && after.state !== before.state
  if (isAtRest) expect(after.nextAttemptAt, 'only what goes again has a next time').toBeNull()
}

const only = fc.record({ now: at })
const judgement = fc.record({
  judged: fc.constantFrom<Judged[]>(...Object.values(judgedAs)),
  now: at,
  startedAt: at,
  awakeMs: fc.nat(100_000_000),
})

const checks: Record<keyof Omit<typeof moves, 'isOutOfDate'>, () => void> = {
  claim: () => holds(moves.claim, fc.record({ now: at, epoch: fc.nat(3) })),
  recover: () =>
    holds(moves.recover, fc.record({ now: at, isRepeated: fc.boolean(), steps: maybe(fc.constant([5, 10])) })),
  refuse: () => holds(moves.refuse, fc.record({ now: at, newestDeliveredAt: maybe(at) })),
  suspect: () => holds(moves.suspect, fc.record({ now: at, outage: fc.nat(2) })),
  giveUp: () => holds(moves.giveUp, only),
  returnToWaiting: () =>
    holds(moves.returnToWaiting, fc.record({ now: at, cause: fc.constantFrom(...causes), isOvertaken: fc.boolean() })),
  restartLadder: () => holds(moves.restartLadder, only),
  supersede: () => holds(moves.supersede, fc.record({ now: at, by: fc.constant('m2') })),
  askForRefresh: () => holds(moves.askForRefresh, only),
  resend: () =>
    holds(
      moves.resend,
      fc.record({
        now: at,
        isRepeatRisky: fc.boolean(),
        isOvertaken: fc.boolean(),
        hasReason: fc.boolean(),
        notBefore: maybe(at),
        isShownWithHour: fc.constantFrom(
          () => true,
          () => false,
        ),
      }),
    ),
  settledByPerson: () => holds(moves.settledByPerson, fc.record({ now: at, hasArrived: fc.boolean() })),
  close: () => holds(moves.close, only),
  recapture: () => holds(moves.recapture, fc.record({ now: at, isOvertaken: fc.boolean() })),
  replaceUnread: () => holds(moves.replaceUnread, fc.record({ now: at, by: maybe(fc.constant('m2')) })),
  failUnread: () => holds(moves.failUnread, only),
  settled: () =>
    fc.assert(
      fc.property(
        recordFor(moves.settled),
        job,
        judgement,
        fc.boolean(),
        fc.nat(1),
        fc.nat(1),
        (message, of, facts, isIncomplete, epoch, attempt) => {
          const around = { message, link: aLink(), lane: aLane(), job: of }
          const applied = applyJointTransition(moves.settled, around, {
            ...facts,
            ...{ retry, isIncomplete, isAlone: isIncomplete, epoch, attempt, facts: {} },
          })
          if (!applied.ok) {
            const isThisClaim =
              message.state === 'sending' && message.claimEpoch === epoch && message.attempts === attempt
            expect(isThisClaim).toBe(false)
            return
          }
          expect([message.claimEpoch, message.attempts]).toEqual([epoch, attempt])
          expectMove(moves.settled, message, applied.move.message)
          expect(applied.move.message.claimEpoch).toBeNull()
        },
      ),
    ),
  settledByPoll: () =>
    fc.assert(
      fc.property(recordFor(moves.settledByPoll), job, judgement, (message, of, facts) => {
        const around = { message, link: aLink(), lane: aLane(), job: of }
        const applied = applyJointTransition(moves.settledByPoll, around, {
          ...facts,
          ...{ jobId: 'j1', facts: {}, vendorText: null, timeZone: 'UTC' },
          rules: { everySeconds: 5, retry, repeatAt: '06:00' },
        })
        if (!applied.ok) {
          expect(message.state === 'confirming' && of?.id === 'j1' && of.endedAt === null).toBe(false)
          return
        }
        expectMove(moves.settledByPoll, message, applied.move.message)
        // An open question stays open with the message, and ends with it.
        expect(applied.move.job?.endedAt === null).toBe(applied.move.message.state === 'confirming')
      }),
    ),
}

describe('the transition', () => {
  it.each(Object.entries(checks))('%s moves any record by the table, or refuses it', (_name, check) => check())

  it('is named as it is exported', () => {
    const { isOutOfDate: _rule, ...all } = moves
    for (const [name, transition] of Object.entries(all)) expect(transition.name).toBe(name)
  })

  it('that would break the table is a mistake in the program', () => {
    const revive: Transition<{ now: number }> = {
      name: 'revive',
      from: ['superseded'],
      to: ['waiting'],
      apply: (message) => ({ message: { ...message, state: 'waiting' } }),
    }
    expect(() => applyTransition(revive, aMessage({ state: 'superseded' }), { now })).toThrow('superseded to waiting')
    const stray: Transition<{ now: number }> = { ...revive, from: ['failed'], to: ['superseded'] }
    expect(() => applyTransition(stray, aMessage({ state: 'failed' }), { now })).toThrow('failed to waiting')
  })
})

describe('a resend', () => {
  const again = (message: Partial<MessageRecord>, more: Partial<Parameters<typeof moves.resend.apply>[1]> = {}) =>
    applyTransition(moves.resend, aMessage(message), {
      ...{
        now,
        isRepeatRisky: false,
        isOvertaken: false,
        hasReason: false,
        notBefore: null,
        isShownWithHour: () => false,
        ...more,
      },
    })

  it('begins the retries anew, is asked for, and keeps what happened', () => {
    const tried = {
      state: 'failed',
      cause: 'no-answer',
      step: 4,
      isSuspect: true,
      attempts: 6,
      triedInOutage: 3,
    } as const
    expect(again(tried)).toMatchObject({
      ok: true,
      move: {
        message: { state: 'waiting', step: 0, isSuspect: false, isAskedFor: true, attempts: 6, cause: null },
        facts: {},
      },
    })
  })

  it('at an hour shows a cause that names the hour, else that it waits', () => {
    const later = { notBefore: now + 1 }
    const causeOf = (isShown: boolean) => {
      const applied = again({ state: 'failed', cause: 'job-maintenance' }, { ...later, isShownWithHour: () => isShown })
      return applied.ok && applied.move.message.cause
    }
    expect([causeOf(true), causeOf(false)]).toEqual(['job-maintenance', 'waiting'])
  })

  it('of what may be at the channel already needs a reason', () => {
    for (const state of ['delivered', 'handled', 'duplicate', 'unsure'] as const) {
      expect(again({ state })).toEqual({ ok: false, why: 'needs-confirm' })
      expect(again({ state }, { hasReason: true })).toMatchObject({ ok: true })
    }
    expect(again({ state: 'failed' }, { isRepeatRisky: true })).toEqual({ ok: false, why: 'needs-confirm' })
  })
})
