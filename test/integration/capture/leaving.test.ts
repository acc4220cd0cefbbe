import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createFileSecrets } from '../../../main/adapters/secrets-file.ts'
import type { Files } from '../../../main/core/ports/files.ts'
import { newBooking } from '../../../main/rehearsal/sample-exports.ts'
import { foldersFor } from '../../support/make-engine.ts'
import { practiceHotel, practiceSecrets, until } from '../../support/night-porter.ts'
import { giveToNobody, serveAs } from './ordinary-user.ts'
import {
  captured,
  captureHotel,
  folderState,
  isRoot,
  NOWHERE,
  reservations,
  untilFolder,
  untilLooked,
  untilShown,
} from './parts.ts'

/** How captured files leave the folder, and what happens where they cannot. */

const LEAVING_NAME = '.night-porter-0f0e0d0c-1111-4222-8333-444455556666.leaving'

describe('a crash while a file leaves', () => {
  it('is finished at the next start: what was captured goes', async () => {
    const { data, exportFolder } = foldersFor()
    const files = (real: Files): Files => ({
      ...real,
      remove: async () => ({ ok: false, reason: 'busy', code: 'EBUSY' }),
    })
    const before = await captureHotel({ data, files })
    before.drop('c.xml', newBooking({ reservationId: 'C' }))
    await captured(before, 'C')
    await before.stop()
    renameSync(join(exportFolder, 'c.xml'), join(exportFolder, LEAVING_NAME))
    const after = await captureHotel({ data })
    await until('gone', () => readdirSync(exportFolder).length === 0)
    expect(await reservations(after)).toEqual(['C'])
    expect((await after.all()).map(({ state }) => state)).not.toContain('duplicate')
  })

  it('loses nothing that had come under its name in that moment', async () => {
    const { data, exportFolder } = foldersFor()
    const files = (real: Files): Files => ({
      ...real,
      remove: async () => ({ ok: false, reason: 'busy', code: 'EBUSY' }),
    })
    const before = await captureHotel({ data, files })
    before.drop('c.xml', newBooking({ reservationId: 'C' }))
    await captured(before, 'C')
    await before.stop()
    writeFileSync(join(exportFolder, 'c.xml'), newBooking({ reservationId: 'NEWER', wish: 'a quiet room' }))
    renameSync(join(exportFolder, 'c.xml'), join(exportFolder, LEAVING_NAME))
    const after = await captureHotel({ data })
    await captured(after, 'NEWER')
    await until('gone', () => readdirSync(exportFolder).length === 0)
    expect((await after.item('NEWER'))?.fileName).toBe('c.xml')
  })
})

/** The first file that is taken out is kept elsewhere, so that the very same one can come back. */
const keepingFirst =
  (elsewhere: string) =>
  (real: Files): Files => ({
    ...real,
    remove: async (path, still) => {
      if (hasKept.has(elsewhere)) return real.remove(path, still)
      hasKept.add(elsewhere)
      renameSync(path, elsewhere)
      return { ok: true, value: null }
    },
  })
const hasKept = new Set<string>()

it('a captured file that a sender left half out, after its successor had counted it as gone, makes no second message', async () => {
  // The one that was halted has renamed it; the one in its place found nothing under the name any more, and
  // wrote that it has left.
  const { data } = foldersFor()
  const halfOut = join(data, 'half-out')
  const made = await captureHotel({ data, files: keepingFirst(halfOut) })
  made.drop('c.xml', newBooking({ reservationId: 'C' }))
  await captured(made, 'C')
  made.drop('d.xml', newBooking({ reservationId: 'C', wish: 'a quiet room' }))
  await until('both gone', async () => readdirSync(made.exportFolder).length === 0 && (await made.all()).length === 2)
  renameSync(halfOut, join(made.exportFolder, LEAVING_NAME))
  await until('gone', () => readdirSync(made.exportFolder).length === 0)
  await untilLooked(made, 3)
  expect(await made.all()).toHaveLength(2)
})

it('a captured file that came back under its name after it was counted as gone makes no second message, a new one like it does', async () => {
  const { data } = foldersFor()
  const back = join(data, 'back')
  const made = await captureHotel({ data, files: keepingFirst(back) })
  const path = join(made.exportFolder, 'c.xml')
  const gone = (count: number) =>
    until('gone', async () => readdirSync(made.exportFolder).length === 0 && (await made.all()).length === count)
  made.drop('c.xml', newBooking({ reservationId: 'C' }))
  await gone(1)
  made.drop('d.xml', newBooking({ reservationId: 'C', wish: 'a quiet room' }))
  await gone(2)
  renameSync(back, path)
  await gone(2)
  await untilLooked(made, 2)
  expect(await made.all()).toHaveLength(2)
  made.drop('c.xml', newBooking({ reservationId: 'C' }))
  await gone(3)
})

