import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { messageStates, undeliveredStates } from '../../../../main/contract/words.ts'
import {
  captureRetention,
  type KeptCapture,
  type KeptMessage,
  messageRetention,
  type Retention,
} from '../../../../main/core/queue/retention.ts'

const DAY = 24 * 60 * 60_000
const now = Date.UTC(2031, 4, 6)
const rules: Retention = { contentDays: 7, deliveredDays: 400 }

const at = fc.integer({ min: now - 2_000 * DAY, max: now + 2_000 * DAY })
const message: fc.Arbitrary<KeptMessage> = fc.record({ state: fc.constantFrom(...messageStates), endedAt: at })
const undelivered: fc.Arbitrary<KeptMessage> = fc.record({ state: fc.constantFrom(...undeliveredStates), endedAt: at })
const retention: fc.Arbitrary<Retention> = fc.record({
  contentDays: fc.integer({ min: 1, max: 3650 }),
  deliveredDays: fc.integer({ min: 1, max: 3650 }),
})
const capture: fc.Arbitrary<KeptCapture> = fc.record({
  capturedAt: at,
  hasLeft: fc.boolean(),
  isUnfinished: fc.constant(false),
  messages: fc.array(message, { maxLength: 4 }),
})
const worth = { keep: 0, 'drop-content': 1, 'drop-record': 2 }

describe('what may go by age', () => {
  it.each([
    ['delivered', 6.9, 'keep'],
    ['delivered', 7, 'drop-content'],
    ['delivered', 399.9, 'drop-content'],
    ['delivered', 400, 'drop-record'],
    ['superseded', 8, 'drop-content'],
    ['handled', 401, 'drop-record'],
    ['duplicate', 8, 'drop-content'],
    ['failed', 5_000, 'keep'],
    ['unsure', 5_000, 'keep'],
    ['confirming', 5_000, 'keep'],
    ['delivered', -3, 'keep'],
  ] as const)('%s for %d days: %s', (state, days, fate) => {
    expect(messageRetention({ state, endedAt: now - days * DAY }, rules, now)).toBe(fate)
  })

  it('never takes anything of an undelivered message, at any age, by any rule and clock', () => {
    fc.assert(fc.property(undelivered, retention, at, (one, by, when) => messageRetention(one, by, when) === 'keep'))
  })

  it('never takes the bytes of a file that an undelivered message came from', () => {
    fc.assert(
      fc.property(capture, undelivered, retention, at, (file, one, by, when) => {
        return captureRetention({ ...file, messages: [...file.messages, one] }, by, when) === 'keep'
      }),
    )
  })

  it('never forgets a file that is still in its folder, or whose messages are still recorded', () => {
    fc.assert(
      fc.property(capture, retention, at, (file, by, when) => {
        if (!file.hasLeft || file.messages.length > 0) expect(captureRetention(file, by, when)).not.toBe('drop-record')
      }),
    )
  })

  it('never takes back what it allowed, as time goes on', () => {
    fc.assert(
      fc.property(message, capture, retention, at, fc.nat(1_000 * DAY), (one, file, by, when, later) => {
        expect(worth[messageRetention(one, by, when + later)]).toBeGreaterThanOrEqual(
          worth[messageRetention(one, by, when)],
        )
        expect(worth[captureRetention(file, by, when + later)]).toBeGreaterThanOrEqual(
          worth[captureRetention(file, by, when)],
        )
      }),
    )
  })

  it('keeps content no longer than it promises', () => {
    fc.assert(
      fc.property(message, retention, (one, by) => {
        fc.pre(!undeliveredStates.some((state) => state === one.state) && now - one.endedAt >= by.contentDays * DAY)
        expect(messageRetention(one, by, now)).not.toBe('keep')
      }),
    )
  })
})
