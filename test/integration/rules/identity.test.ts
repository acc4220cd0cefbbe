import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SimAsk } from '../../../main/headless/simulate/sim-channel.ts'
import { accepted, refused, status } from '../../../main/headless/simulate/sim-replies.ts'
import { MINUTE, openSimEngine, SECOND, type SimEngine, simEngine, simSettings } from '../../support/sim-engine.ts'

/**
 * docs/architecture.md#identity-of-a-booking, told on the clock: whatever ids a file names its booking by,
 * older data never goes out after newer, and nothing of one booking replaces anything of another.
 */

type Ids = { own?: string; confirmation?: string; agent?: string }
type Written = Ids & { hotel?: string; name?: string; status?: string; modified?: string }

const OTA = 'xmlns="http://www.opentravel.org/OTA/2003/05"'

const idElements = ({ own, confirmation, agent }: Ids) => ({
  unique: own === undefined ? '' : `<UniqueID Type="14" ID="${own}"/>`,
  numbers: [
    ['40', confirmation],
    ['29', agent],
  ]
    .map(([type, value]) =>
      value === undefined ? '' : `<HotelReservationID ResID_Type="${type}" ResID_Value="${value}"/>`,
    )
    .join(''),
})

const booking = (written: Written): string => {
  const { hotel = 'H1', name = 'Old', status: word = 'Commit', modified } = written
  const { unique, numbers } = idElements(written)
  const property = `<BasicPropertyInfo HotelCode="${hotel}"/>`
  const stay = `<RoomStays><RoomStay><TimeSpan Start="2027-05-01" End="2027-05-04"/>${property}</RoomStay></RoomStays>`
  const guest = `<ResGuests><ResGuest><Profiles><ProfileInfo><Profile><Customer><PersonName><Surname>${name}</Surname></PersonName></Customer></Profile></ProfileInfo></Profiles></ResGuest></ResGuests>`
  const times = `CreateDateTime="2027-01-05T08:00:00Z"${modified === undefined ? '' : ` LastModifyDateTime="${modified}"`}`
  return `<OTA_HotelResNotifRQ ${OTA} ResStatus="${word}"><HotelReservations><HotelReservation ${times}>${unique}${stay}${guest}<ResGlobalInfo><HotelReservationIDs>${numbers}</HotelReservationIDs>${property}</ResGlobalInfo></HotelReservation></HotelReservations></OTA_HotelResNotifRQ>`
}

const cancelOf = (...unique: string[]): string =>
  `<OTA_CancelRQ ${OTA} TimeStamp="2027-01-06T08:00:00Z" CancelType="Cancel">${unique.join('')}</OTA_CancelRQ>`
const uniqueId = (id: string, more = '') => `<UniqueID Type="14" ID="${id}"${more}/>`

const wrongRoom = { type: '3', code: '402', text: 'Invalid room type' }

/** The surnames in the order in which the channel saw them. */
const wire = (sim: SimEngine) => sim.sends().map(({ body }) => /<Surname>(.*?)</.exec(body)?.[1] ?? 'cancel')
const statesOf = (sim: SimEngine) => sim.messages().map(({ state }) => state)

/** The channel answers 500 to the first requests about this name. */
const failing = (name: string, times: number) => {
  let left = times
  return (ask: SimAsk) => {
    if (!ask.body.includes(`>${name}<`) || left === 0) return accepted(ask)
    left -= 1
    return status(500)
  }
}

