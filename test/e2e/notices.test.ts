import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newBooking } from '../../main/rehearsal/sample-exports.ts'
import { type StandIn, startStandIn } from '../../main/rehearsal/stand-in.ts'
import { expectOnPage, launchBrowser } from '../support/browser.ts'
import { scenarioFor } from '../support/make-engine.ts'
import {
  drop,
  practiceHotel,
  practiceSecrets,
  type Running,
  removeFolder,
  runNightPorter,
  temporaryFolder,
  until,
} from '../support/night-porter.ts'

/** What a start found stands on the first screen until a person has dealt with it. */

let standIn: StandIn
let porter: Running
let browser: Browser
const exportFolder = temporaryFolder()

beforeAll(async () => {
  standIn = await startStandIn({ port: 0, scenario: scenarioFor() })
  const before = await runNightPorter({
    settings: practiceHotel({ url: standIn.url, exportFolder }),
    secrets: practiceSecrets,
  })
  drop(exportFolder, 'a.xml', newBooking({ reservationId: 'N-1' }))
  await until('delivered', async () => (await before.all()).some(({ state }) => state === 'delivered'))
  await before.stop()
  writeFileSync(join(before.data, 'night-porter.db'), Buffer.alloc(200_000, 0x55))
  porter = await runNightPorter({ data: before.data })
  browser = await launchBrowser()
})

afterAll(async () => {
  await browser?.close()
  await porter?.stop()
  await standIn?.close()
  removeFolder(exportFolder)
  if (porter) removeFolder(porter.data)
})

test('a database that could not be read is told and asks to be settled, and then is gone', async () => {
  const page = await (await browser.newContext({ viewport: { width: 1024, height: 640 } })).newPage()
  await page.goto(`${porter.url}/#token=${porter.token}`)
  const heading = page.getByRole('heading', { level: 1 })
  await expectOnPage(heading).toContainText('The database was damaged and could not be read')
  const close = page.getByRole('button', { name: 'Settled …' })
  await close.click()
  const dialog = page.getByRole('dialog')
  await expectOnPage(dialog).toContainText('Is this settled?')
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
  await dialog.getByRole('button', { name: 'Not yet' }).click()
  await expectOnPage(dialog).toBeHidden()
  await expectOnPage(close).toBeVisible()
  await close.click()
  await dialog.getByRole('button', { name: 'Yes, it is settled' }).click()
  await expectOnPage(close).toBeHidden()
  await expectOnPage(heading).not.toContainText('database')
  expect((await porter.call('health.get')).notices).toEqual([])
})

const openHome = async () => {
  const page = await (await browser.newContext({ viewport: { width: 1024, height: 640 } })).newPage()
  await page.goto(`${porter.url}/#token=${porter.token}`)
  return { page, heading: page.getByRole('heading', { level: 1 }) }
}

test('broken settings are told, and the last good ones can be put back with two presses', async () => {
  const path = join(porter.data, 'settings.json')
  const right = readFileSync(path, 'utf8')
  writeFileSync(path, right.slice(0, -30))
  const { page, heading } = await openHome()
  await expectOnPage(heading).toContainText('the next start would fail')
  const restore = page.getByRole('button', { name: 'Put the last good settings back …' })
  await restore.click()
  const dialog = page.getByRole('dialog')
  await expectOnPage(dialog).toContainText('The broken file is kept in the data folder')
  await dialog.getByRole('button', { name: 'Put them back' }).click()
  await expectOnPage(restore).toBeHidden()
  await expectOnPage(heading).not.toContainText('settings')
  expect(readFileSync(path, 'utf8')).toBe(right)
})

test('exports in a folder that the settings no longer name are told, and captured with one press', async () => {
  const path = join(porter.data, 'settings.json')
  const settings = JSON.parse(readFileSync(path, 'utf8'))
  const newFolder = join(porter.data, 'new-export')
  mkdirSync(newFolder)
  writeFileSync(path, JSON.stringify({ ...settings, folders: [{ ...settings.folders[0], path: newFolder }] }))
  await until('the new folder', async () => (await porter.call('folders.list'))[0]?.path === newFolder)
  drop(exportFolder, 'b.xml', newBooking({ reservationId: 'N-2' }))
  const { page, heading } = await openHome()
  await expectOnPage(heading).toContainText('1 export lies in a folder that the settings no longer name', {
    timeout: 40_000,
  })
  const capture = page.getByRole('button', { name: 'Capture them now' })
  await capture.click()
  await expectOnPage(capture).toBeHidden()
  await until('delivered', async () =>
    (await porter.all()).some(({ reservationId, state }) => reservationId === 'N-2' && state === 'delivered'),
  )
  await expectOnPage(heading).not.toContainText('no longer name')
}, 90_000)
