import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cancelBooking, changeBooking, newBooking } from '../../main/rehearsal/sample-exports.ts'
import type { ScenarioFile } from '../../main/rehearsal/scenario.ts'
import { parseScenario } from '../../main/rehearsal/scenario.ts'
import { type StandIn, startStandIn } from '../../main/rehearsal/stand-in.ts'
import { expectOnPage, launchBrowser } from '../support/browser.ts'
import { drop, type Running, removeFolder, runNightPorter, temporaryFolder } from '../support/night-porter.ts'

/** Six exports, each to its right end, as a receptionist sees it in the browser. */

const PASSWORD = 'Practice-Secret-4711'

const scenario = (rooms: string[]) => {
  const file: ScenarioFile = {
    hotel: { code: 'AURORA', rooms, rates: ['BAR'] },
    credentials: { requestorId: 'ABC', username: 'abc', password: PASSWORD },
    rules: [{ match: { reservationId: 'R-1005' }, times: 2, do: { status: 503, html: true } }],
  }
  const parsed = parseScenario(file)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  return parsed.scenario
}

const booking = (reservationId: string, surname: string, given: string, roomType = 'DBL') => ({
  reservationId,
  hotelCode: 'AURORA',
  requestorId: 'ABC',
  guest: { surname, given },
  arrival: '2027-03-04',
  departure: '2027-03-07',
  roomType,
})

let standIn: StandIn
let porter: Running
let browser: Browser
let page: Page
const exportFolder = temporaryFolder()

beforeAll(async () => {
  standIn = await startStandIn({ port: 0, scenario: scenario(['DBL', 'SGL']) })
  porter = await runNightPorter({
    secrets: { pmsx: PASSWORD },
    settings: {
      version: 1,
      hotelName: 'Hotel Aurora',
      locale: 'en',
      rehearsal: true,
      connections: [
        {
          id: 'pmsx',
          kind: 'pmsxchange',
          label: 'SiteMinder',
          url: `${standIn.url}/webservices/ABC`,
          requestorId: 'ABC',
          username: 'abc',
          passwordSecret: 'pmsx',
          retry: { steps: [0.3, 0.5, 1], alarmAfterMinutes: 30, giveUpAfterMinutes: 720 },
        },
      ],
      folders: [
        {
          id: 'main',
          path: exportFolder,
          connection: 'pmsx',
          ready: { kind: 'quiet', seconds: 0.2 },
          scanSeconds: 0.2,
        },
      ],
      contacts: { 'hotel-manager': { name: 'Jana Brandt', phone: '+43 1 555 0100' } },
    },
  })
  browser = await launchBrowser()
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  page = await context.newPage()
  await page.goto(`${porter.url}/#token=${porter.token}`)
})

afterAll(async () => {
  await browser?.close()
  await porter?.stop()
  await standIn?.close()
  removeFolder(exportFolder)
  if (porter) removeFolder(porter.data)
})

const sentence = () => page.getByRole('heading', { level: 1 })

/** Asks the search as staff do and reads the answer for a guest. */
const answerFor = async (words: string) => {
  await page.getByRole('searchbox').fill(words)
  return page.getByRole('main')
}

/** Ends when what fades in or out has done so: colours on the way are no colours of the screen. */
const untilStill = () =>
  page.waitForFunction(() =>
    document
      .getAnimations()
      .every(
        ({ effect, playState }) =>
          playState !== 'running' || effect?.getComputedTiming().iterations === Number.POSITIVE_INFINITY,
      ),
  )

/**
 * Fluent's own focus guards and toasts are left out: they are in no landmark by design, and go away by
 * themselves.
 */
const noViolations = async () => {
  await untilStill()
  const { violations } = await new AxeBuilder({ page })
    .exclude('[data-tabster-dummy]')
    .exclude('.fui-Toaster')
    .analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)).toEqual(
    [],
  )
}

