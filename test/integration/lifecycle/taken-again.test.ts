import { readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { newBooking } from '../../../main/rehearsal/sample-exports.ts'
import type { StandIn } from '../../../main/rehearsal/stand-in.ts'
import { foldersFor, inState, type MadeEngine, makeEngine, standInFor } from '../../support/make-engine.ts'
import { drop, practiceHotel, until } from '../../support/night-porter.ts'
import { databaseIn } from './hotel.ts'

/**
 * After a loss the newest message that is there need not be the newest that went out: what the PMS says now
 * is sent.
 */

const a = newBooking({ reservationId: 'R', amount: '100.00' })
const b = newBooking({ reservationId: 'R', amount: '200.00' })

/** A hotel of which B, the newest state of the booking, was captured and delivered, and is lost. */
const afterLoss = async (afterCapture: 'archive' | 'leave') => {
  const standIn = await standInFor()
  const { data, exportFolder } = foldersFor()
  const settings = practiceHotel({ url: standIn.url, exportFolder, folder: { afterCapture } })
  const start = () => makeEngine({ data, settings })
  const first = await start()
  drop(exportFolder, 'r.xml', a)
  await inState(first, 'R', 'delivered')
  await first.stop()
  const copy = readFileSync(databaseIn(data))
  const second = await start()
  drop(exportFolder, 'r.xml', b)
  await until('b delivered', async () => (await second.all()).filter(isDelivered).length === 2)
  await second.stop()
  writeFileSync(databaseIn(data), copy)
  return { standIn, exportFolder, made: await start() }
}
const isDelivered = ({ state }: { state: string }) => state === 'delivered'
const sent = (standIn: StandIn): string[] =>
  standIn.seen
    .filter(({ reservationIds }) => reservationIds.includes('R'))
    .map(({ body }) => (body.includes('200.00') ? 'b' : 'a'))
const notices = async (made: MadeEngine) =>
  ((await made.call('health.get')).notices ?? []).map(({ sentence }) => sentence).join()

it('an export that says again what was said before the lost one is no duplicate', async () => {
  const { standIn, exportFolder, made } = await afterLoss('archive')
  expect(await notices(made)).toContain('1 captured message is missing')
  await until('said first', async () =>
    (await made.call('health.get')).sentence.includes('1 captured message is missing from the database'),
  )
  drop(exportFolder, 'r.xml', a)
  await until('sent again', () => sent(standIn).join('') === 'aba')
  await until('both delivered', async () => (await made.all()).filter(isDelivered).length === 2)
})

it('the lost file itself is taken again', async () => {
  const { standIn, exportFolder, made } = await afterLoss('archive')
  drop(exportFolder, 'r.xml', b)
  await until('sent again', () => sent(standIn).join('') === 'abb')
  await until('delivered', async () => (await made.all()).filter(isDelivered).length === 2)
})

it('a file that stays in its folder is taken again where it was written again, and only then', async () => {
  const { standIn, exportFolder, made } = await afterLoss('leave')
  // B lies there and is not known any more.
  await until('b taken again', () => sent(standIn).join('') === 'abb')
  await until('delivered', async () => (await made.all()).filter(isDelivered).length === 2)
  await made.stop()
  const again = await makeEngine({
    data: made.data,
    settings: JSON.parse(readFileSync(join(made.data, 'settings.json'), 'utf8')),
  })
  drop(exportFolder, 'other.xml', newBooking({ reservationId: 'OTHER' }))
  await inState(again, 'OTHER', 'delivered')
  expect(sent(standIn).join('')).toBe('abb')
  // The same words, written by the PMS at another time.
  writeFileSync(join(exportFolder, 'r.xml'), a)
  utimesSync(join(exportFolder, 'r.xml'), new Date(), new Date(Date.now() + 60_000))
  await until('a taken again', () => sent(standIn).join('') === 'abba')
})
