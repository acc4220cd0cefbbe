import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { chromium, type Page } from 'playwright'
import { findBrowser } from './browser.ts'

/**
 * Draws the bitmaps of assets/icons and assets/tray from the SVGs beside them: `node
 * test/support/make-icons.ts`. The outputs are committed, since nothing that builds Night Porter needs a
 * browser; run it again when a drawing changes.
 */

const assets = path.resolve(import.meta.dirname, '../../assets')

/**
 * Packs PNGs into a Windows icon: 6 bytes of header, 16 per picture, then the pictures. Windows reads PNG in
 * icons since Vista.
 */
export const packIcon = (pictures: readonly { size: number; png: Uint8Array }[]): Buffer => {
  const header = Buffer.alloc(6 + 16 * pictures.length)
  header.writeUInt16LE(1, 2) // an icon, not a cursor
  header.writeUInt16LE(pictures.length, 4)
  let offset = header.length
  pictures.forEach(({ size, png }, n) => {
    const at = 6 + 16 * n
    header.writeUInt8(size % 256, at) // 256 is written as 0
    header.writeUInt8(size % 256, at + 1)
    header.writeUInt16LE(1, at + 4) // colour planes
    header.writeUInt16LE(32, at + 6) // bits per pixel
    header.writeUInt32LE(png.byteLength, at + 8)
    header.writeUInt32LE(offset, at + 12)
    offset += png.byteLength
  })
  return Buffer.concat([header, ...pictures.map(({ png }) => png)])
}

const draw = async (page: Page, svg: string, size: number): Promise<Buffer> => {
  const source = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`
  await page.setContent(
    `<style>body{margin:0}img{display:block}</style><img width="${size}" height="${size}" src="${source}">`,
  )
  await page.waitForFunction('document.images[0].complete')
  return page.screenshot({ omitBackground: true, clip: { x: 0, y: 0, width: size, height: size } })
}

/** Writes NAME.ico with all of `iconSizes`, and NAME-SIZE.png for each of `pngSizes`. */
const makeOne = async (
  page: Page,
  file: string,
  sizes: { icon: readonly number[]; png: readonly number[] },
): Promise<void> => {
  const svg = readFileSync(file, 'utf8')
  const base = file.slice(0, -'.svg'.length)
  const pictures: { size: number; png: Buffer }[] = []
  for (const size of sizes.icon) pictures.push({ size, png: await draw(page, svg, size) })
  writeFileSync(`${base}.ico`, packIcon(pictures))
  for (const { size, png } of pictures) if (sizes.png.includes(size)) writeFileSync(`${base}-${size}.png`, png)
}

const makeIcons = async (): Promise<void> => {
  const executablePath = findBrowser()
  const browser = await chromium.launch(executablePath ? { executablePath } : {})
  try {
    const page = await browser.newPage({ viewport: { width: 256, height: 256 } })
    const all = [16, 20, 24, 32, 48, 256]
    await makeOne(page, path.join(assets, 'icons', 'app.svg'), { icon: all, png: all })
    const tray = path.join(assets, 'tray')
    for (const name of readdirSync(tray).filter((entry) => entry.endsWith('.svg')))
      await makeOne(page, path.join(tray, name), { icon: [16, 20, 24, 32, 48], png: [16, 20, 24, 32] })
  } finally {
    await browser.close()
  }
}

if (import.meta.main) await makeIcons()