describe('a booking that is named differently in two files', () => {
  const one: [string, Ids, Ids][] = [
    ['a confirmation was added', { own: '7001' }, { own: '7001', confirmation: 'C-9' }],
    ['the confirmation changed', { own: '7001', confirmation: 'C-8' }, { own: '7001', confirmation: 'C-9' }],
    ['the confirmation alone is left', { own: '7001', confirmation: 'C-9' }, { confirmation: 'C-9' }],
    ['the own number came later', { confirmation: 'C-9' }, { own: '7001', confirmation: 'C-9' }],
    ['the agent’s number alone is left', { own: '7001', agent: 'B-5' }, { agent: 'B-5' }],
  ]
  it.each(one)('keeps its order where %s', async (_, first, second) => {
    const sim = await simEngine({ script: failing('Old', 3) })
    sim.drop(booking({ ...first, name: 'Old' }))
    await sim.runFor(1500)
    sim.drop(booking({ ...second, name: 'New', status: 'Modify' }))
    await sim.until('both settled', () => statesOf(sim).join() === 'delivered,delivered')
    expect(wire(sim)).toEqual(['Old', 'Old', 'Old', 'Old', 'New'])
  })

  it('becomes one when a third file names the ids of both', async () => {
    const sim = await simEngine({ script: (ask) => (ask.body.includes('>First<') ? status(500) : accepted(ask)) })
    sim.drop(booking({ confirmation: 'C-9', name: 'First' }))
    await sim.until('tried', () => sim.sends().length === 1)
    sim.drop(booking({ own: '7001', name: 'Second', status: 'Modify' }))
    await sim.until('the second is delivered', () => statesOf(sim)[1] === 'delivered')
    sim.drop(booking({ own: '7001', confirmation: 'C-9', name: 'Third', status: 'Modify' }))
    await sim.until('all settled', () => statesOf(sim).join() === 'superseded,delivered,delivered')
    await sim.runFor(5 * MINUTE)
    expect(wire(sim).at(-1)).toBe('Third')
    const keys = sim.messages().map(({ orderKey }) => orderKey)
    expect(new Set(keys).size).toBe(1)
  })
})

describe('two bookings', () => {
  it('with one confirmation stay two: neither replaces nor holds the other', async () => {
    const sim = await simEngine({
      script: (ask) => (ask.body.includes('>Ann<') ? refused(ask, wrongRoom) : accepted(ask)),
    })
    sim.drop(booking({ own: '1', confirmation: 'GROUP', name: 'Ann' }))
    await sim.until('failed', () => statesOf(sim)[0] === 'failed')
    sim.drop(booking({ own: '2', confirmation: 'GROUP', name: 'Ben' }))
    await sim.until('delivered', () => statesOf(sim)[1] === 'delivered')
    expect(statesOf(sim)).toEqual(['failed', 'delivered'])
    // The confirmation alone does not say which of them is meant.
    sim.drop(booking({ confirmation: 'GROUP', name: 'Any' }))
    await sim.until('delivered', () => statesOf(sim)[2] === 'delivered')
    expect(statesOf(sim)[0]).toBe('failed')
  })

  it('keep their order where the confirmation of one is the number of the other', async () => {
    const sim = await simEngine({ script: failing('Old', 3) })
    sim.drop(booking({ own: '77', name: 'Old' }))
    await sim.runFor(1500)
    sim.drop(booking({ own: '1', confirmation: '77', name: 'Ben' }))
    sim.drop(booking({ own: '77', name: 'New', status: 'Modify' }))
    await sim.until('all settled', () => statesOf(sim).join() === 'delivered,delivered,delivered')
    expect(wire(sim).filter((name) => name !== 'Ben')).toEqual(['Old', 'Old', 'Old', 'Old', 'New'])
    const keys = sim.messages().map(({ orderKey }) => orderKey)
    expect(keys[2]).toBe(keys[0])
    expect(keys[1]).not.toBe(keys[0])
  })

  it('are both cancelled, and stay known, where a cancellation names both without a type', async () => {
    const sim = await simEngine()
    for (const own of ['4801', '4802']) sim.drop(booking({ own }))
    await sim.until('delivered', () => statesOf(sim).join() === 'delivered,delivered')
    sim.drop(cancelOf('<UniqueID ID="4801"/>', '<UniqueID ID="4802"/>'))
    await sim.until('settled', () => statesOf(sim).slice(2).join() === 'delivered,delivered')
    sim.drop(booking({ own: '4802', name: 'Again', status: 'Modify' }))
    await sim.until('settled', () => statesOf(sim)[4] === 'delivered')
    const keys = sim.messages().map(({ orderKey }) => orderKey)
    expect(keys).toEqual([keys[0], keys[1], keys[0], keys[1], keys[1]])
  })

  it('are both found and both marked by a cancellation that names them both', async () => {
    const sim = await simEngine({ script: (ask) => (ask.kind === 'new' ? refused(ask, wrongRoom) : accepted(ask)) })
    for (const own of ['4801', '4802', '4803']) sim.drop(booking({ own }))
    await sim.until('failed', () => statesOf(sim).join() === 'failed,failed,failed')
    sim.drop(cancelOf(uniqueId('4801'), uniqueId('4802')))
    await sim.until('settled', () => statesOf(sim).slice(3).join() === 'delivered,delivered')
    expect(statesOf(sim).slice(0, 3)).toEqual(['superseded', 'superseded', 'failed'])
    for (const number of ['4801', '4802']) {
      const { items } = await sim.call('messages.list', { search: number, limit: 10 })
      expect(items.map(({ kind }) => kind)).toEqual(['cancel', 'new'])
    }
  })

  it('are one where the ids of a cancellation come from two systems', async () => {
    const sim = await simEngine()
    sim.drop(booking({ own: '4801' }))
    sim.drop(cancelOf(uniqueId('4801', ' ID_Context="PMS"'), uniqueId('SM-77', ' ID_Context="SITEMINDER"')))
    await sim.until('settled', () => statesOf(sim).join() === 'delivered,delivered')
    expect(sim.of('4801')).toHaveLength(2)
    const { items } = await sim.call('messages.list', { search: 'SM-77', limit: 10 })
    expect(items).toHaveLength(1)
  })
})

