import { describe, expect, it } from 'vitest'
import type { CauseGroup } from '../../../main/contract/methods.ts'
import { createTexts } from '../../../renderer/i18n/setup.ts'
import { countOf, inOrder, peopleOf, secondActOf } from '../../../renderer/parts/cause-words.ts'
import { inHeldOrder } from '../../../renderer/parts/still.ts'
import { goingOutOf } from '../../../renderer/screens/home/use-going-out.ts'
import { itemOf, message } from '../../support/screens-data.ts'
import { createWorld } from '../../support/screens-world.ts'

const now = Date.parse('2026-11-12T04:12:20Z')
const [some] = createWorld('attention', 'en', now).causes
const group = (rest: Partial<CauseGroup>): CauseGroup => {
  if (!some) throw new Error('the invented hotel has no cause')
  return { ...some, ...rest }
}
const person = (guest: string | null, reservationId: string | null = null) => ({
  ...{ id: `${guest}${reservationId}`, guest, reservationId },
  ...{ arrival: null, fileName: 'A.xml' },
})

describe('cause cards', () => {
  it('come with arrivals today first, then the largest, then the oldest', () => {
    const old = group({ cause: 'old', arrivingToday: 0, reservations: 1, oldestAt: 1 })
    const young = group({ cause: 'young', arrivingToday: 0, reservations: 1, oldestAt: 2 })
    const large = group({ cause: 'large', arrivingToday: 0, reservations: 9, oldestAt: 3 })
    const today = group({ cause: 'today', arrivingToday: 1, reservations: 1, oldestAt: 4 })
    expect(inOrder([young, old, large, today]).map(({ cause }) => cause)).toEqual(['today', 'large', 'old', 'young'])
  })

  it('count reservations, and messages only where there is no reservation', () => {
    expect(countOf(group({ reservations: 2, messages: 5 }))).toEqual({ count: 2, isReservations: true })
    expect(countOf(group({ reservations: 0, messages: 3 }))).toEqual({ count: 3, isReservations: false })
  })

  it('name three and count the rest', () => {
    const { t } = createTexts('en')
    const first = [person('Iyer, Kavya'), person('Petrova, Irina'), person(null, 'LH-1'), person('Rossi, Elena')]
    expect(peopleOf(t, group({ first, reservations: 7 }))).toBe('Iyer, Petrova, LH-1 and 4 more')
    expect(peopleOf(t, group({ first: first.slice(0, 2), reservations: 2 }))).toBe('Iyer, Petrova')
    expect(peopleOf(t, group({ first: [person(null)], reservations: 0, messages: 1 }))).toBe('A.xml')
  })

  it('offer a bulk resend only where it cannot book twice', () => {
    expect(secondActOf(group({ resend: 'helps' }), false)).toBe('resend')
    expect(secondActOf(group({ resend: 'useless' }), false)).toBe('resend')
    expect(secondActOf(group({ resend: 'risky' }), false)).toBe('look')
    expect(secondActOf(group({ resend: 'helps', canResend: false }), false)).toBe('look')
  })

  it('end a person’s pause, and test the connection for any other', () => {
    expect(secondActOf(group({ paused: true }), true)).toBe('resume')
    expect(secondActOf(group({ paused: true }), false)).toBe('test')
  })
})

describe('going out by themselves', () => {
  it('puts arrivals of the business day first, then the order of capture, and leaves out what a pause holds', () => {
    const item = (id: string, rest: object) => itemOf(message(now, { id, ...rest }))
    const lists = [
      [item('late', { capturedAt: 3 }), item('today', { capturedAt: 4, arrival: '2026-11-12' })],
      [item('early', { capturedAt: 1 }), item('paused', { heldBy: { kind: 'pause', id: 'pmsx' } })],
      [item('stock', { capturedAt: 2, kind: 'availability', arrival: '2026-11-12' })],
    ]
    expect(goingOutOf(lists, '2026-11-12').map(({ id }) => id)).toEqual(['today', 'early', 'stock', 'late'])
  })

  it('does not move rows under the pointer', () => {
    expect(inHeldOrder(['new', 'c', 'a'], (id) => id, ['a', 'b', 'c'])).toEqual(['a', 'c', 'new'])
  })
})
