import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { expect, test } from 'vitest'
import { expectOnPage, launchBrowser } from '../support/browser.ts'
import { practiceHotel, removeFolder, runNightPorter, temporaryFolder } from '../support/night-porter.ts'
import { readLockFile } from '../support/supply-chain/lock-file.ts'
import { shippedPackages } from '../support/supply-chain/shipped.ts'

const root = join(import.meta.dirname, '../..')

test('settings show the licence of everything that is shipped', async () => {
  const exportFolder = temporaryFolder()
  const porter = await runNightPorter({ settings: practiceHotel({ url: 'http://127.0.0.1:9', exportFolder }) })
  const browser = await launchBrowser()
  try {
    const page = await (await browser.newContext({ viewport: { width: 1024, height: 640 } })).newPage()
    await page.goto(`${porter.url}/#token=${porter.token}`)
    await page.getByRole('link', { name: 'Settings' }).click()
    await page.getByRole('button', { name: 'Show licences' }).click()
    const list = page.locator('.licences')
    await expectOnPage(list).toBeVisible()
    const shown = await list.locator('summary').allTextContents()
    const shipped = shippedPackages(root, readLockFile(root))
    expect(shown).toEqual(shipped.map(({ name, version, licence }) => `${name} ${version} ${licence}`))
    await list.locator('summary', { hasText: /^react 1/ }).click()
    await expectOnPage(list).toContainText('Permission is hereby granted, free of charge')
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
  } finally {
    await browser.close()
    await porter.stop()
    removeFolder(exportFolder)
    removeFolder(porter.data)
  }
})
