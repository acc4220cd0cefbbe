import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createOwnerFiles } from '../../../main/adapters/owner-files.ts'
import { OWNER_FILE_NAME, readOwner } from '../../../main/core/capture/owner.ts'
import { newBooking } from '../../../main/rehearsal/sample-exports.ts'
import { foldersFor } from '../../support/make-engine.ts'
import { drop, practiceHotel, until } from '../../support/night-porter.ts'
import { captured, captureHotel, folderState, NOWHERE, reservations, untilFolder, untilLooked } from './parts.ts'
import { quickOwner, startPc } from './pc.ts'

/**
 * Two PCs on one export share: one captures, the other shows who does, and takes over when it falls silent.
 */

const owned = { deps: { owners: createOwnerFiles() }, times: { owner: quickOwner } }

const otherPc = async (exportFolder: string) =>
  captureHotel({ ...owned, data: foldersFor().data, settings: practiceHotel({ url: NOWHERE, exportFolder }) })

const ownerIn = (folder: string) => readOwner(readFileSync(join(folder, OWNER_FILE_NAME), 'utf8'))

describe('the owner file', () => {
  it('is written by the one PC, raised again and again, counted by nobody, and gone after a clean stop', async () => {
    const made = await captureHotel(owned)
    await untilFolder(made, 'ok')
    const first = ownerIn(made.exportFolder)
    expect(first?.name).toBe('test')
    await until('raised', () => (ownerIn(made.exportFolder)?.beat ?? 0) > (first?.beat ?? 0) + 2)
    await untilLooked(made)
    const [folder] = await made.call('folders.list')
    expect(folder).toMatchObject({ files: 0, list: [], sentence: 'Empty' })
    await made.stop()
    expect(readdirSync(made.exportFolder)).toEqual([])
  })

  it('of this PC’s own crashed run keeps nobody waiting', async () => {
    const { data, exportFolder } = foldersFor()
    const first = await captureHotel({ ...owned, data })
    await untilFolder(first, 'ok')
    const left = readFileSync(join(exportFolder, OWNER_FILE_NAME))
    await first.stop()
    writeFileSync(join(exportFolder, OWNER_FILE_NAME), left)
    const slow = { ...quickOwner, staleMs: 600_000 }
    const again = await captureHotel({ ...owned, data, times: { owner: slow } })
    again.drop('a.xml', newBooking({ reservationId: 'A' }))
    await captured(again, 'A')
  })

  it.each(['', 'no owner file at all', '{"host":'])(
    'that says nothing (%j) is waited out like a silent PC',
    async (text) => {
      const { data, exportFolder } = foldersFor()
      writeFileSync(join(exportFolder, OWNER_FILE_NAME), text)
      const made = await captureHotel({ ...owned, data })
      made.drop('a.xml', newBooking({ reservationId: 'A' }))
      await untilFolder(made, 'watched-elsewhere')
      expect((await made.call('health.get')).folders[0]?.sentence).toBe(
        'Watched by another PC; nothing is captured here',
      )
      await captured(made, 'A')
      expect(ownerIn(exportFolder)?.name).toBe('test')
    },
  )
})

