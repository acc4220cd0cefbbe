import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Files } from '../../../main/core/ports/files.ts'
import { practiceHotel, until } from '../../support/night-porter.ts'
import { captureHotel, NOWHERE } from './parts.ts'

/** Files whose listing can be held, and which count the watches that are open and the scans. */
const heldFiles = () => {
  let open = 0
  let scans = 0
  let isHeld = false
  let release: () => void = () => undefined
  let gate = Promise.resolve()
  return {
    open: () => open,
    scans: () => scans,
    hold: () => {
      const held = Promise.withResolvers<void>()
      gate = held.promise
      isHeld = true
      release = held.resolve
    },
    release: () => {
      isHeld = false
      release()
    },
    files: (real: Files): Files => ({
      ...real,
      list: async (folder) => {
        scans += 1
        if (isHeld) await gate
        return real.list(folder)
      },
      watch: (folder, nudge) => {
        open += 1
        const unwatch = real.watch(folder, nudge)
        return () => {
          open -= 1
          unwatch()
        }
      },
    }),
  }
}

const open = async () => {
  const held = heldFiles()
  const made = await captureHotel({ files: held.files })
  await until('it is scanned', () => held.scans() > 0)
  let changes = 0
  made.engine.onChanged((topics) => {
    if (topics.includes('settings')) changes += 1
  })
  const change = async (scanSeconds: number) => {
    const known = changes
    const settings = practiceHotel({ url: NOWHERE, exportFolder: made.exportFolder, folder: { scanSeconds } })
    writeFileSync(join(made.data, 'settings.json'), JSON.stringify(settings))
    await until('they are in force', () => changes > known)
  }
  return { held, made, change }
}

test('settings that change twice while a scan is under way leave one watch of the folder', async () => {
  const { held, change } = await open()
  held.hold()
  const before = held.scans()
  await until('a scan is under way', () => held.scans() > before)
  await change(0.2)
  await until('its watch has ended', () => held.open() === 0)
  await change(0.3)
  held.release()
  const released = held.scans()
  await until('it is scanned again', () => held.scans() > released + 2)
  expect(held.open()).toBe(1)
})

test('settings that change right before the end begin nothing anew after it', async () => {
  const { held, made, change } = await open()
  held.hold()
  const before = held.scans()
  await until('a scan is under way', () => held.scans() > before)
  await change(0.2)
  await until('its watch has ended', () => held.open() === 0)
  await made.stop()
  held.release()
  // What waits for the scan that was held runs on in these turns.
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
  expect(held.open()).toBe(0)
})
