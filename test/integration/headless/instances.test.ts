import { expect, it, onTestFinished } from 'vitest'
import { newBooking } from '../../../main/rehearsal/sample-exports.ts'
import { foldersFor, scenarioFor, standInFor } from '../../support/make-engine.ts'
import {
  drop,
  practiceHotel,
  practiceSecrets,
  type Running,
  runNightPorter,
  until,
} from '../../support/night-porter.ts'

/**
 * Two processes on one data folder, and a process that is killed: one sender at any time, nothing lost,
 * nothing doubled in the queue.
 */

const hotel = async (scenario: Parameters<typeof scenarioFor>[0] = {}) => {
  const standIn = await standInFor(scenario)
  const { data, exportFolder } = foldersFor()
  const start = async (): Promise<Running> => {
    const settings = practiceHotel({ url: standIn.url, exportFolder })
    const running = await runNightPorter({ data, settings, secrets: practiceSecrets })
    onTestFinished(() => running.kill())
    return running
  }
  return { standIn, exportFolder, start }
}

const isSender = async (running: Running) => (await running.call('health.get')).sender.isThis

const withState = (running: Running, reservationId: string, state: string) =>
  until(`${reservationId} ${state}`, async () =>
    (await running.all()).find((item) => item.reservationId === reservationId && item.state === state),
  )

it('a second one shows, does not send, lets people act, and takes over at once when the first is killed', async () => {
  const { standIn, exportFolder, start } = await hotel()
  const first = await start()
  await until('the first sends', () => isSender(first))
  const second = await start()
  drop(exportFolder, '1.xml', newBooking({ reservationId: 'TW-10', roomType: 'TENT' }))
  const failed = await withState(second, 'TW-10', 'failed')
  const [a, b] = [await first.call('health.get'), await second.call('health.get')]
  expect([a.sender.isThis, b.sender.isThis]).toEqual([true, false])
  expect(b.sender.name).toBe(a.sender.name)
  expect(b).toMatchObject({ level: a.level, sentence: a.sentence, counts: a.counts })

  standIn.setScenario(scenarioFor({ hotels: [{ code: 'AURORA' }] }))
  expect(await second.call('messages.resend', { ids: [failed.id] })).toMatchObject({ count: 1 })
  await withState(second, 'TW-10', 'delivered')
  expect(await isSender(second)).toBe(false)
  expect((await first.call('messages.get', { id: failed.id })).attempts).toBe(2)

  await first.kill()
  await until('the second sends', () => isSender(second), 5_000)
  drop(exportFolder, '2.xml', newBooking({ reservationId: 'TW-11' }))
  await withState(second, 'TW-11', 'delivered')
  expect(await second.stop()).toBe(0)
  expect(standIn.bookings().map(({ timesAccepted }) => timesAccepted)).toEqual([1, 1])
})

it('killed with a request in flight sends it again after the restart, and loses and doubles nothing in the queue', async () => {
  const { standIn, exportFolder, start } = await hotel({
    rules: [{ match: { reservationId: 'KI-10' }, times: 1, do: { delayMs: 10_000 } }],
  })
  const first = await start()
  drop(exportFolder, '1.xml', newBooking({ reservationId: 'KI-10' }))
  await until('in flight', () => standIn.seen.length === 1)
  drop(exportFolder, '2.xml', newBooking({ reservationId: 'KI-11' }))
  drop(
    exportFolder,
    '3.xml',
    newBooking({ reservationId: 'KI-10', amount: '300.00', createdAt: Date.parse('2026-11-21T10:00:00Z') }),
  )
  await until('three captured', async () => (await first.all()).length === 3)
  await first.kill()

  const second = await start()
  await until(
    'all delivered',
    async () => (await second.call('messages.list', { state: 'delivered' })).items.length === 3,
  )
  expect(await second.all()).toHaveLength(3)
  const sent = standIn.seen.map(({ reservationIds, body }) => [
    reservationIds[0],
    /AmountAfterTax="(\d+)/.exec(body)?.[1],
  ])
  expect(sent.filter(([id]) => id === 'KI-10')).toEqual([
    ['KI-10', '240'],
    ['KI-10', '240'],
    ['KI-10', '300'],
  ])
  expect(sent.filter(([id]) => id === 'KI-11')).toHaveLength(1)
  const [interrupted] = (await second.all()).filter(({ attempts }) => attempts === 2)
  const { attemptList } = await second.call('messages.get', { id: interrupted?.id ?? '' })
  expect(attemptList.map(({ n, outcome, cause }) => ({ n, outcome, cause }))).toEqual([
    { n: 2, outcome: 'delivered', cause: 'delivered' },
    { n: 1, outcome: 'retry', cause: 'crash-during-send' },
  ])
  expect(standIn.counts().repeatedEchoTokens).toBe(0)
})

it('killed again and again while files come in, ends with every file delivered and none twice in the queue', async () => {
  const { standIn, exportFolder, start } = await hotel({ rules: [{ do: { delayMs: 20 } }] })
  const count = 40
  for (let round = 0; round < 3; round++) {
    const running = await start()
    for (let n = round * 10; n < round * 10 + 10; n++)
      drop(exportFolder, `${n}.xml`, newBooking({ reservationId: `KR-${100 + n}` }))
    await until('some captured', async () => (await running.all()).length > round * 10)
    await running.kill()
  }
  const last = await start()
  for (let n = 30; n < count; n++) drop(exportFolder, `${n}.xml`, newBooking({ reservationId: `KR-${100 + n}` }))
  await until(
    'all delivered',
    async () => (await last.call('messages.list', { state: 'delivered', limit: 500 })).items.length === count,
    40_000,
  )
  const items = await last.all()
  expect(items).toHaveLength(count)
  expect(new Set(items.map(({ reservationId }) => reservationId)).size).toBe(count)
  expect(standIn.bookings()).toHaveLength(count)
  expect(standIn.maxInFlight('AURORA')).toBe(1)
  await until('the folder is empty', async () => (await last.call('health.get')).folders[0]?.files === 0)
})
