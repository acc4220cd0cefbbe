import { describe, expect, it } from 'vitest'
import { otaMessageTypes } from '../../../main/core/channels/pmsxchange/ota-messages.ts'
import {
  availability,
  cancelBooking,
  cancelRequest,
  changeBooking,
  newBooking,
} from '../../../main/rehearsal/sample-exports.ts'
import { inState, makeEngine, scenarioFor, standInFor } from '../../support/make-engine.ts'
import { until } from '../../support/night-porter.ts'

/**
 * docs/architecture.md#order-and-healing: one broken booking holds up nobody else, changes of one booking
 * stay in order.
 */

const MINUTE = 60_000
const at = (minutes: number) => Date.parse('2026-11-20T10:00:00Z') + minutes * MINUTE

describe('messages of one reservation', () => {
  it('go in the order in which the PMS wrote them, whatever the names and times of their files', async () => {
    const standIn = await standInFor()
    const made = await makeEngine({ standIn, isStarted: false })
    made.drop('c.xml', newBooking({ reservationId: 'R1', createdAt: at(0), modifiedAt: at(0) }))
    made.drop('b.xml', changeBooking({ reservationId: 'R1', createdAt: at(0), modifiedAt: at(5) }))
    made.drop('a.xml', cancelBooking({ reservationId: 'R1', createdAt: at(0), modifiedAt: at(9) }))
    made.engine.start()
    await until(
      'three deliveries',
      async () => (await made.call('messages.list', { state: 'delivered' })).items.length === 3,
    )
    expect(standIn.seen.map(({ kind }) => kind)).toEqual(['new', 'change', 'cancel'])
    expect(standIn.bookings()).toMatchObject([{ reservationId: 'R1', status: 'cancelled', timesAccepted: 3 }])
  })

  it('let a cancel that names no hotel follow its booking, in the lane of its hotel', async () => {
    const standIn = await standInFor({
      messageTypes: [...otaMessageTypes],
      rules: [{ match: { kind: 'new' }, times: 1, do: { delayMs: 300 } }],
    })
    const made = await makeEngine({ standIn, isStarted: false })
    made.drop('2-cancel.xml', cancelRequest({ reservationId: 'R2', modifiedAt: at(60) }))
    made.drop('1-new.xml', newBooking({ reservationId: 'R2', createdAt: at(0), modifiedAt: at(0) }))
    made.engine.start()
    await until(
      'both delivered',
      async () => (await made.call('messages.list', { state: 'delivered' })).items.length === 2,
    )
    expect(standIn.seen.map(({ kind, messageType }) => [kind, messageType])).toEqual([
      ['new', 'OTA_HotelResNotifRQ'],
      ['cancel', 'OTA_HotelResNotifRQ'],
    ])
    expect((await made.all()).map(({ rewrittenFrom }) => rewrittenFrom)).toEqual(
      expect.arrayContaining([null, 'OTA_CancelRQ']),
    )
    expect(standIn.bookings()).toMatchObject([{ reservationId: 'R2', status: 'cancelled' }])
    expect((await made.all()).map(({ hotelCode }) => hotelCode)).toEqual(['AURORA', 'AURORA'])
    expect(standIn.maxInFlight()).toBe(1)
  })

  it('hold a partial change behind a failed one and say so, until the failed one is closed', async () => {
    const standIn = await standInFor({ messageTypes: [...otaMessageTypes] })
    const made = await makeEngine({ standIn })
    made.drop('1.xml', newBooking({ reservationId: 'R3', roomType: 'TENT' }))
    const failed = await inState(made, 'R3', 'failed')
    made.drop('2.xml', changeBooking({ reservationId: 'R3' }).replace(/<RoomStays>.*<\/RoomStays>/s, ''))
    const held = await inState(made, 'R3', 'waiting')
    expect(held).toMatchObject({
      kind: 'change',
      heldBy: { kind: 'message', id: failed.id },
      cause: 'held-behind-failed',
      attempts: 0,
    })
    expect(held.explanation?.title).toBeTruthy()
    made.drop('3.xml', newBooking({ reservationId: 'OTHER' }))
    await inState(made, 'OTHER', 'delivered')
    expect((await made.call('messages.get', { id: held.id })).attempts).toBe(0)
    await made.call('messages.close', { id: failed.id, reason: 'entered at the channel' })
    // It goes now, and the channel says what it thinks of a change without rooms.
    expect(await inState(made, 'R3', 'failed')).toMatchObject({ id: held.id, kind: 'change', attempts: 1 })
  })

  it('hold a change that names no rooms behind a failed booking: delivered alone it would make the missing rooms look delivered', async () => {
    const standIn = await standInFor()
    const made = await makeEngine({ standIn })
    made.drop('1.xml', newBooking({ reservationId: 'R6', roomType: 'TENT' }))
    const failed = await inState(made, 'R6', 'failed')
    const whole = changeBooking({ reservationId: 'R6' })
    const bare = whole.replace(/<RoomStays>.*<\/RoomStays>/s, '')
    expect(bare.length).toBeLessThan(whole.length)
    made.drop('2.xml', bare)
    const held = await inState(made, 'R6', 'waiting')
    expect(held).toMatchObject({
      kind: 'change',
      heldBy: { kind: 'message', id: failed.id },
      cause: 'held-behind-failed',
      attempts: 0,
    })
    expect((await made.call('health.get')).level).toBe('attention')
    expect(await made.call('messages.get', { id: failed.id })).toMatchObject({ state: 'failed' })
  })

  it('replace a failed booking by its corrected export', async () => {
    const standIn = await standInFor()
    const made = await makeEngine({ standIn })
    made.drop('1.xml', newBooking({ reservationId: 'R4', roomType: 'TENT' }))
    const failed = await inState(made, 'R4', 'failed')
    made.drop('2.xml', newBooking({ reservationId: 'R4', roomType: 'DBL' }))
    const corrected = await inState(made, 'R4', 'delivered')
    expect(await made.call('messages.get', { id: failed.id })).toMatchObject({
      state: 'superseded',
      supersededBy: corrected.id,
    })
    await expect(made.call('messages.resend', { ids: [failed.id] })).rejects.toThrow('wrong-state')
    expect(await made.call('causes.list')).toEqual([])
  })

  it('refuse an older state of a booking than the one delivered, but send it when a person insists, also through a fault', async () => {
    const standIn = await standInFor()
    const made = await makeEngine({ standIn })
    made.drop('new.xml', changeBooking({ reservationId: 'R5', modifiedAt: at(60) }))
    await inState(made, 'R5', 'delivered')
    made.drop('restored.xml', changeBooking({ reservationId: 'R5', modifiedAt: at(10) }))
    const late = await inState(made, 'R5', 'failed')
    expect(late).toMatchObject({ cause: 'out-of-date', attempts: 0 })
    expect(standIn.counts().requests).toBe(1)
    standIn.setScenario(scenarioFor({ rules: [{ match: { kind: 'change' }, times: 1, do: { status: 500 } }] }))
    await made.call('messages.resend', { ids: [late.id] })
    await inState(made, 'R5', 'delivered')
    expect((await made.call('messages.get', { id: late.id })).attempts).toBe(2)
  })
})

describe('availability', () => {
  it('goes strictly first in, first out', async () => {
    const standIn = await standInFor({ rules: [{ match: { kind: 'availability', nth: 1 }, do: { status: 500 } }] })
    const made = await makeEngine({ standIn })
    for (const limit of [5, 4, 3]) {
      made.drop(`a${limit}.xml`, availability({ limit }))
      await until('captured', async () => (await made.all()).length === 6 - limit)
    }
    await until(
      'all delivered',
      async () => (await made.call('messages.list', { state: 'delivered' })).items.length === 3,
    )
    const limits = standIn.seen.map(({ body }) => /BookingLimit="(\d)"/.exec(body)?.[1])
    expect(limits).toEqual(['5', '5', '4', '3'])
  })
})
