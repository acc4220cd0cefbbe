import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { newBooking } from '../../../main/rehearsal/sample-exports.ts'
import {
  drop,
  type Running,
  removeFolder,
  runCommand,
  runNightPorter,
  temporaryFolder,
  until,
} from '../../support/night-porter.ts'

const exportFolder = temporaryFolder()
const settings = (change: Record<string, unknown> = {}, connection: Record<string, unknown> = {}) => ({
  version: 1,
  rehearsal: true,
  connections: [
    {
      id: 'pmsx',
      kind: 'pmsxchange',
      label: 'SiteMinder',
      url: 'http://127.0.0.1:9/webservices/ABC',
      requestorId: 'ABC',
      username: 'abc',
      passwordSecret: 'pmsx',
      ...connection,
    },
  ],
  folders: [
    {
      id: 'main',
      path: exportFolder,
      connection: connection.id ?? 'pmsx',
      ready: { kind: 'quiet', seconds: 0.2 },
      scanSeconds: 0.2,
    },
  ],
  ...change,
})

let porter: Running | null = null
afterEach(async () => {
  await porter?.stop()
  if (porter) removeFolder(porter.data)
})

test('settings that do not fit the data are refused by field: practice for real data, and a connection that still has bookings', async () => {
  porter = await runNightPorter({ settings: settings(), secrets: { pmsx: 'x' } })
  drop(exportFolder, 'res-1.xml', newBooking({ reservationId: 'R1' }))
  await until('captured', async () => (await porter?.all())?.length === 1)
  const refused = await porter.raw('settings.save', {
    body: JSON.stringify({ settings: settings({}, { id: 'other' }) }),
  })
  expect(refused.status).toBe(409)
  expect((await refused.json()).error.message).toMatch(/connections: must still list 'pmsx', which has 1 messages/)
  await porter.stop()

  writeFileSync(join(porter.data, 'settings.json'), JSON.stringify(settings({}, { id: 'other' })))
  const renamed = await runCommand(['serve', '--data', porter.data])
  expect(renamed.code).toBe(2)
  expect(renamed.err).toMatch(/connections: must still list 'pmsx'/)

  const real = settings({ rehearsal: false }, { url: 'https://channel.invalid/webservices/ABC' })
  writeFileSync(
    join(porter.data, 'settings.json'),
    JSON.stringify({ ...real, folders: [{ id: 'main', path: exportFolder, connection: 'pmsx' }] }),
  )
  const mixed = await runCommand(['status', '--data', porter.data])
  expect(mixed.code).toBe(2)
  expect(mixed.err).toMatch(/rehearsal: must stay true here/)
})
