/**
 * The parts of a booking by the names that a PMS person knows; their texts stand under
 * `playbook.thing.<name>`.
 */
export const bookingTerms = [
  'address',
  'arrival',
  'availability',
  'bookingDetails',
  'bookingNumber',
  'bookingSource',
  'bookingStatus',
  'card',
  'changedAt',
  'comment',
  'country',
  'createdAt',
  'currency',
  'departure',
  'deposit',
  'email',
  'extras',
  'givenName',
  'guarantee',
  'guestCount',
  'guestDetails',
  'guestName',
  'hotelCode',
  'messageNumber',
  'phone',
  'pmsCode',
  'price',
  'ratePlan',
  'room',
  'roomType',
  'stayDates',
  'surname',
  'wishes',
] as const
export type BookingTerm = (typeof bookingTerms)[number]

export const isBookingTerm = (name: string): name is BookingTerm => bookingTerms.some((term) => term === name)

/**
 * Parts whose value may be repeated in an explanation: codes, dates and amounts, never anything about a
 * person.
 */
export const isPlainValue = (term: BookingTerm): boolean =>
  [
    'arrival',
    'departure',
    'createdAt',
    'changedAt',
    'currency',
    'hotelCode',
    'ratePlan',
    'roomType',
    'guestCount',
    'stayDates',
    'price',
    'bookingStatus',
    'pmsCode',
  ].includes(term)