describe('a second PC', () => {
  it('shows who looks after the folder and captures nothing; each file is captured by one of the two', async () => {
    const first = await captureHotel(owned)
    await untilFolder(first, 'ok')
    const second = await otherPc(first.exportFolder)
    await untilFolder(second, 'watched-elsewhere')
    await second.call('notices.close', { id: 'folder-owner:main' })
    const health = await until('known', async () => {
      const now = await second.call('health.get')
      return now.notices?.length === 0 ? now : null
    })
    expect(health.folders[0]?.sentence).toBe('Watched by test, another PC; nothing is captured here')
    expect(health.level).not.toBe('attention')
    for (let n = 0; n < 20; n++) first.drop(`${n}.xml`, newBooking({ reservationId: `R${n}` }))
    await captured(first, 'R19')
    await untilLooked(second, 5)
    expect(await reservations(second)).toEqual([])
    expect(await folderState(second)).toBe('watched-elsewhere')
    await first.stop()
    drop(first.exportFolder, 'after.xml', newBooking({ reservationId: 'AFTER' }))
    await captured(second, 'AFTER')
    expect(await reservations(second)).toEqual(['AFTER'])
  })

  it('takes over when the first falls silent; the first, coming back, sees it and yields', async () => {
    let isHung = false
    const real = createOwnerFiles()
    const hanging = {
      ...real,
      beat: (...args: Parameters<typeof real.beat>) =>
        isHung ? new Promise<never>(() => undefined) : real.beat(...args),
    }
    const first = await captureHotel({ ...owned, deps: { owners: hanging } })
    first.drop('1.xml', newBooking({ reservationId: 'ONE' }))
    await captured(first, 'ONE')
    const second = await otherPc(first.exportFolder)
    await untilFolder(second, 'watched-elsewhere')
    isHung = true
    await until('taken over', async () => (await folderState(second)) === 'ok')
    first.drop('2.xml', newBooking({ reservationId: 'TWO' }))
    await captured(second, 'TWO')
    expect(await reservations(first)).toEqual(['ONE'])
    expect(await reservations(second)).toEqual(['TWO'])
  })
})

describe('two processes on one folder', () => {
  const sharedBy = () => {
    const { data, exportFolder } = foldersFor()
    const start = (name: string) => startPc({ data: join(data, name), name, exportFolder })
    let n = 0
    const put = () => {
      n += 1
      drop(exportFolder, `${n}.xml`, newBooking({ reservationId: `R${n}` }))
      return `R${n}`
    }
    return { exportFolder, start, put }
  }
  type Pc = ReturnType<typeof startPc>
  const untilOwner = (pc: Pc) => until(`${pc.name} looks after it`, () => pc.now().state === 'ok')
  const untilYielded = (pc: Pc, to: Pc) =>
    until(`${pc.name} yields`, () => pc.now().state === 'watched-elsewhere' && pc.now().who === to.name)

  it('halted, the first is replaced; woken up, it yields; no booking is captured twice or lost', async () => {
    const { exportFolder, start, put } = sharedBy()
    const first = start('FRONT-1')
    await untilOwner(first)
    const second = start('FRONT-2')
    await untilYielded(second, first)
    const wanted: string[] = []
    for (let round = 0; round < 3; round++) {
      const [owner, other] = round % 2 === 0 ? [first, second] : [second, first]
      const before = put()
      wanted.push(before)
      await until(`${owner.name} captures`, () => owner.now().captured.includes(before))
      await until('it left', () => !readdirSync(exportFolder).some((name) => name.endsWith('.xml')))
      owner.halt()
      wanted.push(put(), put())
      await until(`${other.name} captures`, () => other.now().captured.includes(wanted.at(-1) ?? ''))
      owner.goOn()
      await untilYielded(owner, other)
    }
    expect([...first.now().captured, ...second.now().captured].sort()).toEqual([...wanted].sort())
  })

  it('killed, the first is replaced; started again, it finds the other and leaves it the folder', async () => {
    const { exportFolder, start, put } = sharedBy()
    const first = start('FRONT-1')
    await untilOwner(first)
    const a = put()
    await until('captured', () => first.now().captured.includes(a))
    await until('it left', () => !readdirSync(exportFolder).some((name) => name.endsWith('.xml')))
    const second = start('FRONT-2')
    await untilYielded(second, first)
    await first.end('SIGKILL')
    expect(existsSync(join(exportFolder, OWNER_FILE_NAME))).toBe(true)
    const b = put()
    await until('taken over', () => second.now().captured.includes(b))
    const again = start('FRONT-1')
    await untilYielded(again, second)
    const c = put()
    await until('captured by the second', () => second.now().captured.includes(c))
    expect(again.now().captured).toEqual([a])
    await second.end('SIGTERM')
    const d = put()
    await until('handed back', () => again.now().captured.includes(d))
    expect(again.now().captured).toEqual([a, d])
    await again.end('SIGTERM')
    expect(readdirSync(exportFolder)).toEqual([])
  })
})
