import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { packIcon } from '../../support/make-icons.ts'

const assets = path.resolve(import.meta.dirname, '../../../assets')

/** Reads a Windows icon: each picture with the size its directory says and the size its PNG says. */
const picturesOf = (icon: Buffer) =>
  Array.from({ length: icon.readUInt16LE(4) }, (_, n) => {
    const at = 6 + 16 * n
    const [length, offset] = [icon.readUInt32LE(at + 8), icon.readUInt32LE(at + 12)]
    const png = icon.subarray(offset, offset + length)
    return { said: icon[at] || 256, isPng: png.toString('latin1', 1, 4) === 'PNG', drawn: png.readUInt32BE(16), png }
  })

it('packs pictures so that they are found again', () => {
  const png = readFileSync(path.join(assets, 'icons', 'app-32.png'))
  const [first, second, ...rest] = picturesOf(
    packIcon([
      { size: 32, png },
      { size: 256, png },
    ]),
  )
  expect(rest).toEqual([])
  expect([first?.said, second?.said]).toEqual([32, 256])
  expect(second?.png.equals(png)).toBe(true)
})

it('has the program’s icon in all sizes of Windows', () => {
  const pictures = picturesOf(readFileSync(path.join(assets, 'icons', 'app.ico')))
  expect(pictures.map(({ said }) => said)).toEqual([16, 20, 24, 32, 48, 256])
  for (const { said, drawn, isPng } of pictures) expect([isPng, drawn]).toEqual([true, said])
})

it('has ten tray icons, no two alike at any size', () => {
  const seen = new Set<string>()
  for (const state of ['ok', 'busy', 'attention', 'stopped', 'paused'])
    for (const taskbar of ['light', 'dark']) {
      const name = `tray-${state}-${taskbar}-taskbar`
      const pictures = picturesOf(readFileSync(path.join(assets, 'tray', `${name}.ico`)))
      expect(pictures.map(({ drawn }) => drawn)).toEqual([16, 20, 24, 32, 48])
      for (const { said, png } of pictures) {
        seen.add(createHash('sha256').update(png).digest('hex'))
        if (said < 48) expect(readFileSync(path.join(assets, 'tray', `${name}-${said}.png`)).equals(png)).toBe(true)
      }
    }
  expect(seen.size).toBe(50)
})
