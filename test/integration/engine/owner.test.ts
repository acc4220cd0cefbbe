import { describe, expect, it } from 'vitest'
import { newBooking } from '../../../main/rehearsal/sample-exports.ts'
import { foldersFor, inState, makeEngine, standInFor } from '../../support/make-engine.ts'
import { until } from '../../support/night-porter.ts'

/** Who sends: an owner that lost its place settles nothing, and one that gets it back sends as before. */

describe('an owner that loses its place while a request is in flight', () => {
  it('settles nothing of that time, sends it again as the new owner, and goes on sending', async () => {
    const standIn = await standInFor({
      rules: [{ match: { reservationId: 'SLOW' }, times: 1, do: { delayMs: 8_000 } }],
    })
    const made = await makeEngine({ standIn })
    made.drop('1.xml', newBooking({ reservationId: 'SLOW' }))
    const slow = await inState(made, 'SLOW', 'sending')
    made.store.sender.take(99_999, 'somebody else', { after: made.store.sender.read().epoch, holdsLock: true })
    await until(
      'owner again',
      async () => (await made.call('health.get')).sender.isThis && made.store.sender.read().epoch >= 3,
    )
    made.drop('2.xml', newBooking({ reservationId: 'AFTER', hotelCode: 'NORD' }))
    await inState(made, 'AFTER', 'delivered')
    expect(await inState(made, 'SLOW', 'delivered')).toMatchObject({ id: slow.id, attempts: 2 })
    expect(standIn.maxInFlight('AURORA')).toBe(1)
    made.drop('3.xml', newBooking({ reservationId: 'LATER', hotelCode: 'NORD' }))
    expect(await inState(made, 'LATER', 'delivered')).toMatchObject({ attempts: 1 })
    made.drop('4.xml', newBooking({ reservationId: 'LAST' }))
    expect(await inState(made, 'LAST', 'delivered')).toMatchObject({ attempts: 1 })
    const { attemptList } = await made.call('messages.get', { id: slow.id })
    expect(attemptList.map(({ cause }) => cause)).toEqual(['delivered', 'crash-during-send'])
  })
})

describe('a stop', () => {
  it('lets a short request end', async () => {
    const standIn = await standInFor({ rules: [{ do: { delayMs: 500 } }] })
    const { data } = foldersFor()
    const made = await makeEngine({ standIn, data })
    made.drop('1.xml', newBooking({ reservationId: 'E1' }))
    await inState(made, 'E1', 'sending')
    await made.stop()
    const again = await makeEngine({ standIn, data, isStarted: false })
    expect(await again.item('E1')).toMatchObject({ state: 'delivered', attempts: 1 })
  })

  it('waits for long ones as long as a request may take; what had no answer by then goes again after the next start', async () => {
    const standIn = await standInFor({ rules: [{ times: 3, do: { delayMs: 30_000 } }] })
    const { data } = foldersFor()
    const made = await makeEngine({ standIn, data, connection: { timeoutSeconds: 2 } })
    for (const [n, hotelCode] of ['AURORA', 'NORD', 'SUED'].entries())
      made.drop(`${n}.xml`, newBooking({ reservationId: `B${n}`, hotelCode }))
    await until('three in flight', async () => (await made.call('health.get')).counts.sending === 3)
    await made.stop()
    const again = await makeEngine({ standIn, data, isStarted: false })
    // As at any other time: the channel was slow, and not broken off by us.
    for (const item of await again.all()) expect(item).toMatchObject({ state: 'waiting', cause: 'no-answer' })
    again.engine.start()
    for (const n of [0, 1, 2]) expect(await inState(again, `B${n}`, 'delivered')).toMatchObject({ attempts: 2 })
  })
})
