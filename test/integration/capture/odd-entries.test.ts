import { spawnSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import type { Files, FolderEntry } from '../../../main/core/ports/files.ts'
import { newBooking } from '../../../main/rehearsal/sample-exports.ts'
import { foldersFor } from '../../support/make-engine.ts'
import { until } from '../../support/night-porter.ts'
import { captured, captureHotel, movableClock, shown, untilLooked, untilShown } from './parts.ts'

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
  const made = await captureHotel({ data })
  made.drop('good.xml', newBooking({ reservationId: 'GOOD' }))
  await captured(made, 'GOOD')
  await until('what is left', async () => (await made.call('folders.list'))[0]?.list.length === 8)
  const [folder] = await made.call('folders.list')
  expect(
    Object.fromEntries(folder?.list.map(({ name, state, sentence }) => [name, `${state}: ${sentence}`]) ?? []),
  ).toEqual({
    'folder.xml': 'ignored: Ignored, is a folder',
    'to-folder.xml': 'ignored: Ignored, is a folder',
    'pipe.xml': 'ignored: Ignored, is a pipe and no file',
    'to-pipe.xml': 'ignored: Ignored, is a pipe and no file',
    'socket.xml': 'ignored: Ignored, is a socket and no file',
    'device.xml': 'ignored: Ignored, is a device and no file',
    'dangling.xml': 'ignored: Ignored, is a link that leads nowhere',
    'loop.xml': 'ignored: Ignored, is a link that leads nowhere',
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
    read: async (path, most) =>
      isMeant(path) ? { ok: false, reason: 'denied', code: 'EACCES' } : real.read(path, most),
  })
  return { state, files }
}

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
    read: async (path, most) =>
      state.isHeld && path.endsWith('held.xml') ? { ok: false, reason: 'busy', code: 'EBUSY' } : real.read(path, most),
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
