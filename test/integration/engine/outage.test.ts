import { describe, expect, it } from 'vitest'
import type { Http } from '../../../main/core/ports/http.ts'
import { newBooking } from '../../../main/rehearsal/sample-exports.ts'
import { inState, makeEngine, scenarioFor, standInFor } from '../../support/make-engine.ts'
import { until } from '../../support/night-porter.ts'

/**
 * The link is down: one probe at a time for the whole connection, nothing lost, everything out again when it
 * is back.
 */

describe('an outage', () => {
  it('is probed one request at a time for all hotels, and everything goes out when it ends', async () => {
    const standIn = await standInFor({ rules: [{ until: '+3s', do: { status: 503, html: true, delayMs: 50 } }] })
    const made = await makeEngine({ standIn, isStarted: false })
    for (let n = 0; n < 6; n++)
      made.drop(`${n}.xml`, newBooking({ reservationId: `O${n}`, hotelCode: ['AURORA', 'NORD', 'SUED'][n % 3] ?? '' }))
    made.engine.start()
    const waiting = await until('an item held by the outage', async () =>
      (await made.all()).find(({ heldBy }) => heldBy?.kind === 'outage'),
    )
    expect(waiting).toMatchObject({ state: 'waiting', cause: 'unavailable', heldBy: { kind: 'outage', id: 'pmsx' } })
    expect(waiting.explanation?.who).toBe('nobody')
    const health = await made.call('health.get')
    expect(health).toMatchObject({ level: 'busy', connections: [{ state: 'outage' }] })
    for (let n = 0; n < 6; n++) await inState(made, `O${n}`, 'delivered')
    const refused = standIn.seen.filter(({ status }) => status === 503)
    expect(refused.length).toBeGreaterThan(1)
    const afterFirstRound = refused.slice(3)
    expect(afterFirstRound.every((one, n) => n === 0 || one.at - (afterFirstRound[n - 1]?.at ?? 0) >= 150)).toBe(true)
    expect(standIn.bookings().every(({ timesAccepted }) => timesAccepted === 1)).toBe(true)
  })

  it('waits as long as the channel asks', async () => {
    const standIn = await standInFor({ rules: [{ do: { status: 503, headers: { 'retry-after': '120' } } }] })
    const made = await makeEngine({ standIn })
    made.drop('1.xml', newBooking({ reservationId: 'W1' }))
    const item = await until('an outage', async () => {
      const found = await made.item('W1')
      return found?.heldBy?.kind === 'outage' ? found : null
    })
    expect((item.nextAttemptAt ?? 0) - Date.now()).toBeGreaterThan(100_000)
    made.drop('2.xml', newBooking({ reservationId: 'W2', hotelCode: 'NORD' }))
    await inState(made, 'W2', 'waiting')
    made.engine.wake()
    await until('the folder is empty', async () => (await made.call('health.get')).folders[0]?.files === 0)
    expect(standIn.counts().requests).toBe(1)
  })

  it('that comes of no reply repeats the booking, and once more only', async () => {
    const standIn = await standInFor({ rules: [{ times: 1, do: { cut: 'before-reply' } }] })
    const made = await makeEngine({ standIn })
    made.drop('1.xml', newBooking({ reservationId: 'U1' }))
    const item = await inState(made, 'U1', 'delivered')
    const { attemptList } = await made.call('messages.get', { id: item.id })
    expect(attemptList.map(({ n, outcome }) => [n, outcome])).toEqual([
      [2, 'delivered'],
      [1, 'retry'],
    ])
    expect(standIn.bookings()[0]?.timesAccepted).toBe(2)
  })

  it('counts "already exists" to a repeat as delivered', async () => {
    const standIn = await standInFor({ onRepeat: 'duplicate', rules: [{ times: 1, do: { cut: 'before-reply' } }] })
    const made = await makeEngine({ standIn })
    made.drop('1.xml', newBooking({ reservationId: 'U2' }))
    expect(await inState(made, 'U2', 'delivered')).toMatchObject({ cause: 'already-there', attempts: 2 })
  })

  it('asks a person where a repeat is risky, and never sends by itself', async () => {
    const standIn = await standInFor({ rules: [{ match: { kind: 'new' }, times: 1, do: { cut: 'before-reply' } }] })
    const made = await makeEngine({ standIn, connection: { afterUnknownOutcome: 'ask' } })
    made.drop('1.xml', newBooking({ reservationId: 'U3' }))
    const unsure = await inState(made, 'U3', 'unsure')
    made.drop('2.xml', newBooking({ reservationId: 'U3', amount: '300.00' }))
    const behind = await until('held', async () => (await made.all()).find(({ heldBy }) => heldBy?.kind === 'message'))
    expect(behind).toMatchObject({ state: 'waiting', cause: 'held-behind-unsure', heldBy: { id: unsure.id } })
    await until('outage over', async () => (await made.call('health.get')).connections[0]?.state === 'ok')
    expect(standIn.counts().byKind.new).toBe(1)
    await made.call('messages.settle', { id: unsure.id, arrived: true, reason: 'seen in the extranet' })
    await inState(made, 'U3', 'delivered')
    expect((await made.call('messages.get', { id: unsure.id })).state).toBe('delivered')
  })

  it('that is given up fails what waited, and any answer of the channel brings it all back', async () => {
    const standIn = await standInFor({ rules: [{ do: { status: 503 } }] })
    const retry = { steps: [0.2], alarmAfterMinutes: 0.005, giveUpAfterMinutes: 0.01 }
    const made = await makeEngine({ standIn, connection: { retry } })
    made.drop('1.xml', newBooking({ reservationId: 'X1' }))
    made.drop('2.xml', newBooking({ reservationId: 'X2', hotelCode: 'NORD' }))
    expect(await inState(made, 'X1', 'failed')).toMatchObject({ cause: 'outage-too-long' })
    await inState(made, 'X2', 'failed')
    const closed = await made.item('X2')
    await made.call('messages.close', { id: closed?.id ?? '', reason: 'entered by hand' })
    standIn.setScenario(
      scenarioFor({
        rules: [{ match: { kind: 'ping' }, do: { otaError: { type: '3', text: 'Ping is not for you' } } }],
      }),
    )
    await inState(made, 'X1', 'delivered')
    expect((await made.item('X2'))?.state).toBe('handled')
  })
})