describe('a cancellation without a hotel', () => {
  const refusing = (hotel: string) => (ask: SimAsk) =>
    ask.body.includes(`HotelCode="${hotel}"`) && ask.kind === 'new' ? refused(ask, wrongRoom) : accepted(ask)

  it('belongs to the hotel of its booking', async () => {
    const sim = await simEngine({ script: refusing('H1') })
    sim.drop(booking({ own: '1001', confirmation: 'C-1' }))
    await sim.until('failed', () => statesOf(sim)[0] === 'failed')
    sim.drop(cancelOf('<UniqueID Type="40" ID="C-1"/>'))
    await sim.until('replaced', () => statesOf(sim).join() === 'superseded,delivered')
    expect(sim.messages()[1]?.hotelCode).toBe('H1')
  })

  it('replaces nothing where bookings of two hotels fit', async () => {
    const sim = await simEngine({ script: refusing('H1') })
    sim.drop(booking({ own: '1001', hotel: 'H2' }))
    sim.drop(booking({ own: '1001', hotel: 'H1' }))
    await sim.until('settled', () => statesOf(sim).join() === 'delivered,failed')
    sim.drop(cancelOf(uniqueId('1001')))
    await sim.runFor(MINUTE)
    expect(statesOf(sim).slice(0, 2)).toEqual(['delivered', 'failed'])
    expect(sim.messages()[2]).toMatchObject({ hotelCode: null, state: 'failed', cause: 'hotel-not-named' })
    expect(sim.sends()).toHaveLength(2)
  })

  it.each([
    [
      'its attributes',
      `<OTA_CancelRQ ${OTA} TimeStamp="2027-01-06T08:00:00Z" HotelCode="H1">${uniqueId('1001')}</OTA_CancelRQ>`,
    ],
    ['BasicPropertyInfo', cancelOf(uniqueId('1001'), '<Segment><BasicPropertyInfo HotelCode="H1"/></Segment>')],
    ['TPA_Extensions', cancelOf(uniqueId('1001'), '<TPA_Extensions><HotelCode>H1</HotelCode></TPA_Extensions>')],
    ['an id of the hotel', cancelOf('<UniqueID Type="10" ID="H1"/>', uniqueId('1001'))],
    ['POS', cancelOf('<POS><Source><TPA_Extensions HotelCode="H1"/></Source></POS>', uniqueId('1001'))],
    [
      'the header around it',
      `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header><x HotelCode="H1"/></e:Header><e:Body>${cancelOf(uniqueId('1001'))}</e:Body></e:Envelope>`,
    ],
  ])('takes the hotel of %s', async (_, cancel) => {
    const sim = await simEngine({ script: refusing('H1') })
    sim.drop(booking({ own: '1001', hotel: 'H1' }))
    sim.drop(booking({ own: '1001', hotel: 'H2' }))
    await sim.until('settled', () => statesOf(sim).join() === 'failed,delivered')
    sim.drop(cancel)
    await sim.until('delivered', () => statesOf(sim).join() === 'superseded,delivered,delivered')
  })
})