it('a file that stayed, then came and went anew, is captured when its first content returns', async () => {
  const { data, exportFolder } = foldersFor()
  const before = await captureHotel({ data, folder: { afterCapture: 'leave' } })
  before.drop('c.xml', newBooking({ reservationId: 'C' }))
  await captured(before, 'C')
  await before.stop()
  const after = await captureHotel({ data })
  after.drop('c.xml', newBooking({ reservationId: 'C', wish: 'a quiet room' }))
  await until('the second', async () => readdirSync(exportFolder).length === 0 && (await after.all()).length === 2)
  after.drop('c.xml', newBooking({ reservationId: 'C' }))
  await until('the third', async () => readdirSync(exportFolder).length === 0 && (await after.all()).length === 3)
  expect((await after.all()).map(({ state }) => state)).not.toContain('duplicate')
})

describe('a captured file that another program holds', () => {
  it('is no trouble for a minute, is captured once, and is no alarm if it goes meanwhile', async () => {
    let isHeld = true
    let tries = 0
    const files = (real: Files): Files => ({
      ...real,
      remove: async (path, still) => {
        tries += 1
        return isHeld ? { ok: false, reason: 'busy', code: 'EBUSY' } : real.remove(path, still)
      },
    })
    const made = await captureHotel({ files })
    made.drop('held.xml', newBooking({ reservationId: 'HELD' }))
    expect((await untilShown(made, 'held.xml', 'captured')).sentence).toBe(
      'Captured, but cannot be taken out of the folder',
    )
    await until('tried again', () => tries >= 3)
    expect(await folderState(made)).toBe('ok')
    isHeld = false
    await until('gone', () => readdirSync(made.exportFolder).length === 0)
    expect(await reservations(made)).toEqual(['HELD'])
  })

  it('that must leave a masked copy leaves one copy, however often it is tried', async () => {
    const { data, exportFolder } = foldersFor()
    let tries = 0
    const files = (real: Files): Files => ({
      ...real,
      remove: async (path, still) =>
        ++tries < 4 ? { ok: false, reason: 'busy', code: 'EBUSY' } : real.remove(path, still),
    })
    const made = await captureHotel({ data, files, folder: { afterCapture: 'masked-copy' } })
    made.drop('m.xml', newBooking({ reservationId: 'M' }))
    await until('gone', () => !existsSync(join(exportFolder, 'm.xml')) && existsSync(join(exportFolder, 'archive')))
    const [day = ''] = readdirSync(join(exportFolder, 'archive'))
    expect(readdirSync(join(exportFolder, 'archive', day))).toEqual(['m.xml'])
  })
})

it('tries three files and not all when nothing may leave, and not at every look', async () => {
  const { data } = foldersFor()
  let tries = 0
  const files = (real: Files): Files => ({
    ...real,
    remove: async () => {
      tries += 1
      return { ok: false, reason: 'denied', code: 'EACCES' }
    },
  })
  let reads = 0
  const counted = (real: Files): Files => ({
    ...files(real),
    read: (path, most) => {
      reads += 1
      return real.read(path, most)
    },
  })
  const made = await captureHotel({ data, files: counted })
  for (let n = 0; n < 40; n++) made.drop(`${n}.xml`, newBooking({ reservationId: `R${n}` }))
  await until('all captured', async () => (await reservations(made)).length === 40)
  await untilFolder(made, 'cannot-move')
  const [triesBefore, readsBefore] = [tries, reads]
  await untilLooked(made, 12)
  expect(tries - triesBefore).toBeLessThanOrEqual(9)
  expect(reads - readsBefore).toBe(0)
  expect(await reservations(made)).toHaveLength(40)
})

