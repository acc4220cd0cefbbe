import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type BookingId, type IdRank, isSameBooking, joinBookings } from '../../../../main/core/queue/booking-ids.ts'

const own = (value: string): BookingId => ({ value, rank: 0 })
const confirmation = (value: string): BookingId => ({ value, rank: 1 })
const other = (value: string): BookingId => ({ value, rank: 2 })
const known = (orderKey: string, firstSeq: number, ...ids: BookingId[]) => ({ orderKey, firstSeq, ids })
const join = (ids: BookingId[], ...bookings: ReturnType<typeof known>[]) => joinBookings(ids, bookings)

describe('two sets of ids', () => {
  it.each<[string, BookingId[], BookingId[], boolean]>([
    ['the same own id', [own('A')], [own('A')], true],
    [
      'the same own id, with different confirmations',
      [own('A'), confirmation('C')],
      [own('A'), confirmation('D')],
      true,
    ],
    ['a confirmation where one has no own id', [confirmation('C')], [own('A'), confirmation('C')], true],
    ['any id where they share no kind', [other('A')], [own('A')], true],
    ['one confirmation, but two own ids', [own('A'), confirmation('C')], [own('B'), confirmation('C')], false],
    [
      'one agent’s number, but two confirmations',
      [confirmation('C'), other('P')],
      [confirmation('D'), other('P')],
      false,
    ],
    ['nothing in common', [own('A')], [confirmation('C')], false],
  ])('%s', (_, some, others, isSame) => {
    expect(isSameBooking(some, others)).toBe(isSame)
    expect(isSameBooking(others, some)).toBe(isSame)
  })
})

describe('a message', () => {
  it('that names nothing known begins a booking', () => {
    expect(join([own('A')])).toEqual({ orderKey: null, merged: [], shared: [], others: [] })
  })

  it('joins the booking that any of its ids leads to', () => {
    expect(join([own('A'), confirmation('C')], known('k', 1, own('A')))).toMatchObject({ orderKey: 'k' })
    expect(join([own('A'), confirmation('C')], known('k', 1, confirmation('C')))).toMatchObject({ orderKey: 'k' })
  })

  it('that names the ids of two order keys makes them one, the one that began first', () => {
    const younger = known('by-number', 9, own('A'))
    const older = known('by-confirmation', 3, confirmation('C'))
    expect(join([own('A'), confirmation('C')], younger, older)).toEqual({
      orderKey: 'by-confirmation',
      merged: ['by-number'],
      shared: [],
      others: [],
    })
  })

  it('stays apart from a booking with another number, and the confirmation of both leads to neither', () => {
    expect(join([own('B'), confirmation('C')], known('a', 1, own('A'), confirmation('C')))).toEqual({
      orderKey: null,
      merged: [],
      shared: ['C'],
      others: [],
    })
  })

  it('leaves its number to a booking that only happens to be called like the confirmation of another', () => {
    const numbered = known('a', 1, own('77'))
    expect(join([own('1'), confirmation('77')], numbered)).toEqual({
      orderKey: null,
      merged: [],
      shared: [],
      others: ['77'],
    })
    expect(join([own('77')], known('b', 1, own('1'), confirmation('77')))).toEqual({
      orderKey: null,
      merged: [],
      shared: [],
      others: [],
    })
  })

  it('does not make one of two bookings that differ, though it names weak ids of both', () => {
    const a = known('a', 5, own('A'), confirmation('C'))
    const b = known('b', 1, own('B'), other('P'))
    expect(join([confirmation('C'), other('P')], b, a)).toEqual({
      orderKey: 'a',
      merged: [],
      shared: ['P'],
      others: [],
    })
  })

  it('never joins bookings of different numbers, in whichever order they are given', () => {
    const id = fc.record({ value: fc.constantFrom('a', 'b', 'c', 'd'), rank: fc.constantFrom<IdRank>(0, 1, 2) })
    const ids = fc.uniqueArray(id, { minLength: 1, maxLength: 3, selector: ({ value }) => value })
    const bookings = fc.array(ids, { maxLength: 4 }).map((all) => all.map((each, n) => known(`k${n}`, n, ...each)))
    fc.assert(
      fc.property(ids, bookings, (given, all) => {
        const numbers = (of: readonly BookingId[]) => of.filter(({ rank }) => rank === 0).map(({ value }) => value)
        // A number leads to one order key only.
        const allNumbers = all.flatMap(({ ids: theirs }) => numbers(theirs))
        fc.pre(new Set(allNumbers).size === allNumbers.length)
        const reached = all.filter(({ ids: theirs }) =>
          given.some((one) => theirs.some(({ value }) => value === one.value)),
        )
        const result = joinBookings(given, reached)
        expect(joinBookings(given, reached.toReversed())).toEqual(result)
        const joined = [result.orderKey, ...result.merged]
        for (const { orderKey, ids: theirs } of reached) {
          const [mine, those] = [numbers(given), numbers(theirs)]
          const differs = mine.length > 0 && those.length > 0 && !mine.some((value) => those.includes(value))
          if (differs) expect(joined).not.toContain(orderKey)
          // What has only one booking to go to, and the same number, goes to it.
          if (mine.some((value) => those.includes(value))) expect(joined).toContain(orderKey)
        }
      }),
    )
  })
})
