import { alreadyCancelled, alreadyExists, notFound } from './pmsxchange-errors.ts'
import type { OtaError } from './pmsxchange-replies.ts'
import type { PmsxchangeRequest } from './pmsxchange-request.ts'
import type { Scenario } from './scenario.ts'

/** A reservation the stand-in accepted. */
export type KeptBooking = {
  hotelCode: string | null
  reservationId: string
  status: 'booked' | 'cancelled'
  /** How often a message about it was accepted: a 2 where one was expected is a duplicate. */
  timesAccepted: number
}

export type KeptBookings = {
  /** What the scenario says against the message, given what was accepted before; null where it may go in. */
  judge(request: PmsxchangeRequest, scenario: Scenario): OtaError | null
  /** Keeps the message's reservations. */
  keep(request: PmsxchangeRequest): void
  list(): KeptBooking[]
}

/**
 * The stand-in's memory of reservations, by hotel and reservation id. An OTA_CancelRQ names no hotel and
 * finds its booking by id alone.
 */
export const createKeptBookings = (): KeptBookings => {
  const kept = new Map<string, KeptBooking>()
  const find = (hotelCode: string | null, reservationId: string): KeptBooking | undefined =>
    hotelCode === null
      ? [...kept.values()].find((booking) => booking.reservationId === reservationId)
      : (kept.get(JSON.stringify([hotelCode, reservationId])) ?? kept.get(JSON.stringify([null, reservationId])))

  const judgeOne = (kind: string, known: KeptBooking | undefined, scenario: Scenario): OtaError | null => {
    if (kind === 'new' && known?.status === 'booked' && scenario.onRepeat === 'duplicate') return alreadyExists
    if (kind === 'change' && !known && scenario.onUnknownChange === 'not-found') return notFound
    if (kind !== 'cancel') return null
    if (!known) return scenario.onUnknownCancel === 'not-found' ? notFound : null
    return known.status === 'cancelled' && scenario.onRepeatedCancel === 'already-cancelled' ? alreadyCancelled : null
  }

  return {
    judge: (request, scenario) => {
      for (const { hotelCode, reservationId } of request.bookings) {
        const error = reservationId === null ? null : judgeOne(request.kind, find(hotelCode, reservationId), scenario)
        if (error) return error
      }
      return null
    },
    keep: (request) => {
      for (const { hotelCode, reservationId } of request.bookings) {
        if (reservationId === null) continue
        const status = request.kind === 'cancel' ? 'cancelled' : 'booked'
        const known = find(hotelCode, reservationId)
        if (known) Object.assign(known, { status, timesAccepted: known.timesAccepted + 1 })
        else
          kept.set(JSON.stringify([hotelCode, reservationId]), { hotelCode, reservationId, status, timesAccepted: 1 })
      }
    },
    list: () => [...kept.values()].map((booking) => ({ ...booking })),
  }
}
