import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readOtaExport } from '../../../../../main/core/channels/pmsxchange/export/read-ota.ts'
import { missingElements } from '../../../../../main/core/channels/pmsxchange/missing-elements.ts'
import { channels } from '../../../../../main/core/channels/registry.ts'

const WHOLE = `<OTA_HotelResNotifRQ ResStatus="Commit"><HotelReservations><HotelReservation CreateDateTime="2026-11-01T10:00:00" LastModifyDateTime="2026-11-02T10:00:00">
  <UniqueID Type="14" ID="R1"/>
  <RoomStays><RoomStay><TimeSpan Start="2026-12-01" End="2026-12-03"/></RoomStay></RoomStays>
  <ResGuests><ResGuest><PersonName><Surname>Berg</Surname></PersonName></ResGuest></ResGuests>
  <ResGlobalInfo><BasicPropertyInfo HotelCode="AURORA"/></ResGlobalInfo>
</HotelReservation></HotelReservations></OTA_HotelResNotifRQ>`
const BASE = 'OTA_HotelResNotifRQ/HotelReservations/HotelReservation'
const namesIn = (body: string, type = 'OTA_HotelResNotifRQ') => missingElements(body, type).map(({ name }) => name)

describe('a reservation', () => {
  it('lacks nothing when all is there', () => {
    expect(missingElements(WHOLE, 'OTA_HotelResNotifRQ')).toEqual([])
  })

  it.each([
    ['<BasicPropertyInfo HotelCode="AURORA"/>', 'hotel-code', `${BASE}/ResGlobalInfo/BasicPropertyInfo/@HotelCode`],
    [
      '<UniqueID Type="14" ID="R1"/>',
      'reservation-id',
      `${BASE}/ResGlobalInfo/HotelReservationIDs/HotelReservationID/@ResID_Value`,
    ],
    ['CreateDateTime="2026-11-01T10:00:00"', 'create-time', `${BASE}/@CreateDateTime`],
    ['Start="2026-12-01"', 'arrival', `${BASE}/RoomStays/RoomStay/TimeSpan/@Start`],
    ['End="2026-12-03"', 'departure', `${BASE}/RoomStays/RoomStay/TimeSpan/@End`],
    ['<Surname>Berg</Surname>', 'guest-name', `${BASE}/ResGuests/ResGuest`],
  ])('lacks %s', (cut, name, path) => {
    expect(WHOLE).toContain(cut)
    expect(missingElements(WHOLE.replace(cut, ''), 'OTA_HotelResNotifRQ')).toContainEqual({ path, name })
  })

  it('needs CreateDateTime with Commit, LastModifyDateTime with Modify and Cancel', () => {
    const without = WHOLE.replace(/LastModifyDateTime="[^"]*"/, '')
    expect(namesIn(without)).toEqual([])
    expect(namesIn(without.replace('Commit', 'Modify'))).toEqual(['modify-time'])
    expect(namesIn(without.replace('Commit', 'Cancel'))).toEqual(['modify-time'])
    expect(namesIn(WHOLE.replace(/CreateDateTime="[^"]*"/, '').replace('Commit', 'Modify'))).toEqual([])
  })

  it('needs neither stay nor guest to cancel', () => {
    const bare = WHOLE.replace('Commit', 'Cancel')
      .replace(/<RoomStays>.*<\/RoomStays>/, '')
      .replace(/<ResGuests>.*<\/ResGuests>/, '')
    expect(namesIn(bare)).toEqual([])
  })

  it('the channel wants the hotel for the whole reservation, one at the room is not enough', () => {
    const elsewhere = WHOLE.replace('<TimeSpan', '<BasicPropertyInfo HotelCode="AURORA"/><TimeSpan').replace(
      '<ResGlobalInfo><BasicPropertyInfo HotelCode="AURORA"/>',
      '<ResGlobalInfo>',
    )
    expect(namesIn(elsewhere)).toEqual(['hotel-code'])
  })
})

describe('other messages', () => {
  it.each([
    [
      'OTA_HotelResModifyNotifRQ',
      '<OTA_HotelResModifyNotifRQ><HotelResModifies><HotelResModify/></HotelResModifies></OTA_HotelResModifyNotifRQ>',
      ['hotel-code', 'reservation-id', 'modify-time'],
    ],
    ['OTA_HotelResModifyNotifRQ', '<OTA_HotelResModifyNotifRQ/>', ['message']],
    ['OTA_CancelRQ', '<OTA_CancelRQ/>', ['reservation-id']],
    ['OTA_HotelAvailNotifRQ', '<OTA_HotelAvailNotifRQ/>', ['hotel-code', 'update']],
    [
      'OTA_HotelAvailNotifRQ',
      '<OTA_HotelAvailNotifRQ><AvailStatusMessages HotelCode="A"><AvailStatusMessage><StatusApplicationControl Start="2026-12-01"/></AvailStatusMessage></AvailStatusMessages></OTA_HotelAvailNotifRQ>',
      ['date-range', 'room-type'],
    ],
    [
      'OTA_HotelRateAmountNotifRQ',
      '<OTA_HotelRateAmountNotifRQ><RateAmountMessages HotelCode="A"><RateAmountMessage><StatusApplicationControl RatePlanCode="BAR"/><Rates><Rate Start="2026-12-01"><BaseByGuestAmts><BaseByGuestAmt AmountAfterTax="9"/></BaseByGuestAmts></Rate></Rates></RateAmountMessage></RateAmountMessages></OTA_HotelRateAmountNotifRQ>',
      ['date-range', 'room-type', 'currency'],
    ],
    [
      'OTA_HotelRateAmountNotifRQ',
      '<OTA_HotelRateAmountNotifRQ><RateAmountMessages HotelCode="A"><RateAmountMessage><StatusApplicationControl InvTypeCode="SUP" Start="2026-12-01" End="2026-12-01"/></RateAmountMessage></RateAmountMessages></OTA_HotelRateAmountNotifRQ>',
      ['price'],
    ],
    [
      'OTA_HotelRateAmountNotifRQ',
      '<OTA_HotelRateAmountNotifRQ><RateAmountMessages HotelCode="A"><RateAmountMessage><StatusApplicationControl InvTypeCode="SUP"/><Rates><Rate CurrencyCode="EUR" Start="2026-12-01" End="2026-12-01"><BaseByGuestAmts><BaseByGuestAmt AmountAfterTax="9"/></BaseByGuestAmts></Rate></Rates></RateAmountMessage></RateAmountMessages></OTA_HotelRateAmountNotifRQ>',
      [],
    ],
    [
      'OTA_HotelInvCountNotifRQ',
      '<OTA_HotelInvCountNotifRQ><Inventories/></OTA_HotelInvCountNotifRQ>',
      ['hotel-code', 'update'],
    ],
    [
      'OTA_HotelRateAmountNotifRQ',
      '<OTA_HotelRateAmountNotifRQ><RateAmountMessages HotelCode="A"/></OTA_HotelRateAmountNotifRQ>',
      ['update'],
    ],
    ['OTA_CancelRQ', '<OTA_HotelAvailNotifRQ/>', ['message']],
    ['OTA_CancelRQ', 'not XML', ['message']],
    ['OTA_Unknown', '<OTA_Unknown/>', []],
  ])('%s: %s', (type, body, names) => {
    expect(namesIn(body, type)).toEqual(names)
  })

  it.each(['booking-new.xml', 'modify.xml', 'cancel.xml', 'availability-two-hotels.xml', 'rates.xml', 'inventory.xml'])(
    '%s lacks nothing',
    (name) => {
      const read = readOtaExport(new Uint8Array(readFileSync(`test/fixtures/exports/${name}`)))
      expect(
        read.kind === 'messages' &&
          read.messages.flatMap(({ body, messageType }) => missingElements(body, messageType)),
      ).toEqual([])
    },
  )
})

it('demands nothing of a message for a job API, whose rules it does not know', () => {
  const message = { messageType: 'create', body: '{"operation":"create"}' }
  expect(channels.of('propexo').missingElements(message)).toEqual([])
  expect(channels.of('pmsxchange').missingElements(message)).toEqual([{ path: 'create', name: 'message' }])
})
