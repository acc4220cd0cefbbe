import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { FileProblem, Files } from '../../../main/core/ports/files.ts'
import type { Notice } from '../../../main/engine/engine.ts'
import { newBooking } from '../../../main/rehearsal/sample-exports.ts'
import { foldersFor, makeEngine } from '../../support/make-engine.ts'
import { drop, practiceHotel, until } from '../../support/night-porter.ts'
import {
  captured,
  captureHotel,
  folderState,
  movableClock,
  NOWHERE,
  reservations,
  untilFolder,
  untilLooked,
} from './parts.ts'

const noticesOf = (made: Awaited<ReturnType<typeof captureHotel>>): Notice[] => {
  const notices: Notice[] = []
  made.engine.onNotice((notice) => notices.push(notice))
  return notices
}

describe('a folder that is deleted and made again', () => {
  it('has one alarm at each edge, comes back by itself, and is heard again', async () => {
    const { clock, move } = movableClock()
    const made = await captureHotel({ clock })
    const notices = noticesOf(made)
    made.drop('a.xml', newBooking({ reservationId: 'A' }))
    await captured(made, 'A')
    await until('empty', async () => (await made.call('health.get')).folders[0]?.files === 0)
    rmSync(made.exportFolder, { recursive: true })
    await untilFolder(made, 'missing')
    for (let n = 0; n < 3; n++) {
      move(4_000)
      await untilLooked(made, 3)
    }
    await until('told', () => notices.length > 0)
    await untilLooked(made, 3)
    expect(notices.map(({ edge, cause }) => `${edge} ${cause}`)).toEqual(['began folder-missing:main'])
    mkdirSync(made.exportFolder)
    made.drop('b.xml', newBooking({ reservationId: 'B' }))
    await captured(made, 'B')
    await until('told that it is over', () => notices.length === 2)
    expect(notices[1]).toMatchObject({ edge: 'ended', cause: 'folder-missing:main' })
    expect(await reservations(made)).toEqual(['A', 'B'])
  })

  it('is heard again: the bell hangs in the new folder, not in the old one', async () => {
    const { data, exportFolder } = foldersFor()
    let hung = 0
    const files = (real: Files): Files => ({
      ...real,
      watch: (folder, nudge) => {
        hung += 1
        return real.watch(folder, nudge)
      },
    })
    const made = await captureHotel({ data, files })
    await untilFolder(made, 'ok')
    renameSync(exportFolder, `${exportFolder}-away`)
    await untilFolder(made, 'missing')
    mkdirSync(exportFolder)
    await untilFolder(made, 'ok')
    expect(hung).toBe(2)
  })
})

describe('a share that is unplugged', () => {
  it('is asked less and less often however loud the bell, is one alarm, and recovers when the network changes', async () => {
    const problem: { now: FileProblem | null } = { now: null }
    const bell: { ring: () => void } = { ring: () => undefined }
    let lists = 0
    const files = (real: Files): Files => ({
      ...real,
      list: async (folder) => {
        lists += 1
        return problem.now ?? real.list(folder)
      },
      watch: (_, nudge) => {
        bell.ring = nudge
        return () => undefined
      },
    })
    const { clock, move } = movableClock()
    const made = await captureHotel({ files, clock })
    const notices = noticesOf(made)
    await untilFolder(made, 'ok')
    problem.now = { ok: false, reason: 'unreachable', code: 'EHOSTDOWN' }
    await untilFolder(made, 'missing')
    expect((await made.call('health.get')).folders[0]?.sentence).toContain('does not answer')
    const before = lists
    const began = Date.now()
    while (Date.now() - began < 1_500) {
      for (let n = 0; n < 1_000; n++) bell.ring()
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    expect(lists - before).toBeLessThanOrEqual(1)
    move(10_000)
    await until('one alarm', () => notices.length === 1)
    problem.now = null
    made.drop('n.xml', newBooking({ reservationId: 'BACK' }))
    made.engine.wake()
    await captured(made, 'BACK')
    await until('its end', () => notices.length === 2)
    expect(notices.map(({ edge }) => edge)).toEqual(['began', 'ended'])
  })

  it('in the middle of a look is lost as a whole, not file by file', async () => {
    const { data, exportFolder } = foldersFor()
    for (let n = 0; n < 30; n++) drop(exportFolder, `${n}.xml`, newBooking({ reservationId: `R${n}` }))
    let reads = 0
    let isAway = true
    const files = (real: Files): Files => ({
      ...real,
      read: async (path, most) => {
        reads += 1
        return isAway && reads > 5 ? { ok: false, reason: 'unreachable', code: 'EIO' } : real.read(path, most)
      },
    })
    const made = await captureHotel({ data, files })
    await untilFolder(made, 'missing')
    expect(reads).toBe(6)
    isAway = false
    made.engine.wake()
    await until('all', async () => (await reservations(made)).length === 30)
    expect(new Set(await reservations(made)).size).toBe(30)
  })
})

describe('a share that answers late', () => {
  it('is never asked twice at once, is shown as silent meanwhile, and holds up no other folder', async () => {
    const { data, exportFolder } = foldersFor()
    const slow = join(data, 'slow')
    mkdirSync(slow)
    drop(slow, 's.xml', newBooking({ reservationId: 'SLOW' }))
    let atOnce = 0
    let most = 0
    let answer: (() => void) | null = null
    const files = (real: Files): Files => ({
      ...real,
      list: async (folder) => {
        if (folder !== slow) return real.list(folder)
        atOnce += 1
        most = Math.max(most, atOnce)
        await new Promise<void>((resolve) => {
          answer = resolve
        })
        atOnce -= 1
        return real.list(folder)
      },
    })
    const hotel = practiceHotel({ url: NOWHERE, exportFolder })
    const [main] = hotel.folders
    const made = await makeEngine({
      data,
      settings: { ...hotel, folders: [main, { ...main, id: 'slow', path: slow }] },
      files,
      times: { answerMs: 300 },
    })
    const stateOfSlow = async () => (await made.call('health.get')).folders[1]?.state
    await until('silent', async () => (await stateOfSlow()) === 'missing')
    for (let n = 0; n < 5; n++) {
      made.drop(`${n}.xml`, newBooking({ reservationId: `F${n}` }))
      await captured(made, `F${n}`)
      made.engine.wake()
    }
    expect(await folderState(made)).toBe('ok')
    expect(await stateOfSlow()).toBe('missing')
    expect(most).toBe(1)
    await until('the slow one too', async () => {
      answer?.()
      return (await reservations(made)).includes('SLOW')
    })
    await until('answers', async () => {
      answer?.()
      return (await stateOfSlow()) === 'ok'
    })
    expect(most).toBe(1)
  })

  it('does not keep the program from ending', async () => {
    const { clock, move } = movableClock()
    const files = (real: Files): Files => ({ ...real, list: () => new Promise(() => undefined) })
    const made = await captureHotel({ files, clock, times: { answerMs: 100 } })
    await untilFolder(made, 'missing')
    move(1)
    await expect(made.stop()).resolves.toBeUndefined()
  })
})