describe('six exports on screen', () => {
  test('an empty hotel says that nothing has come yet, and the token has left the address bar', async () => {
    await expectOnPage(sentence()).toHaveText('Nothing has come from your PMS yet.')
    expect(page.url()).not.toContain(porter.token)
    await noViolations()
  })

  test('what needs somebody is named with its cause, and everything else goes out', async () => {
    drop(exportFolder, 'res-1001.xml', newBooking(booking('R-1001', 'Lindgren', 'Maja')))
    drop(exportFolder, 'res-1002.xml', changeBooking(booking('R-1002', 'Okonkwo', 'Chidi')))
    drop(exportFolder, 'res-1003.xml', cancelBooking(booking('R-1003', 'Haddad', 'Samir')))
    drop(exportFolder, 'res-1004.xml', newBooking(booking('R-1004', 'Moreau', 'Claire', 'XXL')))
    drop(exportFolder, 'res-1005.xml', newBooking(booking('R-1005', 'Tanaka', 'Yui')))
    drop(
      exportFolder,
      'res-1006.xml',
      newBooking(booking('R-1006', 'Novak', 'Petr')).replace('<RoomStays>', '<RoomStays'),
    )
    await expectOnPage(sentence()).toHaveText('2 reservations need someone.', { timeout: 20_000 })
    await expectOnPage(page.getByRole('heading', { name: 'SiteMinder does not know room type XXL' })).toBeVisible()
    await expectOnPage(page.getByRole('heading', { name: 'The export file is damaged' })).toBeVisible()
    await expectOnPage(page.getByText('Jana Brandt')).toBeVisible()
    await expectOnPage(page.getByText('+43 1 555 0100')).toBeVisible()
    await noViolations()
  })

  test.each([
    ['lindgren', 'R-1001'],
    ['okon', 'R-1002'],
    ['Haddad', 'R-1003'],
    ['tanaka', 'R-1005'],
  ])('the search for %s answers that %s has been accepted', async (words, number) => {
    const main = await answerFor(words)
    await expectOnPage(main.getByText(number)).toBeVisible({ timeout: 20_000 })
    await expectOnPage(main.getByText('Yes.')).toBeVisible({ timeout: 20_000 })
  })

  test('the one that met a 503 shows its tries', async () => {
    const main = await answerFor('tanaka')
    await main
      .getByRole('link', { name: /Tanaka/ })
      .first()
      .click()
    await expectOnPage(page.getByRole('heading', { level: 1 })).toContainText('Tanaka')
    await expectOnPage(page.getByText('Try 1', { exact: false }).first()).toBeVisible()
    await expectOnPage(page.getByText('SiteMinder accepted it', { exact: false }).first()).toBeVisible()
    await noViolations()
  })

  test('a person resends the refused one after the room is known', async () => {
    standIn.setScenario(scenario(['DBL', 'SGL', 'XXL']))
    await page.getByRole('navigation').getByRole('link', { name: /Home/ }).click()
    await page.getByRole('button', { name: 'Resend: SiteMinder does not know room type XXL' }).click()
    const dialog = page.getByRole('dialog')
    await expectOnPage(dialog).toContainText('SiteMinder')
    await noViolations()
    await dialog.getByRole('button', { name: /^Resend/ }).click()
    await expectOnPage(page.getByRole('heading', { name: 'SiteMinder does not know room type XXL' })).toBeHidden({
      timeout: 20_000,
    })
    const main = await answerFor('moreau')
    await expectOnPage(main.getByText('Yes.')).toBeVisible({ timeout: 20_000 })
  })

  test('the damaged file is closed by hand, and all is well', async () => {
    const main = await answerFor('res-1006')
    await main
      .getByRole('link', { name: /res-1006/ })
      .first()
      .click()
    await page.getByRole('button', { name: /Handled by hand/ }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Not needed any more').click()
    await expectOnPage(dialog).toBeHidden()
    await page.getByRole('navigation').getByRole('link', { name: /Home/ }).click()
    await expectOnPage(sentence()).toHaveText('Everything your PMS sent out has been delivered.', { timeout: 20_000 })
  })

  test('the settings show the folder live and the connection test passes', async () => {
    await page
      .getByRole('navigation')
      .getByRole('link', { name: /Settings/ })
      .click()
    await page.getByRole('button', { name: 'Test the connection' }).click()
    await expectOnPage(page.getByText('SiteMinder answers and lets Night Porter in.')).toBeVisible({ timeout: 20_000 })
    await expectOnPage(page.getByText('res-1006.xml').first()).toBeVisible()
    await noViolations()
  })

  test('each was delivered once, and the logs know no guest and no password', async () => {
    expect(standIn.bookings().map(({ timesAccepted }) => timesAccepted)).toEqual([1, 1, 1, 1, 1])
    expect(standIn.maxInFlight('AURORA')).toBe(1)
    const logs = join(porter.data, 'logs')
    const text = readdirSync(logs)
      .map((name) => readFileSync(join(logs, name), 'utf8'))
      .join('\n')
    expect(text).toContain('captured')
    for (const secret of [PASSWORD, 'Lindgren', 'Okonkwo', 'Haddad', 'Moreau', 'Tanaka', 'Novak', 'Maja', 'Chidi'])
      expect(`${text}${porter.output()}`).not.toContain(secret)
    expect(text).not.toContain(porter.token)
  })
})
