import { readFileSync } from 'node:fs'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Download, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newBooking, severalBookings } from '../../main/rehearsal/sample-exports.ts'
import { encodeExport } from '../../main/rehearsal/sample-wrapping.ts'
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

/** "Save a copy" in a browser: the file that comes down is the file the PMS wrote. */

const delivered = encodeExport(
  newBooking({ reservationId: 'CP-1', guest: { surname: 'Örsted', given: 'Signe' } }),
  'utf-16le-bom',
  true,
)
const broken = Buffer.from('<OTA_HotelResNotifRQ><Surname>Quist</b>\r\n\u0000\u0004', 'latin1')
const group = severalBookings([{ reservationId: 'CP-2' }, { reservationId: 'CP-3' }])
const huge = Buffer.alloc(64 * 1024 * 1024 + 1, 0x20)

let standIn: StandIn
let porter: Running
let browser: Browser
let page: Page
const exportFolder = temporaryFolder()

beforeAll(async () => {
  standIn = await startStandIn({ port: 0, scenario: scenarioFor() })
  porter = await runNightPorter({
    settings: practiceHotel({ url: standIn.url, exportFolder }),
    secrets: practiceSecrets,
  })
  browser = await launchBrowser()
  page = await (await browser.newContext({ viewport: { width: 1024, height: 640 } })).newPage()
  drop(exportFolder, 'res-örsted.xml', delivered)
  drop(exportFolder, 'quist.xml', broken)
  drop(exportFolder, 'group.xml', group)
  drop(exportFolder, 'huge.xml', huge)
  await until('all settled', async () => {
    const items = await porter.all()
    return items.length === 5 && items.every(({ state }) => state === 'delivered' || state === 'failed')
  })
  await page.goto(`${porter.url}/#token=${porter.token}`)
  await expectOnPage(page.getByRole('heading', { level: 1 })).toBeVisible()
})

afterAll(async () => {
  await browser?.close()
  await porter?.stop()
  await standIn?.close()
  removeFolder(exportFolder)
  if (porter) removeFolder(porter.data)
})

/** Finds a message as staff do and opens it. */
const open = async (words: string) => {
  await page.getByRole('searchbox').fill(words)
  await page.getByRole('main').getByRole('link').first().click()
  await expectOnPage(page.getByRole('button', { name: 'Save a copy …' })).toBeVisible()
}

/** Goes through the question and gives what came down. */
const saved = async (): Promise<{ name: string; bytes: Buffer }> => {
  await page.getByRole('button', { name: 'Save a copy …' }).click()
  const dialog = page.getByRole('dialog')
  await expectOnPage(dialog).toContainText('whole card numbers')
  const coming: Promise<Download> = page.waitForEvent('download')
  await dialog.getByRole('button', { name: 'Save the copy' }).click()
  const download = await coming
  await expectOnPage(dialog).toBeHidden()
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) }
}

describe('a saved copy', () => {
  test('of a delivered booking is what the PMS wrote, mark and last byte included', async () => {
    await open('CP-1')
    const { name, bytes } = await saved()
    expect(name).toBe('res-örsted.xml')
    expect(bytes.equals(delivered)).toBe(true)
  })

  test('of a file that could not be used is what the PMS wrote', async () => {
    await open('quist')
    const { name, bytes } = await saved()
    expect(name).toBe('quist.xml')
    expect(bytes.equals(broken)).toBe(true)
  })

  test('of one of several messages is the whole file, and the question says so', async () => {
    await open('CP-3')
    await page.getByRole('button', { name: 'Save a copy …' }).click()
    await expectOnPage(page.getByRole('dialog')).toContainText('the whole file with all 2 messages')
    await page.getByRole('button', { name: 'Not now' }).click()
    expect((await saved()).bytes.toString('utf8')).toBe(group)
  })

  test('asks first: without a yes nothing comes down, and the question can be read by everybody', async () => {
    let downloads = 0
    page.on('download', () => {
      downloads += 1
    })
    await page.getByRole('button', { name: 'Save a copy …' }).click()
    const dialog = page.getByRole('dialog')
    await expectOnPage(dialog.getByRole('button', { name: 'Not now' })).toBeFocused()
    const { violations } = await new AxeBuilder({ page })
      .exclude('[data-tabster-dummy]')
      .exclude('.fui-Toaster')
      .analyze()
    expect(violations.map(({ id }) => id)).toEqual([])
    await page.keyboard.press('Escape')
    await expectOnPage(dialog).toBeHidden()
    // One that was asked for comes down: had the other been coming, it would have been first.
    await saved()
    expect(downloads).toBe(1)
  })

  test('of a file that was never kept is none: the question says why and stays open', async () => {
    await open('huge')
    await page.getByRole('button', { name: 'Save a copy …' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Save the copy' }).click()
    await expectOnPage(dialog.getByText('There is nothing to save', { exact: false })).toContainText('over 64 MB')
    await dialog.getByRole('button', { name: 'Not now' }).click()
    await expectOnPage(dialog).toBeHidden()
  })
})
