import { writeFileSync } from 'node:fs'
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