it('brings back what was given up also when the answer comes to a request that was already in flight', async () => {
  const standIn = await standInFor({
    rules: [
      { times: 1, do: { status: 503 } },
      { match: { kind: 'new' }, times: 1, do: { delayMs: 3_500 } },
    ],
  })
  const retry = { steps: [0.1], alarmAfterMinutes: 0.01, giveUpAfterMinutes: 0.02 }
  const made = await makeEngine({ standIn, connection: { retry } })
  made.drop('1.xml', newBooking({ reservationId: 'Y1' }))
  await until('the probe is in flight', () => standIn.seen.length === 2)
  made.drop('2.xml', newBooking({ reservationId: 'Y2', hotelCode: 'NORD' }))
  expect(await inState(made, 'Y2', 'failed')).toMatchObject({ cause: 'outage-too-long' })
  await inState(made, 'Y1', 'delivered')
  await inState(made, 'Y2', 'delivered')
})

it('does not let one booking with a fault of the link of its own stop the rest', async () => {
  const standIn = await standInFor({ rules: [{ match: { reservationId: 'POISON' }, do: { cut: 'at-once' } }] })
  const made = await makeEngine({ standIn, isStarted: false })
  made.drop('1.xml', newBooking({ reservationId: 'POISON' }))
  made.drop('2.xml', newBooking({ reservationId: 'S1' }))
  made.drop('3.xml', newBooking({ reservationId: 'S2', hotelCode: 'NORD' }))
  made.engine.start()
  await inState(made, 'S1', 'delivered')
  await inState(made, 'S2', 'delivered')
  made.drop('4.xml', newBooking({ reservationId: 'S3' }))
  await inState(made, 'S3', 'delivered')
  await inState(made, 'POISON', 'failed')
})

it('does not spin on a message whose sending breaks inside the program', async () => {
  let calls = 0
  const http = (real: Http): Http => ({
    ...real,
    send: (request) => {
      calls += 1
      if (request.body?.includes('BUG')) throw new Error('a bug')
      return real.send(request)
    },
  })
  const made = await makeEngine({ standIn: await standInFor(), http })
  made.drop('1.xml', newBooking({ reservationId: 'BUG' }))
  await until('tried', () => calls > 0)
  made.drop('2.xml', newBooking({ reservationId: 'FINE', hotelCode: 'NORD' }))
  await inState(made, 'FINE', 'delivered')
  const before = calls
  const stamp = (await made.call('health.get')).folders[0]?.lookedAt ?? 0
  await until(
    'a second of scans',
    async () => ((await made.call('health.get')).folders[0]?.lookedAt ?? 0) > stamp + 1_000,
  )
  expect(calls - before).toBeLessThan(10)
  expect((await made.item('BUG'))?.state).toMatch(/waiting|sending|failed/)
})
