import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { newBooking } from '../../../main/rehearsal/sample-exports.ts'
import { foldersFor, type MadeEngine } from '../../support/make-engine.ts'
import { drop, practiceHotel, runCommand, until } from '../../support/night-porter.ts'
import { captured, captureHotel, movableClock, NOWHERE, reservations } from './parts.ts'

/**
 * Exports that lie in a folder which the settings no longer name: told, and captured when a person wants it.
 */

const former = async (made: MadeEngine) =>
  (await made.call('health.get')).notices?.find(({ id }) => id.startsWith('former-folder:'))
const untilNamed = (made: MadeEngine, count: number) =>
  until(`${count} are named`, async () => {
    const notice = await former(made)
    return notice?.sentence.startsWith(`${count} export`) ? notice : null
  })
const lyingIn = (folder: string) => readdirSync(folder).filter((name) => name.endsWith('.xml'))

/**
 * A hotel that worked with one folder, and was stopped; two exports came, and the settings name another one.
 */
const movedHotel = async (folder: Record<string, unknown> = {}) => {
  const { data, exportFolder } = foldersFor()
  const newFolder = join(data, 'new-export')
  mkdirSync(newFolder)
  const before = await captureHotel({ data, folder })
  before.drop('a.xml', newBooking({ reservationId: 'A' }))
  await captured(before, 'A')
  await before.stop()
  drop(exportFolder, 'b.xml', newBooking({ reservationId: 'B' }))
  drop(exportFolder, 'c.xml', newBooking({ reservationId: 'C' }))
  drop(exportFolder, '.unfinished.xml.tmp', 'x')
  drop(exportFolder, 'notes.txt', 'no export')
  const settings = practiceHotel({ url: NOWHERE, exportFolder: newFolder, folder })
  return { data, exportFolder, newFolder, settings }
}

it('names them with count and folder, and captures them when a person wants', async () => {
  const { data, exportFolder, newFolder, settings } = await movedHotel()
  const { clock, move } = movableClock()
  const made = await captureHotel({ data, settings, clock })
  const notice = await untilNamed(made, 2)
  expect(notice.sentence).toContain(exportFolder)
  expect(notice).toMatchObject({ offer: 'capture-former', canClose: true })
  const health = await made.call('health.get')
  expect([health.level, health.sentence]).toEqual([
    'attention',
    '2 exports lie in a folder that the settings no longer name.',
  ])
  expect(await reservations(made)).toEqual(['A'])

  drop(newFolder, 'd.xml', newBooking({ reservationId: 'D' }))
  await captured(made, 'D')
  expect(await made.call('folders.capture', { notice: notice.id })).toEqual({
    folders: [{ path: exportFolder, exports: 2 }],
  })
  await captured(made, 'C')
  await until('the notice is over', async () => (await former(made)) === undefined)
  expect((await reservations(made)).toSorted()).toEqual(['A', 'B', 'C', 'D'])
  expect(lyingIn(exportFolder)).toEqual([])
  expect((await made.call('folders.list')).map(({ path }) => path)).toEqual([newFolder])
  await expect(made.call('folders.capture')).rejects.toThrow('No exports lie in a folder')

  // The PMS goes on writing into the old one: told again, and captured only when wanted again.
  drop(exportFolder, 'e.xml', newBooking({ reservationId: 'E' }))
  move(31_000)
  await untilNamed(made, 1)
  expect(lyingIn(exportFolder)).toEqual(['e.xml'])
})

it('captures them by a command, as told by a program that sends', async () => {
  const { data, exportFolder, settings } = await movedHotel()
  const made = await captureHotel({ data, settings })
  await untilNamed(made, 2)
  const { code, out } = await runCommand(['capture', exportFolder, '--data', data])
  expect([code, out]).toEqual([0, expect.stringContaining(`${exportFolder}: 2 exports`)])
  await captured(made, 'B')
  await captured(made, 'C')
  expect((await runCommand(['capture', join(data, 'elsewhere'), '--data', data])).code).toBe(1)
})

it('is told at once when the settings change while running, and no more once they name the folder again', async () => {
  const { data, exportFolder } = foldersFor()
  // Ready only with its marker: it lies there when the settings change.
  const folder = { ready: { kind: 'marker', suffix: '.ok' } }
  const made = await captureHotel({ data, folder })
  drop(exportFolder, 'a.xml', newBooking({ reservationId: 'A' }))
  const newFolder = join(data, 'new-export')
  mkdirSync(newFolder)
  const name = (path: string) =>
    writeFileSync(
      join(data, 'settings.json'),
      JSON.stringify(practiceHotel({ url: NOWHERE, exportFolder: path, folder })),
    )
  name(newFolder)
  await untilNamed(made, 1)
  name(exportFolder)
  await until('the notice is over', async () => (await former(made)) === undefined)
})

it('a person may close it, and captured files that stay by the settings are not named', async () => {
  const { data, settings } = await movedHotel({ afterCapture: 'leave' })
  const made = await captureHotel({ data, settings })
  const notice = await untilNamed(made, 2)
  await made.call('notices.close', { id: notice.id })
  expect(await former(made)).toBeUndefined()
})

it.skipIf(process.platform === 'win32')('another path to the same folder is no other folder', async () => {
  const { data, exportFolder } = await movedHotel()
  const link = join(data, 'same-folder')
  symlinkSync(exportFolder, link)
  const made = await captureHotel({ data, settings: practiceHotel({ url: NOWHERE, exportFolder: link }) })
  await captured(made, 'C')
  expect(await former(made)).toBeUndefined()
  expect((await reservations(made)).toSorted()).toEqual(['A', 'B', 'C'])
})

it('without their connection they are named, and cannot be captured', async () => {
  const { data, settings } = await movedHotel()
  const other = JSON.parse(JSON.stringify(settings).replaceAll('"pmsx"', '"other"'))
  const made = await captureHotel({ data, settings: other })
  const notice = await untilNamed(made, 2)
  expect(notice.offer).toBeUndefined()
  expect(notice.sentence).toContain('cannot be captured')
  await expect(made.call('folders.capture')).rejects.toThrow('cannot be captured')
})
