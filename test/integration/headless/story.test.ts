import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { cancelBooking, changeBooking, newBooking } from '../../../main/rehearsal/sample-exports.ts'
import { foldersFor, scenarioFor, standInFor } from '../../support/make-engine.ts'
import { drop, runNightPorter, until } from '../../support/night-porter.ts'

/** Issue 2, "Done means": the whole story over /rpc, from the real command line. */

const guest = {
  given: 'Philippine',
  surname: 'Quastenberg',
  email: 'philippine@quastenberg.test',
  phone: '+43 660 7654321',
}
const card = { brand: 'VI', number: '4111111111111111', cvv: '937', expires: '1229', holder: 'P QUASTENBERG' }
const TOKEN = 'story-token-0123456789abcdef0123456789'
const PASSWORD = 'practice-only-password'

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))

it('brings six exports each to its right end, resends what was mended, and leaves nothing readable behind', async () => {
  const standIn = await standInFor()
  const { data } = foldersFor()
  const exportFolder = join(data, '..', `${basename(data)}-export`)
  mkdirSync(exportFolder)
  const settings = {
    version: 1,
    hotelName: 'Hotel Aurora',
    locale: 'en',
    timeZone: 'Europe/Vienna',
    dayEndsAt: '04:00',
    rehearsal: true,
    connections: [
      {
        id: 'pmsx',
        kind: 'pmsxchange',
        label: 'SiteMinder',
        url: `${standIn.url}/webservices/PRACTICE`,
        requestorId: 'PRACTICE',
        username: 'practice-user',
        passwordSecret: 'pmsx',
        timeoutSeconds: 90,
        retry: { steps: [0.3, 0.5], alarmAfterMinutes: 30, giveUpAfterMinutes: 720 },
        pace: { perMinute: 400, concurrent: 3 },
        afterUnknownOutcome: 'retry',
      },
    ],
    folders: [
      {
        id: 'main',
        path: exportFolder,
        connection: 'pmsx',
        pattern: '*.xml',
        ready: { kind: 'quiet', seconds: 0.1 },
        afterCapture: 'archive',
        scanSeconds: 0.2,
        expect: { everyMinutes: 180, between: ['07:00', '23:00'], nightAuditBy: '05:00' },
      },
    ],
    contacts: { 'hotel-it': { name: 'Nordlicht IT', phone: '+43 1 555', hours: '8 to 17' } },
    retention: { deliveredDays: 400, contentDays: 7 },
  }
  const running = await runNightPorter({ data, settings, secrets: { pmsx: PASSWORD }, token: TOKEN })
  onTestFinished(() => running.kill())
  const ending = async (reservationId: string, state: string) =>
    until(`${reservationId} ${state}`, async () =>
      (await running.call('messages.list', { search: reservationId })).items.find(
        (item) => item.reservationId === reservationId && item.state === state,
      ),
    )

  expect(await running.call('health.get')).toMatchObject({
    isRehearsal: true,
    hotelName: 'Hotel Aurora',
    timeZone: 'Europe/Vienna',
  })
  drop(exportFolder, '1.xml', newBooking({ reservationId: 'ST-1', guest, card }))
  expect(await ending('ST-1', 'delivered')).toMatchObject({
    kind: 'new',
    guest: 'Quastenberg, Philippine',
    attempts: 1,
  })
  drop(exportFolder, '2.xml', changeBooking({ reservationId: 'ST-1', guest, card, amount: '199.00' }))
  await until(
    'two delivered',
    async () => (await running.call('messages.list', { state: 'delivered' })).items.length === 2,
  )
  drop(exportFolder, '3.xml', cancelBooking({ reservationId: 'ST-1', guest }))
  await until(
    'three delivered',
    async () => (await running.call('messages.list', { state: 'delivered' })).items.length === 3,
  )
  drop(exportFolder, '4.xml', newBooking({ reservationId: 'ST-4', guest, card, roomType: 'TENT' }))
  const wrong = await ending('ST-4', 'failed')
  expect(wrong).toMatchObject({ cause: 'room-type-unknown', attempts: 1 })
  expect(wrong.explanation).toMatchObject({ resend: expect.any(String), steps: expect.any(Array) })
  drop(exportFolder, '6.xml', `<OTA_HotelResNotifRQ><Surname>${guest.surname}</Surname><a></b></OTA_HotelResNotifRQ>`)
  const broken = await until(
    'broken',
    async () => (await running.call('messages.list', { cause: 'file-broken' })).items[0],
  )
  expect(broken).toMatchObject({ state: 'failed', kind: 'other', fileName: '6.xml' })

  standIn.setScenario(scenarioFor({ rules: [{ until: '+2s', do: { status: 503, html: true } }] }))
  drop(exportFolder, '5.xml', newBooking({ reservationId: 'ST-5', guest, card }))
  await until('an outage', async () => (await running.call('health.get')).connections[0]?.state === 'outage')
  expect((await ending('ST-5', 'delivered')).attempts).toBeGreaterThan(1)

  standIn.setScenario(scenarioFor({ hotels: [{ code: 'AURORA', rooms: ['DBL', 'TENT'] }] }))
  expect(await running.call('causes.list')).toHaveLength(2)
  expect(await running.call('messages.resend', { ids: [wrong.id] })).toMatchObject({ count: 1 })
  expect(await ending('ST-4', 'delivered')).toMatchObject({ id: wrong.id, attempts: 2 })
  await running.call('messages.close', { id: broken.id, reason: 'exported again' })
  expect(await running.call('health.get')).toMatchObject({
    level: 'ok',
    counts: { waiting: 0, sending: 0, confirming: 0, unsure: 0, failed: 0, deliveredToday: 5 },
  })
  expect((await running.call('messages.list', { search: 'quastenb' })).items).toHaveLength(5)
  // As a value or an attribute: three digits alone also turn up in an EchoToken or a TimeStamp.
  expect(standIn.seen.filter(({ body }) => /[">]937["<]/.test(body))).toEqual([])

  const readable = [
    guest.given,
    guest.surname,
    guest.email,
    '7654321',
    card.number,
    '4111 1111',
    card.holder,
    PASSWORD,
    TOKEN,
  ]
  // While it runs the write-ahead log holds the newest pages; after the stop the database alone does.
  const look = () => {
    for (const path of filesBelow(data)) {
      const content = readFileSync(path).toString('latin1').toLowerCase()
      for (const word of readable) expect(content.includes(word.toLowerCase()), `${word} in ${path}`).toBe(false)
    }
  }
  expect(filesBelow(data).some((path) => path.endsWith('-wal'))).toBe(true)
  look()
  expect(await running.stop()).toBe(0)
  look()
  const printed = running.output()
  for (const word of readable) expect(printed).not.toContain(word)
  expect(readdirSync(exportFolder)).toEqual(['6.xml'])
})
