import { describe, expect, it } from 'vitest'
import { newBooking } from '../../../main/rehearsal/sample-exports.ts'
import { inState, makeEngine, standInFor } from '../../support/make-engine.ts'
import { until } from '../../support/night-porter.ts'

/** What stops a whole connection, and what lets it go on. */

describe('wrong credentials', () => {
  it('stop the connection without failing a booking, and a new password releases everything', async () => {
    const standIn = await standInFor()
    const made = await makeEngine({ standIn, secrets: { pmsx: 'an-old-password' } })
    made.drop('1.xml', newBooking({ reservationId: 'P1' }))
    await until('paused', async () => (await made.call('health.get')).connections[0]?.state === 'paused')
    made.drop('2.xml', newBooking({ reservationId: 'P2', hotelCode: 'NORD' }))
    expect(await inState(made, 'P2', 'waiting')).toMatchObject({
      cause: 'wrong-password',
      heldBy: { kind: 'pause', id: 'pmsx' },
    })
    expect(await inState(made, 'P1', 'waiting')).toMatchObject({ cause: 'wrong-password' })
    expect(await made.call('causes.list')).toMatchObject([{ cause: 'wrong-password', paused: true, reservations: 2 }])
    expect((await made.call('health.get')).level).toBe('attention')
    expect(standIn.counts().requests).toBe(1)
    await made.call('secrets.set', { name: 'pmsx', value: 'practice-only-password' })
    await inState(made, 'P1', 'delivered')
    await inState(made, 'P2', 'delivered')
    expect((await made.call('health.get')).level).toBe('ok')
  })

  it('that are missing stop it as well, and say so in the test of the connection', async () => {
    const made = await makeEngine({ standIn: await standInFor(), secrets: {} })
    made.drop('1.xml', newBooking({ reservationId: 'P3' }))
    await until('paused', async () => (await made.item('P3'))?.cause === 'secret-missing')
    const test = await made.call('connections.test', { id: 'pmsx' })
    expect(test).toMatchObject({
      ok: false,
      steps: expect.arrayContaining([expect.objectContaining({ name: 'secret', result: 'fail' })]),
    })
    await made.call('secrets.set', { name: 'pmsx', value: 'practice-only-password' })
    await inState(made, 'P3', 'delivered')
  })
})

describe("a person's pause", () => {
  it('holds everything and says who and why, also after a request that was in flight has ended', async () => {
    const standIn = await standInFor({ rules: [{ times: 1, do: { delayMs: 400 } }] })
    const made = await makeEngine({ standIn })
    made.drop('1.xml', newBooking({ reservationId: 'H1' }))
    await inState(made, 'H1', 'sending')
    await made.call('connections.pause', { id: 'pmsx', reason: 'The channel is being moved.' })
    await inState(made, 'H1', 'delivered')
    made.drop('2.xml', newBooking({ reservationId: 'H2' }))
    expect(await inState(made, 'H2', 'waiting')).toMatchObject({ heldBy: { kind: 'pause' }, attempts: 0 })
    const { detail } = await made.call('health.get')
    expect(detail).toContain('tester')
    expect(detail).toContain('The channel is being moved.')
    await made.call('connections.resume', { id: 'pmsx' })
    await inState(made, 'H2', 'delivered')
  })

  it('is not lifted by a refused password of a request that was in flight', async () => {
    const standIn = await standInFor({ rules: [{ times: 1, do: { delayMs: 400, status: 401 } }] })
    const made = await makeEngine({ standIn })
    made.drop('1.xml', newBooking({ reservationId: 'H3' }))
    await inState(made, 'H3', 'sending')
    await made.call('connections.pause', { id: 'pmsx', reason: 'Not before Monday.' })
    await inState(made, 'H3', 'waiting')
    expect((await made.call('connections.test', { id: 'pmsx' })).ok).toBe(true)
    expect((await made.call('health.get')).connections[0]).toMatchObject({ state: 'paused', isPausedByPerson: true })
    expect((await made.item('H3'))?.attempts).toBe(1)
  })

  it('ends by itself at its time', async () => {
    const made = await makeEngine({ standIn: await standInFor() })
    await made.call('connections.pause', { id: 'pmsx', until: Date.now() + 1_500 })
    made.drop('1.xml', newBooking({ reservationId: 'H4' }))
    await inState(made, 'H4', 'waiting')
    await inState(made, 'H4', 'delivered')
  })
})

it('slows down when the channel throttles, and nobody needs to act', async () => {
  const standIn = await standInFor({ rules: [{ times: 1, do: { status: 429, headers: { 'retry-after': '1' } } }] })
  const made = await makeEngine({ standIn })
  made.drop('1.xml', newBooking({ reservationId: 'T1' }))
  const item = await until('throttled', async () => {
    const found = await made.item('T1')
    return found?.cause === 'throttled' ? found : null
  })
  expect(item.state).toBe('waiting')
  expect(item.explanation?.who).toBe('nobody')
  expect((await made.call('health.get')).level).toBe('busy')
  await inState(made, 'T1', 'delivered')
  const [first, second] = standIn.seen
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(950)
})

it('stops the connection at the third booking in a row that meets a wrong address', async () => {
  const standIn = await standInFor({ rules: [{ match: { kind: 'new' }, times: 3, do: { status: 404 } }] })
  const made = await makeEngine({ standIn })
  for (const n of [1, 2, 3]) {
    made.drop(`${n}.xml`, newBooking({ reservationId: `A${n}` }))
    expect(await inState(made, `A${n}`, 'failed')).toMatchObject({ cause: 'wrong-address' })
  }
  expect((await made.call('health.get')).connections[0]?.state).toBe('paused')
  expect((await made.call('connections.test', { id: 'pmsx' })).ok).toBe(true)
  for (const n of [1, 2, 3]) await inState(made, `A${n}`, 'delivered')
})
