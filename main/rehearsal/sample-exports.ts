import { escapeAttribute, escapeText, OTA_NAMESPACE } from './pmsxchange-replies.ts'

/**
 * Messages as a front-desk PMS exports them: pure functions, every part with a default. Hotels, guests and
 * cards are invented.
 */

export type SampleGuest = { given: string; surname: string; email?: string; phone?: string }

type SampleCard = { brand: string; number: string; cvv?: string; expires: string; holder: string }

export type SampleBooking = {
  reservationId: string
  hotelCode?: string
  /** PMS code in the POS element; Night Porter puts its own there. */
  requestorId?: string
  guest?: SampleGuest
  /** `yyyy-mm-dd` */
  arrival?: string
  departure?: string
  roomType?: string
  ratePlan?: string
  /** Rooms of one group booking: as many RoomStays in one reservation. */
  rooms?: number
  adults?: number
  children?: number
  amount?: string
  currency?: string
  wish?: string
  card?: SampleCard
  createdAt?: number
  /** Left out: createdAt for a new booking, two days later for a change or a cancellation. */
  modifiedAt?: number
  echoToken?: string
  encoding?: string
}

const firstCreatedAt = Date.parse('2026-11-20T10:00:00Z')
const TWO_DAYS_MS = 2 * 24 * 60 * 60 * 1000

const stamp = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, '+00:00')

const declaration = (encoding = 'UTF-8'): string => `<?xml version="1.0" encoding="${encoding}"?>`

const attributes = (values: Record<string, string | number | undefined>): string =>
  Object.entries(values)
    .map(([name, value]) => (value === undefined ? '' : ` ${name}="${escapeAttribute(String(value))}"`))
    .join('')

const pos = (type: '10' | '22', requestorId = 'PRACTICE'): string =>
  `<POS><Source><RequestorID Type="${type}"${attributes({ ID: requestorId })}/></Source></POS>`

const opening = (root: string, at: number, more: Record<string, string | undefined>): string =>
  `<${root} xmlns="${OTA_NAMESPACE}"${attributes({ TimeStamp: stamp(at), Version: '1.0', ...more })}>`

const roomStay = (booking: SampleBooking): string => {
  const {
    arrival = '2026-12-01',
    departure = '2026-12-03',
    roomType = 'DBL',
    ratePlan = 'BAR',
    adults = 2,
    children = 0,
  } = booking
  const child = children > 0 ? `<GuestCount AgeQualifyingCode="8"${attributes({ Count: children })}/>` : ''
  return [
    '      <RoomStay>',
    `        <RoomTypes><RoomType${attributes({ RoomTypeCode: roomType })}/></RoomTypes>`,
    `        <RatePlans><RatePlan${attributes({ RatePlanCode: ratePlan })}/></RatePlans>`,
    `        <GuestCounts><GuestCount AgeQualifyingCode="10"${attributes({ Count: adults })}/>${child}</GuestCounts>`,
    `        <TimeSpan${attributes({ Start: arrival, End: departure })}/>`,
    `        <Total${attributes({ AmountAfterTax: booking.amount ?? '240.00', CurrencyCode: booking.currency ?? 'EUR' })}/>`,
    `        <BasicPropertyInfo${attributes({ HotelCode: booking.hotelCode ?? 'AURORA' })}/>`,
    '      </RoomStay>',
  ].join('\n')
}

const guestOf = ({ guest = { given: 'Ana', surname: 'Muster' } }: SampleBooking): string => {
  const phone = guest.phone === undefined ? '' : `<Telephone${attributes({ PhoneNumber: guest.phone })}/>`
  const email = guest.email === undefined ? '' : `<Email>${escapeText(guest.email)}</Email>`
  const name = `<PersonName><GivenName>${escapeText(guest.given)}</GivenName><Surname>${escapeText(guest.surname)}</Surname></PersonName>`
  const customer = `<Customer>${name}${phone}${email}</Customer>`
  const profile = `<Profiles><ProfileInfo><Profile ProfileType="1">${customer}</Profile></ProfileInfo></Profiles>`
  return `    <ResGuests><ResGuest ResGuestRPH="1">${profile}</ResGuest></ResGuests>`
}

const cardOf = ({ card }: SampleBooking): string => {
  if (!card) return ''
  const values = { CardCode: card.brand, CardNumber: card.number, SeriesCode: card.cvv, ExpireDate: card.expires }
  const holder = `<CardHolderName>${escapeText(card.holder)}</CardHolderName>`
  return `<Guarantee><GuaranteesAccepted><GuaranteeAccepted><PaymentCard${attributes(values)}>${holder}</PaymentCard></GuaranteeAccepted></GuaranteesAccepted></Guarantee>`
}

const wishOf = ({ wish }: SampleBooking): string =>
  wish === undefined ? '' : `<Comments><Comment><Text>${escapeText(wish)}</Text></Comment></Comments>`

const modifiedAtOf = (booking: SampleBooking, isNew: boolean): number =>
  booking.modifiedAt ?? (booking.createdAt ?? firstCreatedAt) + (isNew ? 0 : TWO_DAYS_MS)

const reservation = (booking: SampleBooking, element: string, isNew: boolean): string => {
  const id = booking.reservationId
  const times = {
    CreateDateTime: stamp(booking.createdAt ?? firstCreatedAt),
    LastModifyDateTime: isNew && booking.modifiedAt === undefined ? undefined : stamp(modifiedAtOf(booking, isNew)),
  }
  const stays = Array.from({ length: booking.rooms ?? 1 }, () => roomStay(booking))
  const ids = `<HotelReservationIDs><HotelReservationID ResID_Type="14"${attributes({ ResID_Value: id })}/></HotelReservationIDs>`
  const property = `<BasicPropertyInfo${attributes({ HotelCode: booking.hotelCode ?? 'AURORA' })}/>`
  return [
    `  <${element}${attributes(times)}>`,
    `    <UniqueID Type="14"${attributes({ ID: id })}/>`,
    `    <RoomStays>\n${stays.join('\n')}\n    </RoomStays>`,
    guestOf(booking),
    `    <ResGlobalInfo>${wishOf(booking)}${cardOf(booking)}${ids}${property}</ResGlobalInfo>`,
    `  </${element}>`,
  ].join('\n')
}

