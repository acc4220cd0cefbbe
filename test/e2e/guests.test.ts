import { AxeBuilder } from '@axe-core/playwright'
import { expect, onTestFinished, test } from 'vitest'
import { newBooking } from '../../main/rehearsal/sample-exports.ts'
import { startStandIn } from '../../main/rehearsal/stand-in.ts'
import { expectOnPage, launchBrowser } from '../support/browser.ts'
import { scenarioFor } from '../support/make-engine.ts'
import {
  drop,
  practiceHotel,
  practiceSecrets,
  removeFolder,
  runNightPorter,
  temporaryFolder,
  until,
} from '../support/night-porter.ts'

test('settings show what is stored of a guest, and erase it', async () => {
  const exportFolder = temporaryFolder()
  const standIn = await startStandIn({ port: 0, scenario: scenarioFor() })
  const porter = await runNightPorter({
    settings: practiceHotel({ url: standIn.url, exportFolder }),
    secrets: practiceSecrets,
  })
  const browser = await launchBrowser()
  onTestFinished(async () => {
    await browser.close()
    await porter.stop()
    await standIn.close()
    removeFolder(exportFolder)
    removeFolder(porter.data)
  })
  drop(exportFolder, 'a.xml', newBooking({ reservationId: 'GU-1', guest: { given: 'Wiebke', surname: 'Quellmoos' } }))
  await until('delivered', async () => (await porter.all()).some(({ state }) => state === 'delivered'))
  const page = await (await browser.newContext({ viewport: { width: 1024, height: 640 } })).newPage()
  await page.goto(`${porter.url}/#token=${porter.token}`)
  await page.getByRole('link', { name: 'Settings' }).click()
  await page.getByLabel('Name of the guest, or number of the reservation').fill('Quellmoos')
  await page.getByRole('button', { name: 'Show what is stored' }).click()
  await expectOnPage(page.locator('.stored')).toContainText('Quellmoos, Wiebke GU-1')
  await expectOnPage(page.locator('.stored')).toContainText('1 attempts, 1 replies, 0 acts of staff, content kept')
  await page.getByRole('button', { name: 'Erase …' }).click()
  const dialog = page.getByRole('dialog')
  await expectOnPage(dialog).toContainText('Erase 1 message of this guest?')
  await expectOnPage(dialog).toHaveCSS('opacity', '1')
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
  await dialog.getByLabel('Reason').fill('asked by letter')
  await dialog.getByRole('button', { name: 'Erase everything' }).click()
  await expectOnPage(dialog).toBeHidden()
  await expectOnPage(page.getByText('Nothing is stored of this guest.')).toBeVisible()
  expect(await porter.all()).toEqual([])
})
