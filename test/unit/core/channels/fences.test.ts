import { describe, expect, it } from 'vitest'
import type { MessageKind } from '../../../../main/contract/words.ts'
import { channels } from '../../../../main/core/channels/registry.ts'
import { applyPolicy, isLocked, lockedFields } from '../../../../main/core/settings/policy.ts'
import { cancelBooking, newBooking } from '../../../../main/rehearsal/sample-exports.ts'

/** What the settings of a connection keep from going out, and that every code in a request is ours. */

const sending = { secret: 'practice-only', requestId: 'e', at: 0 }
const base = { id: 'c', label: 'Channel', url: 'https://channel.example/api' }
const folders = [{ id: 'main', path: '/export', connection: 'c' }]

const connect = (connection: Record<string, unknown>) => {
  const parsed = channels.parseSettings({ version: 1, connections: [{ ...base, ...connection }], folders })
  const [settings] = parsed.ok ? parsed.settings.connections : []
  if (!settings) throw new Error(JSON.stringify(parsed))
  return channels.connect(settings)
}
const problemsOf = (connection: Record<string, unknown>) => {
  const parsed = channels.parseSettings({ version: 1, connections: [{ ...base, ...connection }], folders })
  return parsed.ok ? [] : parsed.problems.map(({ field }) => field)
}
const soap = { kind: 'pmsxchange', requestorId: 'OURS', username: 'u', passwordSecret: 's' }
const soapWrite = (text: string, more: Record<string, unknown> = {}) => {
  const read = channels.of('pmsxchange').readExport(new TextEncoder().encode(text))
  const [message] = read.kind === 'messages' ? read.messages : []
  if (!message) throw new Error(read.kind)
  return connect({ ...soap, ...more }).buildWrite(message, sending)
}

describe('the hotels of a connection', () => {
  const only = { hotelCodes: ['AURORA', 'NORD'] }
  const fenced = (asked: string) => ({ ok: false, cause: 'outside-fence', facts: { field: 'hotelCodes', asked } })

  it('are the only ones that bookings, changes and cancellations go out for', () => {
    expect(soapWrite(newBooking({ reservationId: 'A', hotelCode: 'NORD' }), only).ok).toBe(true)
    expect(soapWrite(newBooking({ reservationId: 'A', hotelCode: 'SUED' }), only)).toEqual(fenced('SUED'))
    expect(soapWrite(newBooking({ reservationId: 'A', hotelCode: 'SUED' })).ok).toBe(true)
    expect(soapWrite(cancelBooking({ reservationId: 'A', hotelCode: 'SUED' }), only)).toEqual(fenced('SUED'))
  })

  it('are asked of every code in the message, wherever it stands, and one must stand there', () => {
    const hidden = newBooking({ reservationId: 'A', hotelCode: 'AURORA' }).replace(
      '</HotelReservation>',
      '<TPA_Extensions><Other HotelCode="SUED"/></TPA_Extensions></HotelReservation>',
    )
    expect(soapWrite(hidden, only)).toEqual(fenced('SUED'))
    const updates = (code: string) =>
      `<OTA_HotelAvailNotifRQ><AvailStatusMessages${code}><AvailStatusMessage BookingLimit="1"><StatusApplicationControl Start="2026-01-01" End="2026-01-02" InvTypeCode="A"/></AvailStatusMessage></AvailStatusMessages></OTA_HotelAvailNotifRQ>`
    expect(soapWrite(updates(''), only)).toEqual(fenced('-'))
    expect(soapWrite(updates(' HotelCode="NORD"'), only).ok).toBe(true)
  })

  it('are decided and locked by the policy of IT, whatever the settings say', () => {
    const settings = { version: 1, folders, connections: [{ ...base, ...soap, hotelCodes: ['SUED'] }] }
    const policy = { connections: [{ id: 'c', hotelCodes: ['NORD'] }] }
    const merged = applyPolicy(settings, policy)
    expect(merged).toMatchObject({ connections: [{ hotelCodes: ['NORD'] }] })
    expect(isLocked('connections[0].hotelCodes[0]', lockedFields(merged, policy))).toBe(true)
  })

  it('are refused by the name of their field where they are none', () => {
    expect(problemsOf({ ...soap, hotelCodes: [] })).toEqual(['connections[0].hotelCodes'])
    expect(problemsOf({ ...soap, paths: ['/v1'] })).toEqual(['connections[0].paths'])
  })
})

describe('the paths and methods of a job API', () => {
  const api = { kind: 'propexo', tokenSecret: 's' }
  const write = (method: string, path: string, more: Record<string, unknown> = {}) => {
    const body = JSON.stringify({ method, path, reference: 'R', body: {} })
    const message = { messageType: `${method} ${path}`, kind: 'new' as MessageKind, hotelCode: null, body }
    return connect({ ...api, ...more }).buildWrite(message, sending)
  }
  const fenced = (field: string) => ({ ok: false, cause: 'outside-fence', facts: { field } })

  it.each(['/v1/admin/users/7', '/v1/admin', '/v1/%61dmin/users', '/V1/Admin/x', '/v1/./admin/x', '/v1//admin/x'])(
    'without a setting never include the calls of the API itself: DELETE %s',
    (path) => expect(write('DELETE', path)).toMatchObject(fenced('paths')),
  )

  it('without a setting include all else', () => {
    for (const path of ['/v1/residents/', '/v1/administration', '/v2/admin']) expect(write('POST', path).ok).toBe(true)
  })

  it('are the only ones where they are set', () => {
    const only = { paths: ['/v1/residents', '/v1/hotels/*/guests'], methods: ['POST', 'PUT'] }
    for (const path of ['/v1/residents', '/v1/residents/7?x=1', '/v1/hotels/9/guests/1'])
      expect(write('POST', path, only).ok).toBe(true)
    for (const path of ['/v1/resident', '/v1/hotels/9/rooms', '/v1/hotels', '/', '/v1/residents2'])
      expect(write('POST', path, only)).toMatchObject(fenced('paths'))
    expect(write('DELETE', '/v1/residents/7', only)).toMatchObject(fenced('methods'))
    expect(write('POST', '/v1/admin/x', { paths: ['/v1/admin'] }).ok).toBe(true)
  })

  it('are refused by the name of their field where they are none', () => {
    expect(problemsOf({ ...api, paths: ['v1'] })).toEqual(['connections[0].paths[0]'])
    expect(problemsOf({ ...api, methods: ['GET'] })).toEqual(['connections[0].methods[0]'])
  })
})

it('stamps every RequestorID of a message, however many a PMS wrote and wherever they stand', () => {
  const source = '<Source><RequestorID Type="10" ID="THEIRS"/></Source>'
  const text = newBooking({ reservationId: 'A', hotelCode: 'H' })
    .replace(/<POS>[\s\S]*?<\/POS>/, '')
    .replace('<HotelReservations>', `<POS>${source}${source}</POS><HotelReservations>`)
    .replace('</HotelReservation>', `<TPA_Extensions>${source}</TPA_Extensions></HotelReservation>`)
  const built = soapWrite(text)
  const body = built.ok ? String(built.request.body) : ''
  expect(body.match(/<RequestorID[^>]*>/g)?.length).toBe(3)
  expect(body).not.toContain('THEIRS')
  expect(body.match(/ID="OURS"/g)?.length).toBe(3)
})
