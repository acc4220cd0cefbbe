import { execFileSync } from 'node:child_process'
import { existsSync, linkSync, lstatSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createOwnerFiles } from '../../../main/adapters/owner-files.ts'
import { OWNER_FILE_NAME, readOwner, writeOwner } from '../../../main/core/capture/owner.ts'
import { newBooking } from '../../../main/rehearsal/sample-exports.ts'
import { foldersFor } from '../../support/make-engine.ts'
import { drop, practiceHotel, until } from '../../support/night-porter.ts'
import { captured, captureHotel, movableClock, NOWHERE, reservations, untilFolder } from './parts.ts'
import { quickOwner } from './pc.ts'

/**
 * What somebody who may write into the export folder can do with the owner file: never hang, never stop
 * capture unseen.
 */

const owned = { deps: { owners: createOwnerFiles() }, times: { owner: quickOwner } }

const pcOn = async (exportFolder: string, more: Parameters<typeof captureHotel>[0] = {}) =>
  captureHotel({ ...owned, data: foldersFor().data, settings: practiceHotel({ url: NOWHERE, exportFolder }), ...more })

/** Writes a mark that lives: its counter grows, as that of a PC that works. */
const spoof = (exportFolder: string, text: (beat: number) => string) => {
  let beat = 1
  const write = () => {
    beat += 1
    writeFileSync(join(exportFolder, OWNER_FILE_NAME), text(beat))
  }
  write()
  const timer = setInterval(write, 100)
  const end = () => clearInterval(timer)
  onTestFinished(end)
  return end
}
const stranger = (beat: number) => writeOwner({ host: 'f'.repeat(64), name: 'FRONT-9', beat, tag: 'none' })

describe.skipIf(process.platform === 'win32')('under the name of the owner file', () => {
  it.each(['a pipe', 'a link', 'a hard link', 'a link to nothing'])(
    '%s is never read or written through, and waited out like a silent PC',
    async (what) => {
      const { data, exportFolder } = foldersFor()
      const path = join(exportFolder, OWNER_FILE_NAME)
      const other = join(data, 'other-file')
      writeFileSync(other, 'not ours')
      if (what === 'a pipe') execFileSync('mkfifo', [path])
      else if (what === 'a hard link') linkSync(other, path)
      else symlinkSync(what === 'a link' ? other : join(data, 'nowhere'), path)
      const made = await captureHotel({ ...owned, data })
      made.drop('a.xml', newBooking({ reservationId: 'A' }))
      await captured(made, 'A')
      await until('ours', () => lstatSync(path).isFile() && readOwner(readFileSync(path, 'utf8'))?.name === 'test')
      expect(readFileSync(other, 'utf8')).toBe('not ours')
      expect(existsSync(join(data, 'nowhere'))).toBe(false)
      await made.stop()
    },
  )
})

describe('a mark that nobody has confirmed', () => {
  it('is told at once as attention, and one click of a person makes that PC known', async () => {
    const { exportFolder } = foldersFor()
    const first = await pcOn(exportFolder)
    await untilFolder(first, 'ok')
    const second = await pcOn(exportFolder)
    await untilFolder(second, 'watched-elsewhere')
    const health = await until('told', async () => {
      const now = await second.call('health.get')
      return now.level === 'attention' ? now : null
    })
    expect(health.sentence).toBe('A PC that nobody has confirmed watches the export folder')
    const notice = health.notices?.find(({ id }) => id === 'folder-owner:main')
    expect(notice).toMatchObject({ canClose: true })
    expect(notice?.sentence).toContain('“test”')
    await second.call('notices.close', { id: 'folder-owner:main' })
    await until('known', async () => (await second.call('health.get')).level !== 'attention')
    expect((await second.call('health.get')).folders[0]).toMatchObject({
      state: 'watched-elsewhere',
      sentence: 'Watched by test, another PC; nothing is captured here',
    })
    drop(exportFolder, 'a.xml', newBooking({ reservationId: 'A' }))
    await captured(first, 'A')
    expect(await reservations(second)).toEqual([])
  })

  it('in the name of a known PC is a stranger’s, and a copy of its earlier marks shows no life', async () => {
    const { exportFolder } = foldersFor()
    const first = await pcOn(exportFolder)
    await untilFolder(first, 'ok')
    const second = await pcOn(exportFolder)
    await until('asked', async () => (await second.call('health.get')).notices?.length === 1)
    await second.call('notices.close', { id: 'folder-owner:main' })
    await until('known', async () => (await second.call('health.get')).level !== 'attention')
    const path = join(exportFolder, OWNER_FILE_NAME)
    const real = readOwner(readFileSync(path, 'utf8'))
    if (!real) throw new Error('no mark')
    await first.stop()
    // The last mark written again and again: whoever recorded it cannot make the next one.
    const recorded = writeOwner(real)
    const end = spoof(exportFolder, () => recorded)
    drop(exportFolder, 'a.xml', newBooking({ reservationId: 'A' }))
    await until('not fooled', async () => {
      const { state } = (await second.call('health.get')).folders[0] ?? {}
      return state === 'ok'
    })
    end()
    spoof(exportFolder, (beat) => writeOwner({ ...real, beat: real.beat + beat }))
    await until('a stranger', async () => (await second.call('health.get')).level === 'attention')
  })

  it('stops nothing for longer than the settings allow without an alarm, whoever watches', async () => {
    const { exportFolder } = foldersFor()
    const time = movableClock()
    spoof(exportFolder, stranger)
    const made = await pcOn(exportFolder, { clock: time.clock })
    await untilFolder(made, 'watched-elsewhere')
    await until('asked', async () => (await made.call('health.get')).notices?.length === 1)
    await made.call('notices.close', { id: 'folder-owner:main' })
    drop(exportFolder, 'a.xml', newBooking({ reservationId: 'A' }))
    const file = await until('seen', async () =>
      (await made.call('folders.list'))[0]?.list.find(({ name }) => name === 'a.xml'),
    )
    expect(['writing', 'capturing']).toContain(file.state)
    await until(
      'waits',
      async () =>
        (await made.call('folders.list'))[0]?.list[0]?.sentence === 'Waits for the PC that watches this folder',
    )
    time.move(11 * 60_000)
    await until('told', async () => made.store.alarms.list().some(({ cause }) => cause === 'untaken:main'))
    expect(made.store.alarms.list().map(({ cause }) => cause)).toContain('folder-stranger:main')
    expect(await reservations(made)).toEqual([])
  })
})

it('a stop waits for no look into a folder that does not answer', async () => {
  let isHanging = false
  let hung = 0
  const made = await captureHotel({
    files: (real) => ({
      ...real,
      list: (folder) => {
        if (!isHanging) return real.list(folder)
        hung += 1
        return new Promise(() => undefined)
      },
    }),
  })
  await untilFolder(made, 'ok')
  isHanging = true
  await until('a look hangs', () => hung > 0)
  await made.stop()
})
