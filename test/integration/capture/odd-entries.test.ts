import { spawnSync } from 'node:child_process'
import { linkSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import type { Files, FolderEntry } from '../../../main/core/ports/files.ts'
import { newBooking } from '../../../main/rehearsal/sample-exports.ts'
import { foldersFor } from '../../support/make-engine.ts'
import { until } from '../../support/night-porter.ts'
import { captured, captureHotel, movableClock, reservations, shown, untilLooked, untilShown } from './parts.ts'

it.skipIf(process.platform === 'win32')('names what is no file for what it is', async () => {
  const { data, exportFolder } = foldersFor()
  const path = (name: string) => join(exportFolder, name)
  mkdirSync(path('folder.xml'))
  expect(spawnSync('mkfifo', [path('pipe.xml')]).status).toBe(0)
  const server = createServer().listen(path('socket.xml'))
  onTestFinished(() => void server.close())
  await until('the socket', () => server.listening)
  symlinkSync(path('nowhere'), path('dangling.xml'))
  symlinkSync(path('loop.xml'), path('loop.xml'))
  symlinkSync(path('folder.xml'), path('to-folder.xml'))
  symlinkSync(path('pipe.xml'), path('to-pipe.xml'))
  symlinkSync('/dev/zero', path('device.xml'))
  // Somebody else's booking under the name of an export; it could be the program's own secrets.
  writeFileSync(join(data, 'other.xml'), newBooking({ reservationId: 'PLANTED' }))
  symlinkSync(join(data, 'other.xml'), path('secret.xml'))
  symlinkSync(join(data, 'other.xml'), path('other.txt'))
  linkSync(join(data, 'other.xml'), path('hard.xml'))
  const made = await captureHotel({ data })
  made.drop('good.xml', newBooking({ reservationId: 'GOOD' }))
  await captured(made, 'GOOD')
  await until('what is left', async () => (await made.call('folders.list'))[0]?.list.length === 11)
  const [folder] = await made.call('folders.list')
  expect(
    Object.fromEntries(folder?.list.map(({ name, state, sentence }) => [name, `${state}: ${sentence}`]) ?? []),
  ).toEqual({
    'folder.xml': 'ignored: Ignored, is a folder',
    'pipe.xml': 'ignored: Ignored, is a pipe and no file',
    'socket.xml': 'ignored: Ignored, is a socket and no file',
    ...Object.fromEntries(
      ['to-folder.xml', 'to-pipe.xml', 'device.xml', 'dangling.xml', 'loop.xml', 'secret.xml'].map((name) => [
        name,
        'unreadable: Not read: is a link, and only files in the folder itself are read',
      ]),
    ),
    'hard.xml': 'unreadable: Not read: has a second name outside this folder. Export it as a file of its own',
    'other.txt': 'ignored: Not read: is a link, and only files in the folder itself are read',
  })
})

/** A folder whose system refuses the right to one file: to read it, or even to look at it. */
const denying = (refused: 'reading' | 'looking') => {
  const state = { isDenied: true }
  const isMeant = (name: string) => state.isDenied && name.endsWith('secret.xml')
  const unseen = (entry: FolderEntry): FolderEntry => ({ ...entry, size: 0, mtimeMs: 0, inode: '', problem: 'denied' })
  const files = (real: Files): Files => ({
    ...real,
    list: async (folder) => {
      const listed = await real.list(folder)
      if (!listed.ok || refused === 'reading') return listed
      return { ok: true, value: listed.value.map((entry) => (isMeant(entry.name) ? unseen(entry) : entry)) }
    },
    read: async (path, most, as) =>
      isMeant(path) ? { ok: false, reason: 'denied', code: 'EACCES' } : real.read(path, most, as),
  })
  return { state, files }
}

const onPosix = it.skipIf(process.platform === 'win32')

onPosix('a file with two names in the folder, as a move leaves it for a moment, is read', async () => {
  const { data, exportFolder } = foldersFor()
  writeFileSync(join(exportFolder, 'a.xml'), newBooking({ reservationId: 'TWICE' }))
  linkSync(join(exportFolder, 'a.xml'), join(exportFolder, 'b.tmp'))
  const made = await captureHotel({ data })
  await captured(made, 'TWICE')
})

onPosix.each(['a link', 'a hard link', 'a pipe', 'another file'])(
  'a file that becomes %s between the look and the reading is not read as the one that was seen',
  async (what) => {
    const { data, exportFolder } = foldersFor()
    const path = join(exportFolder, 'a.xml')
    const planted = join(data, 'planted')
    writeFileSync(planted, newBooking({ reservationId: 'PLANTED' }))
    let reads = 0
    const files = (real: Files): Files => ({
      ...real,
      read: (file, most, as) => {
        if (file === path) reads += 1
        if (file === path && reads === 1) {
          rmSync(path)
          if (what === 'a link') symlinkSync(planted, path)
          else if (what === 'a hard link') linkSync(planted, path)
          else if (what === 'a pipe') spawnSync('mkfifo', [path])
          else renameSync(planted, path)
        }
        return real.read(file, most, as)
      },
    })
    const made = await captureHotel({ isStarted: false, data, files })
    made.drop('a.xml', newBooking({ reservationId: 'FIRST' }))
    made.engine.start()
    await until('read', () => reads > 0)
    if (what === 'another file') await captured(made, 'PLANTED')
    else await untilShown(made, 'a.xml', what === 'a pipe' ? 'ignored' : 'unreadable')
    expect(await reservations(made)).toEqual(what === 'another file' ? ['PLANTED'] : [])
  },
)

it.each(['reading', 'looking'] as const)(
  'a file without the right of %s is unreadable at once, an alarm after 60 s, and captured once it may be read',
  async (refused) => {
    const { state, files } = denying(refused)
    const { clock, move } = movableClock()
    const made = await captureHotel({ files, clock })
    made.drop('secret.xml', newBooking({ reservationId: 'SECRET' }))
    const file = await untilShown(made, 'secret.xml', 'unreadable')
    expect(file.sentence).toBe('Night Porter may not read this file')
    await untilLooked(made, 2)
    expect((await made.call('health.get')).sentence).not.toContain('cannot read')
    move(61_000)
    await until('the headline', async () =>
      (await made.call('health.get')).sentence.includes('cannot read 1 file in the export folder'),
    )
    state.isDenied = false
    await captured(made, 'SECRET')
    await until('nothing is held', async () => (await shown(made, 'secret.xml')) === undefined)
  },
)

it('a file held for long says how long and by what', async () => {
  const state = { isHeld: true }
  const files = (real: Files): Files => ({
    ...real,
    read: async (path, most, as) =>
      state.isHeld && path.endsWith('held.xml')
        ? { ok: false, reason: 'busy', code: 'EBUSY' }
        : real.read(path, most, as),
  })
  const { clock, move } = movableClock()
  const made = await captureHotel({ files, clock })
  writeFileSync(join(made.exportFolder, 'held.xml'), newBooking({ reservationId: 'HELD' }))
  await until('shown as held', async () =>
    (await shown(made, 'held.xml'))?.sentence.startsWith('Another program holds this file'),
  )
  move(61_000)
  const after = await untilShown(made, 'held.xml', 'unreadable')
  expect(after.sentence).toBe('Another program does not let go of this file. Close it there, or restart that program')
})
