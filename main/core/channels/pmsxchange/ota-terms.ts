import { type BookingTerm, bookingTerms } from '../../playbook/booking-terms.ts'

/** What the elements and attributes of OTA messages are to a PMS person, and where they stand. */

/** Elements and attributes of OTA messages, by the part of a booking that they hold. */
const namesOf: Readonly<Record<BookingTerm, string>> = {
  address: 'Address AddressLine CityName PostalCode StateProv StreetNmbr',
  arrival: 'Start Arrival CheckIn',
  availability:
    'AvailStatusMessages AvailStatusMessage BookingLimit RestrictionStatus InvCounts InvCount Inventories Inventory LengthsOfStay LengthOfStay',
  bookingDetails: 'HotelReservations HotelReservation ResGlobalInfo RoomStays RoomStay',
  bookingNumber: 'UniqueID HotelReservationIDs HotelReservationID ResID_Value ResID_Type ResID_Source',
  bookingSource: 'POS Source BookingChannel CompanyName BookingChannels',
  bookingStatus: 'ResStatus Status',
  card: 'PaymentCard CardNumber CardCode CardType ExpireDate CardHolderName EffectiveDate SeriesCode',
  changedAt: 'LastModifyDateTime',
  comment: 'Comments Comment Text',
  country: 'CountryName CountryCode',
  createdAt: 'CreateDateTime TimeStamp',
  currency: 'CurrencyCode',
  departure: 'End Departure CheckOut',
  deposit: 'DepositPayments GuaranteePayment AmountPercent',
  email: 'Email',
  extras: 'Services Service ServiceDetails',
  givenName: 'GivenName',
  guarantee: 'Guarantee GuaranteesAccepted GuaranteeAccepted',
  guestCount: 'GuestCounts GuestCount Count AgeQualifyingCode',
  guestDetails: 'ResGuests ResGuest Profiles ProfileInfo Profile Customer ResGuestRPH ResGuestRPHs',
  guestName: 'PersonName',
  hotelCode: 'BasicPropertyInfo HotelCode HotelRef',
  messageNumber: 'EchoToken Version',
  phone: 'Telephone PhoneNumber PhoneTechType',
  pmsCode: 'RequestorID',
  price:
    'Total AmountAfterTax AmountBeforeTax Rates Rate Base BaseByGuestAmts BaseByGuestAmt Amount Taxes Tax Fees Fee RateAmountMessages RateAmountMessage',
  ratePlan: 'RatePlans RatePlan RatePlanCode',
  room: 'RoomRates RoomRate NumberOfUnits',
  roomType: 'RoomTypes RoomType RoomTypeCode InvTypeCode',
  stayDates: 'TimeSpan StatusApplicationControl Duration',
  surname: 'Surname',
  wishes: 'SpecialRequests SpecialRequest',
}

const termsByName: ReadonlyMap<string, BookingTerm> = new Map(
  bookingTerms.flatMap((term) => namesOf[term].split(' ').map((name): [string, BookingTerm] => [name, term])),
)

/** The part of a booking that an element or attribute holds; null where no word of the hotel fits. */
export const termOf = (name: string): BookingTerm | null => termsByName.get(name) ?? null

/** Where elements stand that stand in one place only. */
const parents: Readonly<Record<string, string>> = {
  HotelReservation: 'HotelReservations',
  ResGlobalInfo: 'HotelReservation',
  HotelReservationIDs: 'ResGlobalInfo',
  HotelReservationID: 'HotelReservationIDs',
  RoomStays: 'HotelReservation',
  RoomStay: 'RoomStays',
  RoomTypes: 'RoomStay',
  RoomType: 'RoomTypes',
  RatePlans: 'RoomStay',
  RatePlan: 'RatePlans',
  RoomRates: 'RoomStay',
  RoomRate: 'RoomRates',
  ResGuests: 'HotelReservation',
  ResGuest: 'ResGuests',
  Profiles: 'ResGuest',
  ProfileInfo: 'Profiles',
  Profile: 'ProfileInfo',
  Customer: 'Profile',
  PersonName: 'Customer',
  GivenName: 'PersonName',
  Surname: 'PersonName',
  BookingChannel: 'Source',
  RequestorID: 'Source',
  Source: 'POS',
  AvailStatusMessage: 'AvailStatusMessages',
  StatusApplicationControl: 'AvailStatusMessage',
  RateAmountMessage: 'RateAmountMessages',
}

/**
 * The way to a part, as a PMS person finds it: `HotelReservations / HotelReservation / ResGlobalInfo /
 * BasicPropertyInfo @HotelCode`.
 */
export const pathTo = (parent: string | null, part: string | null, attribute: string | null): string => {
  const steps = part === null ? [] : [part]
  let above = parent ?? (part === null ? null : (parents[part] ?? null))
  for (let n = 0; above !== null && n < 12; n += 1) {
    steps.unshift(above)
    above = Object.hasOwn(parents, above) ? (parents[above] ?? null) : null
  }
  const shown = attribute ?? (part === 'BasicPropertyInfo' ? 'HotelCode' : null)
  return steps.join(' / ') + (shown === null ? '' : ` @${shown}`)
}