type ResStatus = 'Commit' | 'Modify' | 'Cancel'

const echoOf = (booking: SampleBooking): string => booking.echoToken ?? `pms-${booking.reservationId}`

/** One OTA_HotelResNotifRQ with several reservations, all of one status. */
export const severalBookings = (
  bookings: readonly [SampleBooking, ...SampleBooking[]],
  status: ResStatus = 'Commit',
): string => {
  const [booking] = bookings
  const isNew = status === 'Commit'
  return [
    declaration(booking.encoding),
    opening('OTA_HotelResNotifRQ', modifiedAtOf(booking, isNew), { EchoToken: echoOf(booking), ResStatus: status }),
    pos('10', booking.requestorId),
    '<HotelReservations>',
    ...bookings.map((each) => reservation(each, 'HotelReservation', isNew)),
    '</HotelReservations>',
    '</OTA_HotelResNotifRQ>',
    '',
  ].join('\n')
}

/** A new booking: OTA_HotelResNotifRQ, ResStatus Commit. */
export const newBooking = (booking: SampleBooking): string => severalBookings([booking])

/** A changed booking, whole as the channel wants it: ResStatus Modify. */
export const changeBooking = (booking: SampleBooking): string => severalBookings([booking], 'Modify')

/** A cancelled booking: ResStatus Cancel. */
export const cancelBooking = (booking: SampleBooking): string => severalBookings([booking], 'Cancel')

/** A change in the older shape, OTA_HotelResModifyNotifRQ. */
export const modifyRequest = (booking: SampleBooking): string =>
  [
    declaration(booking.encoding),
    opening('OTA_HotelResModifyNotifRQ', modifiedAtOf(booking, false), { EchoToken: echoOf(booking) }),
    pos('10', booking.requestorId),
    '<HotelResModifies>',
    reservation(booking, 'HotelResModify', false),
    '</HotelResModifies>',
    '</OTA_HotelResModifyNotifRQ>',
    '',
  ].join('\n')

/** A cancellation in the older shape, OTA_CancelRQ: it names the booking and no hotel. */
export const cancelRequest = (booking: SampleBooking): string =>
  [
    declaration(booking.encoding),
    opening('OTA_CancelRQ', modifiedAtOf(booking, false), { EchoToken: echoOf(booking), CancelType: 'Commit' }),
    pos('10', booking.requestorId),
    `<UniqueID Type="14"${attributes({ ID: booking.reservationId })}/>`,
    '</OTA_CancelRQ>',
    '',
  ].join('\n')

export type SampleInventory = {
  hotelCode?: string
  requestorId?: string
  roomType?: string
  ratePlan?: string
  start?: string
  end?: string
  /** Rooms left to sell. */
  limit?: number
  /** Price of a night. */
  amount?: string
  currency?: string
  writtenAt?: number
  echoToken?: string
}

const inventoryMessage = (root: string, list: string, inventory: SampleInventory, content: string): string =>
  [
    declaration(),
    opening(root, inventory.writtenAt ?? firstCreatedAt, { EchoToken: inventory.echoToken ?? 'pms-inventory' }),
    pos('22', inventory.requestorId),
    `<${list}${attributes({ HotelCode: inventory.hotelCode ?? 'AURORA' })}>`,
    content,
    `</${list}>`,
    `</${root}>`,
    '',
  ].join('\n')

const control = (
  { start = '2026-12-01', end = '2026-12-31', roomType = 'DBL', ratePlan }: SampleInventory,
  isRate = false,
): string =>
  `<StatusApplicationControl${attributes({ Start: start, End: end, InvTypeCode: roomType, RatePlanCode: ratePlan ?? (isRate ? 'BAR' : undefined) })}/>`

/** Rooms left to sell: OTA_HotelAvailNotifRQ. */
export const availability = (inventory: SampleInventory = {}): string =>
  inventoryMessage(
    'OTA_HotelAvailNotifRQ',
    'AvailStatusMessages',
    inventory,
    `  <AvailStatusMessage${attributes({ BookingLimit: inventory.limit ?? 5 })}>${control(inventory)}</AvailStatusMessage>`,
  )

/** Prices: OTA_HotelRateAmountNotifRQ. */
export const rates = (inventory: SampleInventory = {}): string => {
  const amount = { AmountAfterTax: inventory.amount ?? '120.00', CurrencyCode: inventory.currency ?? 'EUR' }
  const price = `<Rates><Rate><BaseByGuestAmts><BaseByGuestAmt${attributes(amount)}/></BaseByGuestAmts></Rate></Rates>`
  const content = `  <RateAmountMessage>${control(inventory, true)}${price}</RateAmountMessage>`
  return inventoryMessage('OTA_HotelRateAmountNotifRQ', 'RateAmountMessages', inventory, content)
}

/** Rooms counted: OTA_HotelInvCountNotifRQ. */
export const inventoryCounts = (inventory: SampleInventory = {}): string => {
  const count = `<InvCounts><InvCount CountType="2"${attributes({ Count: inventory.limit ?? 5 })}/></InvCounts>`
  return inventoryMessage(
    'OTA_HotelInvCountNotifRQ',
    'Inventories',
    inventory,
    `  <Inventory>${control(inventory)}${count}</Inventory>`,
  )
}
