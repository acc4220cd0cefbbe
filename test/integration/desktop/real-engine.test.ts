import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { createFileSecrets } from '../../../main/adapters/secrets-file.ts'
import { methods, Reply } from '../../../main/contract/methods.ts'
import { startDesktop } from '../../../main/desktop/desktop.ts'
import { createThreadEngine } from '../../../main/host/engine-client.ts'
import { askToStop, endStop, hostsIn, joinHosts } from '../../../main/host/hosts.ts'
import { createParts } from '../../../main/host/parts.ts'
import { ownSurroundings } from '../../../main/host/places.ts'
import {
  PRACTICE_PASSWORD,
  PRACTICE_SECRET_NAME,
  practiceScenario,
  practiceSettings,
} from '../../../main/rehearsal/practice-hotel.ts'
import { newBooking } from '../../../main/rehearsal/sample-exports.ts'
import { startStandIn } from '../../../main/rehearsal/stand-in.ts'
import { createElectronDouble } from '../../support/electron-double.ts'
import { eventually } from '../../support/eventually.ts'
import { createProgramFolder } from '../../unit/desktop/start.ts'

/** The real desktop code, the real engine, store and HTTP; only Electron's modules are the double. */

const page = { url: 'app://night-porter/index.html', parent: null }

const folderForTest = (): string => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'np-desktop-engine-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}

/** A hotel ready to send: settings, password, and the channel's stand-in. */
const prepareHotel = async () => {
  const dataFolder = folderForTest()
  const exportFolder = path.join(dataFolder, 'PMS-Export')
  mkdirSync(exportFolder)
  const standIn = await startStandIn({ port: 0, scenario: practiceScenario() })
  onTestFinished(() => standIn.close())
  writeFileSync(
    path.join(dataFolder, 'settings.json'),
    JSON.stringify(practiceSettings({ port: standIn.port, exportFolder })),
  )
  createFileSecrets({ folder: dataFolder }).set(PRACTICE_SECRET_NAME, PRACTICE_PASSWORD)
  return { dataFolder, exportFolder, standIn }
}

const start = async (dataFolder: string) => {
  const double = createElectronDouble({ programFolder: createProgramFolder() })
  const starting = startDesktop({
    electron: double.electron,
    argv: ['night-porter', '--data', dataFolder],
    surroundings: {
      ...ownSurroundings(),
      makeFolder: (folder) => double.app.folders.add(folder),
    },
    createParts,
    guardFaults: () => undefined,
    joinHosts,
    startEngine: createThreadEngine,
  })
  double.app.becomeReady()
  expect(await starting).not.toBeNull()
  const quit = async (): Promise<void> => {
    double.app.quit()
    await eventually(() => expect(double.app.exitCode).toBe(0))
  }
  onTestFinished(quit)
  const delivered = async () => {
    const reply = Reply.parse(await double.invoke(page, 'rpc', 'messages.list', { state: 'delivered' }))
    if (!reply.ok) throw new Error(reply.error.message)
    return methods['messages.list'].output.parse(reply.value).items.map(({ reservationId }) => reservationId)
  }
  return { ...double, quit, delivered }
}

it('captures and delivers while its window is closed, and tells tray and screens', async () => {
  const { dataFolder, exportFolder, standIn } = await prepareHotel()
  const { windows, trays, delivered } = await start(dataFolder)
  await eventually(() => expect(windows[0]?.isVisible()).toBe(true))
  windows[0]?.close()
  expect(windows[0]?.isVisible()).toBe(false)

  writeFileSync(
    path.join(exportFolder, 'booking.xml'),
    newBooking({ reservationId: 'LOBBY-1', guest: { given: 'Ida', surname: 'Quellmoos' } }),
  )
  await eventually(async () => expect(await delivered()).toEqual(['LOBBY-1']))
  expect(standIn.bookings()).toHaveLength(1)
  await eventually(() => expect(trays[0]?.menu.items.map(({ label }) => label)).toContain('1 message delivered today'))
  expect(windows[0]?.webContents.told.some(({ channel }) => channel === 'event')).toBe(true)
})

it('leaves when the hosts of its data folder are asked to, as every user of the PC may', async () => {
  const { dataFolder } = await prepareHotel()
  const { app, windows } = await start(dataFolder)
  await eventually(() => expect(windows[0]?.isVisible()).toBe(true))
  expect(hostsIn(dataFolder)).toMatchObject([{ kind: 'desktop', pid: process.pid, follows: null }])
  const request = askToStop(dataFolder, { now: Date.now(), forMs: 60_000 })
  await eventually(() => expect(app.exitCode).toBe(0))
  expect(hostsIn(dataFolder)).toEqual([])
  endStop(dataFolder, request)
})

it('goes on where it stopped at the next start, and leaves no guest or password in its log', async () => {
  const { dataFolder, exportFolder } = await prepareHotel()
  const first = await start(dataFolder)
  writeFileSync(
    path.join(exportFolder, 'booking.xml'),
    newBooking({ reservationId: 'LOBBY-2', guest: { given: 'Ida', surname: 'Quellmoos' } }),
  )
  await eventually(async () => expect(await first.delivered()).toEqual(['LOBBY-2']))
  await first.quit()

  const second = await start(dataFolder)
  await eventually(async () => expect(await second.delivered()).toEqual(['LOBBY-2']))
  const logs = path.join(dataFolder, 'logs')
  const lines = readdirSync(logs).map((name) => readFileSync(path.join(logs, name), 'utf8'))
  expect(lines.join('')).not.toBe('')
  expect(lines.join('')).not.toMatch(new RegExp(`Quellmoos|${PRACTICE_PASSWORD}`))
})

it('pauses from the tray and sends nothing until it is resumed', async () => {
  const { dataFolder, exportFolder, standIn } = await prepareHotel()
  const { trays, delivered, invoke } = await start(dataFolder)
  const labels = () => trays[0]?.menu.items.map(({ label }) => label)
  await eventually(() => expect(labels()).toContain('Pause sending'))
  trays[0]?.choose('Until I resume it')
  await eventually(() => expect(labels()).toContain('Resume sending'))

  writeFileSync(path.join(exportFolder, 'booking.xml'), newBooking({ reservationId: 'LOBBY-3' }))
  await eventually(async () =>
    expect(await invoke(page, 'rpc', 'messages.list', { state: 'waiting' })).toMatchObject({ value: { items: [{}] } }),
  )
  expect(standIn.bookings()).toEqual([])
  trays[0]?.choose('Resume sending')
  await eventually(async () => expect(await delivered()).toEqual(['LOBBY-3']))
})

it('says in words what is wrong with the settings, with the field’s name', async () => {
  const dataFolder = folderForTest()
  const missing = await start(dataFolder)
  await eventually(() => expect(missing.trays[0]?.toolTip).toContain('Nothing is being sent'))
  expect(missing.trays[0]?.menu.items[0]?.label).toContain(path.join(dataFolder, 'settings.json'))
  await missing.quit()

  writeFileSync(path.join(dataFolder, 'settings.json'), JSON.stringify({ version: 1, connections: [], folders: [] }))
  const wrong = await start(dataFolder)
  await eventually(() =>
    expect(wrong.trays[0]?.menu.items[0]?.label).toContain('connections must list at least one connection'),
  )
  expect(await wrong.invoke(page, 'rpc', 'health.get', {})).toMatchObject({
    ok: false,
    error: { code: 'not-available' },
  })
})
