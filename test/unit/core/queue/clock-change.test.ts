import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type ClockOffset,
  clockChange,
  laneMoved,
  linkMoved,
  type Moment,
} from '../../../../main/core/queue/clock-change.ts'
import { freshLink, type LinkRecord } from '../../../../main/core/queue/records.ts'
import { now } from './records.ts'

const AWAKE_MS = 100_000
const noted = now - AWAKE_MS

const start: Moment = { now, awakeMs: AWAKE_MS, sinceBootMs: 7_000_000 }
/** Later by `ranMs` of work and `sleptMs` of sleep, with the clock set by `setMs`. */
const later = ({ ranMs = 0, sleptMs = 0, setMs = 0 }): Moment => ({
  now: start.now + ranMs + sleptMs + setMs,
  awakeMs: start.awakeMs + ranMs,
  sinceBootMs: start.sinceBootMs + ranMs + sleptMs,
})

describe('clockChange', () => {
  it('notes the first moment it sees, and takes nothing for a change', () => {
    expect(clockChange(null, null, start)).toEqual({ movedMs: 0, offset: noted })
  })

  it('leaves a clock alone that goes as fast as time, and one that is corrected little by little', () => {
    for (const setMs of [0, 999, -999])
      for (const before of [null, start])
        expect(clockChange(noted, before, later({ ranMs: 5_000, setMs }))).toEqual({ movedMs: 0, offset: null })
  })

  it('says by how much a clock was set, and takes no sleep for it', () => {
    for (const setMs of [-60_000, 60_000, 86_400_000])
      expect(clockChange(noted, start, later({ ranMs: 500, setMs }))).toEqual({ movedMs: setMs, offset: noted + setMs })
    expect(clockChange(noted, start, later({ sleptMs: 60_000 }))).toEqual({ movedMs: 0, offset: noted + 60_000 })
    expect(clockChange(noted, start, later({ sleptMs: 60_000, setMs: -60_000 }))).toEqual({
      movedMs: -60_000,
      offset: null,
    })
  })

  it('in a new process takes a clock that is behind for one that was set back, and one that is ahead for time off', () => {
    expect(clockChange(noted, null, later({ setMs: -60_000 }))).toEqual({ movedMs: -60_000, offset: noted - 60_000 })
    expect(clockChange(noted, null, later({ setMs: 60_000 }))).toEqual({ movedMs: 0, offset: noted + 60_000 })
  })

  it('a computer whose time since start follows the clock still notices that it was set back', () => {
    const moment = { ...later({ setMs: -60_000 }), sinceBootMs: start.sinceBootMs - 60_000 }
    expect(clockChange(noted, start, moment)).toEqual({ movedMs: -60_000, offset: noted - 60_000 })
  })
})

it('a link that nobody has used, and a lane that is free, have nothing to move', () => {
  expect(linkMoved(freshLink('a'), 1000)).toEqual(freshLink('a'))
  const lane = { lane: 'l', connection: 'a', hotelCode: null, heldCause: null, heldSinceAt: null, nextProbeAt: null }
  expect(laneMoved(lane, 1000)).toBeNull()
})

it('every time of a link is moved, so that a new one cannot be forgotten', () => {
  const given = Object.fromEntries(
    Object.keys(freshLink('a'))
      .filter((name) => name.endsWith('At'))
      .map((name) => [name, now]),
  )
  const moved = Object.entries(linkMoved({ ...freshLink('a'), ...given }, -1000)).filter(([name]) => name in given)
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

it('whatever happens to the clock, a wait ends after its own length, not before but for sleep, and not later', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 5_000, max: 3_600_000 }),
      fc.array(happening, { minLength: 1, maxLength: 30 }),
      (lengthMs, happenings) => {
        let moment: Moment = { now, awakeMs: 0, sinceBootMs: 5_000_000 }
        let before: Moment | null = moment
        let offset: ClockOffset = moment.now
        let link: LinkRecord = { ...freshLink('a'), nextProbeAt: moment.now + lengthMs }
        let isOver = false
        let endedAfterMs = Number.POSITIVE_INFINITY
        let passedMs = 0
        let smallStepsMs = 0
        const look = () => {
          const change = clockChange(offset, before, moment)
          before = moment
          offset = change.offset ?? offset
          if (change.movedMs !== 0) link = linkMoved(link, change.movedMs)
          if (isOver || (link.nextProbeAt ?? 0) > moment.now) return
          isOver = true
          endedAfterMs = passedMs
        }
        for (const { kind, ms } of happenings) {
          passedMs += kind === 'clock' ? 0 : ms
          if (kind === 'clock' && Math.abs(ms) < 1_000) smallStepsMs += Math.abs(ms)
          moment = {
            now: moment.now + ms,
            awakeMs: moment.awakeMs + (kind === 'runs' ? ms : 0),
            sinceBootMs: moment.sinceBootMs + (kind === 'clock' ? 0 : ms),
          }
          look()
          // Steps below a second are not taken for a change; by each such one a wait may be longer or
          // shorter.
          if (passedMs >= lengthMs + smallStepsMs) expect(isOver).toBe(true)
        }
        expect(endedAfterMs).toBeGreaterThanOrEqual(lengthMs - smallStepsMs)
      },
    ),
  )
})