describe('a later export', () => {
  const isSent = async (first: string, second: string, timeZone = 'UTC'): Promise<boolean> => {
    const sim = openSimEngine()
    try {
      sim.setSettings({ ...simSettings(), timeZone })
      sim.start()
      await sim.runFor(2 * SECOND)
      sim.drop(booking({ own: '1', name: 'First', status: 'Modify', modified: first }))
      await sim.until('delivered', () => statesOf(sim)[0] === 'delivered')
      sim.drop(booking({ own: '1', name: 'Second', status: 'Modify', modified: second }))
      await sim.until('settled', () => ['delivered', 'failed'].includes(statesOf(sim)[1] ?? ''))
      return statesOf(sim)[1] === 'delivered'
    } finally {
      await sim.end()
    }
  }

  it.each([
    ['one without a zone, then one with', '2027-07-01T10:00:00', '2027-07-01T10:30:00+02:00'],
    ['one with a zone, then one without', '2027-07-01T10:00:00Z', '2027-07-01T09:00:00'],
    ['a time, then the day alone', '2027-07-01T09:00:00Z', '2027-07-01'],
    ['a day, then a time', '2027-07-01', '2027-06-30T23:00:00+02:00'],
    ['the hour that comes twice', '2027-10-31T02:50:00', '2027-10-31T02:10:00'],
    ['the minute alone', '2027-07-01T10:00:30', '2027-07-01T10:00'],
    ['the same time', '2027-07-01T10:00:30Z', '2027-07-01T12:00:30+02:00'],
  ])('is sent where it is not surely older: %s', async (_, first, second) => {
    expect(await isSent(first, second, 'Europe/Vienna')).toBe(true)
  })

  it.each([
    ['both with a zone', '2027-07-01T10:00:00Z', '2027-07-01T11:59:59+02:00'],
    ['both without', '2027-07-01T10:00:00', '2027-07-01T09:59:59'],
    ['both days', '2027-07-02', '2027-07-01'],
    ['without a zone, before the hour that comes twice', '2027-10-31T02:50:00', '2027-10-31T01:59:00'],
  ])('is not sent where it is surely older: %s', async (_, first, second) => {
    expect(await isSent(first, second, 'Europe/Vienna')).toBe(false)
  })
})

describe('any files about one booking', () => {
  const ids = fc.constantFrom<Ids>(
    { own: 'A' },
    { confirmation: 'C' },
    { own: 'A', confirmation: 'C' },
    { own: 'A', agent: 'P' },
    { confirmation: 'C', agent: 'P' },
    { agent: 'P' },
  )

  it('are never delivered older after newer, once they are linked', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(ids, { minLength: 1, maxLength: 4 }),
        fc.array(fc.nat(3), { minLength: 5, maxLength: 5 }),
        async (files, faults) => {
          // The first file names all ids, so that every later one is linked to it.
          const all: Ids[] = [{ own: 'A', confirmation: 'C', agent: 'P' }, ...files]
          const left = new Map(all.map((_, n) => [`N${n}`, faults[n] ?? 0]))
          const sim = openSimEngine({
            script: (ask) => {
              const name = /<Surname>(.*?)</.exec(ask.body)?.[1] ?? ''
              const more = left.get(name) ?? 0
              left.set(name, more - 1)
              return more > 0 ? status(500) : accepted(ask)
            },
          })
          try {
            sim.start()
            await sim.runFor(2 * SECOND)
            for (const [n, one] of all.entries()) {
              sim.drop(booking({ ...one, name: `N${n}`, status: n === 0 ? 'Commit' : 'Modify' }))
              await sim.runFor(1500)
            }
            await sim.until(
              'all settled',
              () => statesOf(sim).every((s) => s === 'delivered' || s === 'superseded'),
              60 * MINUTE,
            )
            const seen = wire(sim).map((name) => Number(name.slice(1)))
            expect(seen).toEqual(seen.toSorted((a, b) => a - b))
          } finally {
            await sim.end()
          }
        },
      ),
      { numRuns: 12 },
    )
  }, 60_000)
})
