import { expect, it } from 'vitest'
import { newBooking } from '../../../main/rehearsal/sample-exports.ts'
import { inState, makeEngine, standInFor } from '../../support/make-engine.ts'
import { startHotel } from '../jobs/hotel.ts'

/** A channel may repeat a whole card number in its answer; no screen and no call shows it. */

const CARD = '4111 1111 1111 1111'

it('is masked in what pmsXchange wrote', async () => {
  const text = `Card ${CARD} of type VI is not accepted here`
  const made = await makeEngine({
    standIn: await standInFor({ rules: [{ do: { otaError: { type: '3', code: '402', text } } }] }),
  })
  made.drop('a.xml', newBooking({ reservationId: 'C1' }))
  const { id } = await inState(made, 'C1', 'failed')
  const detail = await made.call('messages.get', { id })
  expect(detail.attemptList[0]?.vendorText).toMatch(/: Card .*1111 of type VI is not accepted here$/)
  expect(JSON.stringify(detail)).not.toMatch(/4111/)
})

it('is masked in what a job API wrote, also in the explanation', async () => {
  const errors = [{ message: `Card ${CARD} was declined` }]
  const hotel = await startHotel({ scenario: { job: { pendingPolls: 0, end: 'FAILURE', errors } } })
  hotel.book('C2')
  await hotel.reach('C2', 'failed')
  const detail = await hotel.detail('C2')
  expect(detail.explanation?.what).toMatch(/1111 was declined/)
  expect(detail.attemptList[0]?.vendorText).toMatch(/1111 was declined/)
  expect(JSON.stringify(detail)).not.toMatch(/4111/)
})
