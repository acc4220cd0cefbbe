import { practiceGuests } from './practice-guests.ts'
import { PRACTICE_HOTEL_CODE, PRACTICE_REQUESTOR_ID, PRACTICE_WRONG_ROOM } from './practice-hotel.ts'
import { availability, cancelBooking, changeBooking, newBooking, rates, type SampleBooking } from './sample-exports.ts'

/** One file the practice PMS writes. `slow`: under its final name and in two bursts, as old PMSs do. */
export type PracticeFile = { name: string; text: string; isSlow: boolean }

export type StoryContext = {
  /** The hotel's business day, `yyyy-mm-dd`. */
  today: string
  now: number
  /** Differs between runs, so that a second practice on the same data makes new bookings. */
  run: string
}

/** The day `days` after `day`, both `yyyy-mm-dd`. */
export const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)

const twoDigits = (n: number): string => String(n).padStart(2, '0')

/**
 * The booking with this number in a run: guest, room and stay follow from the number, so that a change
 * repeats its booking.
 */
const practiceBooking = (
  { today, now, run }: StoryContext,
  n: number,
  arrivesIn: number,
  nights = 2,
): SampleBooking => {
  const guest = practiceGuests[n % practiceGuests.length]
  const arrival = dayAfter(today, arrivesIn)
  return {
    reservationId: `R${run}-${twoDigits(n)}`,
    hotelCode: PRACTICE_HOTEL_CODE,
    requestorId: PRACTICE_REQUESTOR_ID,
    ...(guest && { guest }),
    arrival,
    departure: dayAfter(arrival, nights),
    roomType: ['SGL', 'DBL', 'TWN', 'FAM'][n % 4] ?? 'DBL',
    ratePlan: ['BAR', 'NRF', 'BB'][n % 3] ?? 'BAR',
    adults: 1 + (n % 2),
    amount: `${(80 + (n % 7) * 15) * nights}.00`,
    createdAt: now,
    modifiedAt: now,
  }
}

const isoDay = (
  context: StoryContext,
): { start: string; end: string; writtenAt: number; hotelCode: string; requestorId: string } => ({
  start: context.today,
  end: dayAfter(context.today, 30),
  writtenAt: context.now,
  hotelCode: PRACTICE_HOTEL_CODE,
  requestorId: PRACTICE_REQUESTOR_ID,
})

const practiceCard = { brand: 'VI', number: '4111 1111 1111 1111', expires: '1230', holder: 'Practice Card' }

type Step = (context: StoryContext) => { name: string; text: string; isSlow?: boolean }

const booked = (booking: SampleBooking): { name: string; text: string } => ({
  name: `res-${booking.reservationId}.xml`,
  text: newBooking(booking),
})

const steps: readonly Step[] = [
  (c) => booked(practiceBooking(c, 1, 0)),
  (c) => ({ ...booked({ ...practiceBooking(c, 2, 1), wish: 'Quiet room, late arrival' }), isSlow: true }),
  (c) => ({
    name: `avail-${c.run}-03.xml`,
    text: availability({ ...isoDay(c), echoToken: `pms-${c.run}-03`, limit: 4 }),
  }),
  (c) => booked({ ...practiceBooking(c, 4, 0, 3), roomType: PRACTICE_WRONG_ROOM }),
  (c) => booked(practiceBooking(c, 5, 2)),
  (c) => {
    const change = { ...practiceBooking(c, 1, 0, 4), wish: 'Stays two nights longer' }
    return { name: `res-${change.reservationId}-mod.xml`, text: changeBooking(change) }
  },
  (c) => booked({ ...practiceBooking(c, 7, 0), card: practiceCard }),
  (c) => ({
    name: `rates-${c.run}-08.xml`,
    text: rates({ ...isoDay(c), echoToken: `pms-${c.run}-08`, amount: '134.00' }),
  }),
  // A company name with a bare ampersand: the classic of exports put together by hand.
  (c) => {
    const { name, text } = booked({ ...practiceBooking(c, 9, 3), wish: 'Invoice to Weber and Sons' })
    return { name, text: text.replace('Weber and Sons', 'Weber & Sons') }
  },
  (c) => {
    const cancel = practiceBooking(c, 2, 1)
    return { name: `res-${cancel.reservationId}-cxl.xml`, text: cancelBooking(cancel) }
  },
  (c) => ({ ...booked({ ...practiceBooking(c, 11, 5, 3), rooms: 3 }), isSlow: true }),
  (c) => booked(practiceBooking(c, 12, 1)),
]

/** How many files the scripted part has. */
export const storyLength = steps.length

/** The nth scripted file, from 0; null past the end. */
export const storyFile = (n: number, context: StoryContext): PracticeFile | null => {
  const step = steps[n]
  return step ? { isSlow: false, ...step(context) } : null
}

/**
 * What happens in an ordinary hour: mostly new bookings, some changes and cancellations of those before, now
 * and then inventory. `n` counts from 0.
 */
export const ordinaryFile = (n: number, context: StoryContext, random: () => number): PracticeFile => {
  const number = 101 + n
  const roll = random()
  const arrivesIn = Math.floor(random() * 6)
  const nights = 1 + Math.floor(random() * 4)
  const isSlow = random() < 0.25
  const earlier = 101 + Math.floor(random() * n)
  if (n > 2 && roll < 0.2) {
    const booking = practiceBooking(context, earlier, arrivesIn, nights)
    return { name: `res-${booking.reservationId}-mod-${number}.xml`, text: changeBooking(booking), isSlow }
  }
  if (n > 2 && roll < 0.3) {
    const booking = practiceBooking(context, earlier, arrivesIn, nights)
    return { name: `res-${booking.reservationId}-cxl-${number}.xml`, text: cancelBooking(booking), isSlow }
  }
  const inventory = { ...isoDay(context), echoToken: `pms-${context.run}-${number}` }
  if (roll < 0.36)
    return {
      name: `avail-${context.run}-${number}.xml`,
      text: availability({ ...inventory, limit: 1 + nights }),
      isSlow,
    }
  if (roll < 0.4)
    return {
      name: `rates-${context.run}-${number}.xml`,
      text: rates({ ...inventory, amount: `${110 + nights * 6}.00` }),
      isSlow,
    }
  return { ...booked(practiceBooking(context, number, arrivesIn, nights)), isSlow }
}
