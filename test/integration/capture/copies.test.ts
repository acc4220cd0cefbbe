import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { newBooking } from '../../../main/rehearsal/sample-exports.ts'
import { foldersFor, inState, makeEngine, standInFor } from '../../support/make-engine.ts'
import { practiceHotel, temporaryFolder, until } from '../../support/night-porter.ts'

/** What Night Porter itself leaves in an export folder: whose it is, where it goes, and how long it stays. */

const NUMBER = '4111111111111111'
const card = { brand: 'VI', number: NUMBER, expires: '1229', holder: 'Z Gruenwald' }
const DAY = 24 * 60 * 60_000
const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10)

const hotel = async (folder: Record<string, unknown>, prepare: (exportFolder: string) => void = () => undefined) => {
  const standIn = await standInFor()
  const { data, exportFolder } = foldersFor()
  prepare(exportFolder)
  const settings = practiceHotel({ url: standIn.url, exportFolder, folder })
  return { exportFolder, made: await makeEngine({ standIn, data, settings, patienceMs: 300 }) }
}
const copiesIn = (exportFolder: string) =>
  readdirSync(join(exportFolder, 'archive')).flatMap((day) =>
    readdirSync(join(exportFolder, 'archive', day)).map((name) => join(exportFolder, 'archive', day, name)),
  )

it('a masked copy is for its owner only, and goes when the content of its message would', async () => {
  const old = dayOf(Date.now() - 9 * DAY)
  const { exportFolder, made } = await hotel({ afterCapture: 'masked-copy' }, (path) => {
    mkdirSync(join(path, 'archive', old), { recursive: true })
    writeFileSync(join(path, 'archive', old, 'old.xml'), '<a/>')
    mkdirSync(join(path, 'archive', 'own'))
  })
  made.drop('a.xml', newBooking({ reservationId: 'A1', card }))
  await inState(made, 'A1', 'delivered')
  await until('the old copy is gone', () => !existsSync(join(exportFolder, 'archive', old)))
  const [copy = ''] = await until('the copy', () => (copiesIn(exportFolder).length > 0 ? copiesIn(exportFolder) : null))
  expect(readFileSync(copy, 'utf8')).not.toContain(NUMBER)
  expect(statSync(copy).mode & 0o777).toBe(0o600)
  expect(existsSync(join(exportFolder, 'archive', 'own'))).toBe(true)
})

it('a link in the place of archive/ or unusable/ leads nowhere, and nothing behind it is deleted', async () => {
  const elsewhere = temporaryFolder()
  const old = dayOf(Date.now() - 9 * DAY)
  mkdirSync(join(elsewhere, old))
  writeFileSync(join(elsewhere, old, 'theirs.txt'), 'theirs')
  const { exportFolder, made } = await hotel({ afterCapture: 'masked-copy' }, (path) => {
    symlinkSync(elsewhere, join(path, 'archive'))
    symlinkSync(elsewhere, join(path, 'unusable'))
  })
  made.drop('a.xml', newBooking({ reservationId: 'L1', card }))
  made.drop('broken.xml', '<a></b>')
  await inState(made, 'L1', 'delivered')
  await until('the broken one is shown', async () => (await made.all()).find(({ kind }) => kind === 'other'))
  // Both were tried by now: the file whose copy cannot be made stays, and is captured once.
  expect(readdirSync(elsewhere)).toEqual([old])
  expect(readdirSync(join(elsewhere, old))).toEqual(['theirs.txt'])
  expect(existsSync(join(exportFolder, 'a.xml'))).toBe(true)
})

it('a file that is set aside is without its security code and for its owner only', async () => {
  const { exportFolder, made } = await hotel({})
  const unusable = join(exportFolder, 'unusable')
  made.drop('broken.xml', '<a CVV="937"></b>')
  const file = join(exportFolder, 'broken.xml')
  utimesSync(file, new Date(Date.now() - 9 * DAY), new Date(Date.now() - 9 * DAY))
  await until('set aside', () => existsSync(join(unusable, 'broken.xml')))
  expect(readFileSync(join(unusable, 'broken.xml'), 'utf8')).toBe('<a></b>')
  expect(statSync(join(unusable, 'broken.xml')).mode & 0o777).toBe(0o600)
  expect(existsSync(file)).toBe(false)
})
