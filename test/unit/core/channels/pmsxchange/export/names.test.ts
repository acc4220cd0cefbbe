import { describe, expect, it } from 'vitest'
import { notif, readOne, reservation } from './read-fixture.ts'

const person = (surname: string, given = 'Eva') =>
  `<PersonName><GivenName>${given}</GivenName><Surname>${surname}</Surname></PersonName>`
const profile = (type: string | null, inside: string) =>
  `<Profiles><ProfileInfo><Profile${type === null ? '' : ` ProfileType="${type}"`}>${inside}</Profile></ProfileInfo></Profiles>`
const guestProfile = (inside: string, type: string | null = '1') => profile(type, `<Customer>${inside}</Customer>`)
const company = (name: string) => `<CompanyInfo><CompanyName>${name}</CompanyName></CompanyInfo>`
const resGuest = (inside: string, attributes = '') =>
  `<ResGuests><ResGuest ${attributes}>${inside}</ResGuest></ResGuests>`
const global = (inside: string) => `<ResGlobalInfo>${inside}</ResGlobalInfo>`
const HOTEL = '<BasicPropertyInfo HotelCode="H1"><CompanyName>Hotel Seeblick</CompanyName></BasicPropertyInfo>'
const POS =
  '<POS><Source><BookingChannel Type="4"><CompanyName>Desk Suite</CompanyName></BookingChannel></Source></POS>'
const STAY = `<RoomStays><RoomStay>${HOTEL}</RoomStay></RoomStays>`

describe('the guest', () => {
  it.each<[string, string, string | null]>([
    ['the one of the reservation', resGuest(guestProfile(person('Berg'))), 'Berg, Eva'],
    ['of a profile without a type', resGuest(guestProfile(person('Berg'), null)), 'Berg, Eva'],
    ['without a profile', resGuest(person('Berg')), 'Berg, Eva'],
    ['named in attributes', resGuest(guestProfile('<PersonName GivenName="Eva" Surname="Berg"/>')), 'Berg, Eva'],
    [
      'named by first and last name',
      resGuest(guestProfile('<PersonName FirstName="Eva" LastName="Berg"/>')),
      'Berg, Eva',
    ],
    ['in one text', resGuest(guestProfile('<PersonName>Eva Berg</PersonName>')), 'Eva Berg'],
    [
      'in attributes of the customer',
      resGuest(guestProfile('<Customer FirstName="Eva" LastName="Berg"/>')),
      'Berg, Eva',
    ],
    [
      'right in the customer',
      resGuest(guestProfile('<Customer><GivenName>Eva</GivenName><Surname>Berg</Surname></Customer>')),
      'Berg, Eva',
    ],
    ['no employer', resGuest(guestProfile(`<Customer>${company('Nordwind AG')}</Customer>`)), null],
    [
      'before the contact of the company and the agent',
      resGuest(profile('4', person('Agent')) + profile('3', person('Clerk')) + guestProfile(person('Berg'))),
      'Berg, Eva',
    ],
    ['the whole reservation’s', global(guestProfile(person('Berg'))), 'Berg, Eva'],
    [
      'before a company that stands first',
      profile('3', company('Nordwind AG')) + resGuest(guestProfile(person('Berg'))),
      'Berg, Eva',
    ],
    ['the company that books, where no guest is named', global(profile('3', company('Nordwind AG'))), 'Nordwind AG'],
    ['no travel agent', global(profile('4', company('Sonne Reisen'))), null],
    ['no clerk of a travel agent', global(profile('4', person('Clerk'))), null],
    ['no hotel', STAY + global(HOTEL), null],
    ['no source of an id', '<UniqueID Type="14" ID="1"><CompanyName>Channel One</CompanyName></UniqueID>', null],
    ['no sender inside the reservation', POS, null],
  ])('is %s', (_, inside, guest) => {
    expect(readOne(notif('', reservation('', inside))).guest).toBe(guest)
  })

  it.each([
    ['nobody', '', null],
    ['the person it names', `<Verification>${person('Berg')}</Verification>`, 'Berg, Eva'],
  ])('of a cancellation is %s, and no sender', (_, inside, guest) => {
    const text = `<OTA_CancelRQ>${POS}<UniqueID Type="14" ID="1"><CompanyName>Channel One</CompanyName></UniqueID>${inside}</OTA_CancelRQ>`
    expect(readOne(text).guest).toBe(guest)
  })
})

it('names everybody of the reservation for the search, and neither sender nor hotel', () => {
  const inside =
    POS + STAY + resGuest(guestProfile(person('Berg'))) + global(profile('4', company('Sonne Reisen')) + HOTEL)
  expect(readOne(notif('', reservation('', inside))).names).toEqual(['Berg, Eva', 'Sonne Reisen'])
})
