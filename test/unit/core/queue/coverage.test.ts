import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  anything,
  compact,
  covers,
  EVERY_DAY,
  hasDay,
  meets,
  overlaps,
  type Statement,
  weekdayBit,
} from '../../../../main/core/queue/coverage.ts'

/** How two updates meet, against lists of single cells counted out one by one. */

const aStatement = (given: Partial<Statement> = {}): Statement => ({
  ...{ property: 'limit', variant: '', room: 'DBL', rate: null, channel: null, guests: null },
  ...{ from: 100, to: 102, days: EVERY_DAY, sureDays: EVERY_DAY, isSure: true },
  ...given,
})

// One more of each than any statement names: what nobody named exists too.
const world = {
  property: ['limit', 'price', 'unnamed'],
  room: ['A', 'B', 'unnamed'],
  rate: ['X', 'Y', 'unnamed'],
  channel: ['E', 'F', 'unnamed'],
  guests: ['10 1', '10 2', 'unnamed'],
}
const DAYS_FROM = 20_000
const DAY_COUNT = 24

/** Written by the calendar, so that nothing here rests on how the program counts weekdays. */
const isOn = (mask: number, day: number): boolean =>
  ((mask >> ((new Date(day * 86_400_000).getUTCDay() + 6) % 7)) & 1) === 1

const each = (named: string | null, all: readonly string[]): readonly string[] => (named === null ? all : [named])

const daysOf = ({ from, to }: Statement, mask: number): number[] =>
  Array.from({ length: DAY_COUNT }, (_, n) => DAYS_FROM + n).filter(
    (day) => day >= from && day <= to && isOn(mask, day),
  )

/** Every cell that a statement may be about. */
const possible = (one: Statement): string[] =>
  each(one.property, world.property).flatMap((property) =>
    each(one.room, world.room).flatMap((room) =>
      each(one.rate, world.rate).flatMap((rate) =>
        each(one.channel, world.channel).flatMap((channel) =>
          each(one.guests, world.guests).flatMap((guests) =>
            daysOf(one, one.days).map((day) => [property, room, rate, channel, guests, day].join()),
          ),
        ),
      ),
    ),
  )

/**
 * The cells of a known value. A price for no number of guests, and an update without room and rate, are
 * values of their own.
 */
const values = (one: Statement, mask: number): string[] => {
  const places =
    one.room === null && one.rate === null
      ? ['hotel']
      : each(one.room, world.room).flatMap((room) => each(one.rate, world.rate).map((rate) => `${room}/${rate}`))
  return places.flatMap((place) =>
    each(one.channel, world.channel).flatMap((channel) =>
      daysOf(one, mask).map((day) => [one.property, one.variant, place, channel, one.guests, day].join()),
    ),
  )
}

const maybe = <T>(...values: T[]) => fc.constantFrom<T | null>(null, ...values)
const statement: fc.Arbitrary<Statement> = fc
  .record({
    property: fc.oneof({ weight: 9, arbitrary: fc.constantFrom('limit', 'price') }, fc.constant(null)),
    variant: fc.constantFrom('', 'EUR'),
    room: maybe('A', 'B'),
    rate: maybe('X', 'Y'),
    channel: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, fc.constantFrom('E', 'F')),
    guests: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, fc.constantFrom('10 1', '10 2')),
    from: fc.integer({ min: DAYS_FROM, max: DAYS_FROM + DAY_COUNT - 1 }),
    length: fc.integer({ min: 0, max: DAY_COUNT - 1 }),
    days: fc.oneof(fc.constant(EVERY_DAY), fc.integer({ min: 0, max: EVERY_DAY })),
    doubt: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: EVERY_DAY })),
    isSure: fc.oneof({ weight: 9, arbitrary: fc.constant(true) }, fc.constant(false)),
  })
  .map(({ length, doubt, ...rest }) => ({
    ...rest,
    to: Math.min(rest.from + length, DAYS_FROM + DAY_COUNT - 1),
    sureDays: rest.days & ~doubt,
  }))
/** Few fields that differ, so that replacing happens often. */
const alike: fc.Arbitrary<Statement> = statement.map((one) => ({
  ...one,
  ...{ property: 'limit', variant: '', channel: null, guests: null, isSure: true },
}))
/** Over within three days. */
const short: fc.Arbitrary<Statement> = alike.map((one) => ({ ...one, to: Math.min(one.to, one.from + 2) }))
const messages = (one: fc.Arbitrary<Statement>, most: number) => fc.array(one, { maxLength: most })
const pairs = fc.oneof(
  fc.tuple(messages(statement, 4), messages(statement, 3)),
  fc.tuple(messages(alike, 8), messages(short, 2)),
)

