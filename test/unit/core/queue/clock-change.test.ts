import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ClockOffset, clockChange, laneSetBack, linkSetBack } from '../../../../main/core/queue/clock-change.ts'
import { freshLink, type LinkRecord } from '../../../../main/core/queue/records.ts'
import { now } from './records.ts'

const AWAKE_MS = 100_000
const noted = now - AWAKE_MS

describe('clockChange', () => {
  it('notes the first moment it sees, and takes nothing for a change', () => {
    expect(clockChange(null, { now, awakeMs: AWAKE_MS })).toEqual({ backMs: 0, offset: noted })
  })

  it('leaves a clock alone that goes as fast as the computer is awake, and one that is corrected little by little', () => {
    for (const by of [0, 999, -999])
      expect(clockChange(noted, { now: now + 5_000 + by, awakeMs: AWAKE_MS + 5_000 })).toEqual({
        backMs: 0,
        offset: null,
      })
  })

  it('says by how much a clock was set back, and takes no sleep for it', () => {
    expect(clockChange(noted, { now: now - 60_000, awakeMs: AWAKE_MS })).toEqual({
      backMs: 60_000,
      offset: noted - 60_000,
    })
    expect(clockChange(noted, { now: now + 60_000, awakeMs: AWAKE_MS })).toEqual({ backMs: 0, offset: noted + 60_000 })
  })
})

it('a link that nobody has used, and a lane that is free, have nothing to move', () => {
  expect(linkSetBack(freshLink('a'), 1000)).toEqual(freshLink('a'))
  const lane = { lane: 'l', connection: 'a', hotelCode: null, heldCause: null, heldSinceAt: null, nextProbeAt: null }
  expect(laneSetBack(lane, 1000)).toBeNull()
})

it('every time of a link is moved, so that a new one cannot be forgotten', () => {
  const given = Object.fromEntries(
    Object.keys(freshLink('a'))
      .filter((name) => name.endsWith('At'))
      .map((name) => [name, now]),
  )
  const moved = Object.entries(linkSetBack({ ...freshLink('a'), ...given }, 1000)).filter(([name]) => name in given)
  expect(moved.length).toBeGreaterThan(8)
  for (const [name, at] of moved) expect([name, at]).toEqual([name, now - 1000])
})

/** What happens to a computer: it runs, it sleeps or is off, somebody sets its clock. */
const happening = fc.oneof(
  fc.record({ kind: fc.constant('runs' as const), ms: fc.integer({ min: 0, max: 20 * 60_000 }) }),
  fc.record({ kind: fc.constant('sleeps' as const), ms: fc.integer({ min: 0, max: 12 * 3_600_000 }) }),
  fc.record({
    kind: fc.constant('clock' as const),
    ms: fc.oneof(
      fc.integer({ min: -10 * 60_000, max: 10 * 60_000 }),
      fc.integer({ min: -3 * 86_400_000, max: 3 * 86_400_000 }),
    ),
  }),
)

it('whatever happens to the clock, a wait ends within its own length of awake time, and half a second', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 5_000, max: 3_600_000 }),
      fc.array(happening, { minLength: 1, maxLength: 30 }),
      (lengthMs, happenings) => {
        let wall = now
        let awake = 0
        let offset: ClockOffset = wall
        let link: LinkRecord = { ...freshLink('a'), nextProbeAt: wall + lengthMs }
        let over = false
        const look = () => {
          const change = clockChange(offset, { now: wall, awakeMs: awake })
          offset = change.offset ?? offset
          if (change.backMs > 0) link = linkSetBack(link, change.backMs)
          over ||= (link.nextProbeAt ?? 0) <= wall
        }
        for (const { kind, ms } of happenings) {
          if (kind !== 'runs') wall += ms
          look()
          if (kind === 'runs') {
            wall += ms
            awake += ms
            look()
          }
          // Steps below a second are not taken for a change; of each such one a wait may be longer.
          if (awake >= lengthMs + 1_000) expect(over).toBe(true)
        }
      },
    ),
  )
})