describe('a file of no use', () => {
  const broken = '<OTA_HotelResNotifRQ><a></b></OTA_HotelResNotifRQ>'

  it('that becomes a good one in the moment it is set aside is captured', async () => {
    const { data, exportFolder } = foldersFor()
    const files = (real: Files): Files => ({
      ...real,
      move: async (path, to) => {
        if (path.endsWith('b.xml') && to.endsWith('unusable'))
          writeFileSync(path, newBooking({ reservationId: 'GOOD' }))
        return real.move(path, to)
      },
    })
    const made = await captureHotel({ data, files, patienceMs: 300 })
    made.drop('b.xml', broken)
    await captured(made, 'GOOD')
    await until('only the empty sub-folder is left', () => readdirSync(exportFolder).join() === 'unusable')
    expect(readdirSync(join(exportFolder, 'unusable'))).toEqual([])
  })

  it.runIf(isRoot)('is set aside across volumes (POSIX; needs root for the mount)', async () => {
    const { data, exportFolder } = foldersFor()
    const unusable = join(exportFolder, 'unusable')
    mkdirSync(unusable)
    expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', unusable]).status).toBe(0)
    onTestFinished(() => {
      spawnSync('umount', [unusable])
    })
    expect(statSync(unusable).dev).not.toBe(statSync(exportFolder).dev)
    const made = await captureHotel({ data, patienceMs: 300 })
    made.drop('b.xml', broken)
    await until('set aside', () => readdirSync(unusable).join() === 'b.xml')
    expect(readFileSync(join(unusable, 'b.xml'), 'utf8')).toBe(broken)
    await until('gone here', () => readdirSync(exportFolder).join() === 'unusable')
  })
})

describe.runIf(isRoot)('an ordinary user (POSIX: a child process under another uid; needs root)', () => {
  const dataOfNobody = () => {
    const { data, exportFolder } = foldersFor()
    writeFileSync(join(data, 'settings.json'), JSON.stringify(practiceHotel({ url: NOWHERE, exportFolder })))
    const secrets = createFileSecrets({ folder: data })
    for (const [name, value] of Object.entries(practiceSecrets)) secrets.set(name, value)
    giveToNobody(data)
    chmodSync(data, 0o755)
    return { data, exportFolder }
  }

  it('who may read the folder but not change it captures each file once and says what IT must do', async () => {
    const { data, exportFolder } = dataOfNobody()
    spawnSync('chown', ['-R', 'root', exportFolder])
    chmodSync(exportFolder, 0o755)
    writeFileSync(join(exportFolder, 'a.xml'), newBooking({ reservationId: 'A' }))
    const night = await serveAs({ data, isNobody: true })
    await until('cannot-move', async () => (await night.folder()).state === 'cannot-move')
    expect(await night.health()).toMatchObject({
      level: 'attention',
      sentence: 'Night Porter cannot clear the export folder.',
    })
    expect(await night.list()).toMatchObject([{ name: 'a.xml', state: 'captured' }])
    writeFileSync(join(exportFolder, 'b.xml'), newBooking({ reservationId: 'B' }))
    await until('B too', async () => (await night.reservations()).includes('B'))
    expect((await night.reservations()).sort()).toEqual(['A', 'B'])
    expect(readdirSync(exportFolder)).toEqual(['a.xml', 'b.xml'])
    chmodSync(exportFolder, 0o777)
    await until('gone', () => readdirSync(exportFolder).filter((name) => name.endsWith('.xml')).length === 0)
    await until('ok', async () => (await night.folder()).state === 'ok')
    expect((await night.reservations()).sort()).toEqual(['A', 'B'])
  })

  it('who may not read a file sees it waiting with the reason, and nothing else waits for it', async () => {
    const { data, exportFolder } = dataOfNobody()
    chmodSync(exportFolder, 0o777)
    writeFileSync(join(exportFolder, 'secret.xml'), newBooking({ reservationId: 'SECRET' }))
    chmodSync(join(exportFolder, 'secret.xml'), 0)
    writeFileSync(join(exportFolder, 'open.xml'), newBooking({ reservationId: 'OPEN' }))
    const night = await serveAs({ data, isNobody: true })
    await until('OPEN', async () => (await night.reservations()).includes('OPEN'))
    const isShown = ({ name, sentence }: { name: string; sentence: string }) =>
      name === 'secret.xml' && sentence === 'Night Porter may not read this file'
    await until('shown', async () => (await night.list()).some(isShown))
    chmodSync(join(exportFolder, 'secret.xml'), 0o644)
    await until('SECRET', async () => (await night.reservations()).includes('SECRET'))
  })

  it('who may not even look into the folder is told so', async () => {
    const { data, exportFolder } = dataOfNobody()
    spawnSync('chown', ['-R', 'root', exportFolder])
    chmodSync(exportFolder, 0o700)
    const night = await serveAs({ data, isNobody: true })
    await until('unreadable', async () => (await night.folder()).state === 'unreadable')
    expect((await night.health()).level).toBe('attention')
  })
})