describe('against cells counted one by one', () => {
  it('two messages meet exactly where they share a cell', () => {
    fc.assert(
      fc.property(pairs, ([later, earlier]) => {
        const cells = new Set(later.flatMap(possible))
        expect(overlaps(later, earlier)).toBe(earlier.flatMap(possible).some((cell) => cells.has(cell)))
      }),
    )
  })

  it('a message replaces another exactly where it surely sets every value that the other may set', () => {
    let replaced = 0
    fc.assert(
      fc.property(pairs, ([later, earlier]) => {
        const cells = new Set(later.filter(({ isSure }) => isSure).flatMap((one) => values(one, one.sureDays)))
        const wanted = earlier.flatMap((one) => values(one, one.days))
        const isKnown = earlier.filter(hasDay).every(({ property }) => property !== null)
        const expected = isKnown && wanted.length > 0 && wanted.every((cell) => cells.has(cell))
        if (expected) replaced++
        expect(covers(later, earlier)).toBe(expected)
      }),
      { numRuns: 4000 },
    )
    expect(replaced, 'cases in which something was replaced').toBeGreaterThan(20)
  })

  it('what replaces also meets', () => {
    fc.assert(
      fc.property(pairs, ([later, earlier]) => {
        if (covers(later, earlier)) expect(overlaps(later, earlier)).toBe(true)
      }),
    )
  })

  it('written in fewer statements it says the same', () => {
    fc.assert(
      fc.property(messages(alike, 8), (all) => {
        const short = compact(all)
        expect(short.length).toBeLessThanOrEqual(all.length)
        expect(new Set(short.flatMap(possible))).toEqual(new Set(all.flatMap(possible)))
        expect(new Set(short.flatMap((one) => values(one, one.sureDays)))).toEqual(
          new Set(all.flatMap((one) => values(one, one.sureDays))),
        )
      }),
    )
  })
})

describe('a room without a rate and a rate without a room', () => {
  const room = aStatement({ room: 'SUP', rate: null })
  const rate = aStatement({ room: null, rate: 'GLD' })
  const both = aStatement({ room: 'SUP', rate: 'GLD' })

  it('meet each other and every pair of them', () => {
    for (const [one, other] of [
      [room, rate],
      [rate, room],
      [room, both],
      [both, room],
      [rate, both],
    ] as const)
      expect(meets(one, other)).toBe(true)
    expect(meets(aStatement({ room: 'DLX', rate: null }), both)).toBe(false)
  })

  it('replace a pair, and no pair replaces them', () => {
    expect([covers([room], [both]), covers([rate], [both])]).toEqual([true, true])
    expect([covers([both], [room]), covers([both], [rate]), covers([rate], [room])]).toEqual([false, false, false])
  })

  it('left out both, meet everything and replace their like only', () => {
    const hotel = aStatement({ room: null, rate: null })
    expect([meets(hotel, both), covers([hotel], [both]), covers([hotel], [hotel])]).toEqual([true, false, true])
  })
})

it('what nobody could read meets everything, replaces nothing and is replaced by nothing', () => {
  const one = aStatement()
  expect([meets(anything, one), meets(one, anything)]).toEqual([true, true])
  expect([covers([anything], [one]), covers([one], [anything]), covers([anything], [anything])]).toEqual([
    false,
    false,
    false,
  ])
})

it('weekdays count from Monday, before 1970 as after it', () => {
  for (const day of [-8, -1, 0, 1, 3, 4, 20_776]) expect(isOn(weekdayBit(day), day), String(day)).toBe(true)
})

it('an empty message replaces nothing and is replaced by nothing', () => {
  expect([covers([], [aStatement()]), covers([aStatement()], []), overlaps([], [aStatement()])]).toEqual([
    false,
    false,
    false,
  ])
  // A range that holds none of its weekdays says nothing at all.
  const idle = aStatement({ from: 5, to: 6, days: 0b1, sureDays: 0b1 })
  expect([hasDay(idle), covers([aStatement()], [idle]), meets(idle, anything)]).toEqual([false, false, false])
})
