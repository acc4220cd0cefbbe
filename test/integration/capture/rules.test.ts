import {
  appendFileSync,
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Files } from '../../../main/core/ports/files.ts'
import { changeBooking, newBooking, severalBookings } from '../../../main/rehearsal/sample-exports.ts'
import { foldersFor } from '../../support/make-engine.ts'
import { until } from '../../support/night-porter.ts'
import {
  captured,
  captureHotel,
  folderState,
  movableClock,
  reservations,
  shown,
  untilLooked,
  untilShown,
} from './parts.ts'

/** How PMSs write files, and what must come of it: every booking captured whole, once, in order. */

const untilEmpty = (made: { exportFolder: string }) =>
  until('the folder is empty', () => readdirSync(made.exportFolder).length === 0)

describe('a file that comes in pieces', () => {
  it('is captured once and whole, however long the pauses between its bursts', async () => {
    const made = await captureHotel()
    const text = newBooking({ reservationId: 'BURST' })
    const path = join(made.exportFolder, 'burst.xml')
    const third = Math.floor(text.length / 3)
    writeFileSync(path, text.slice(0, third))
    await untilShown(made, 'burst.xml', 'incomplete')
    appendFileSync(path, text.slice(third, 2 * third))
    await untilLooked(made, 4)
    expect(await reservations(made)).toEqual([])
    appendFileSync(path, text.slice(2 * third))
    await captured(made, 'BURST')
    await untilEmpty(made)
    expect(await reservations(made)).toEqual(['BURST'])
    const states = (await made.all()).map(({ kind, state }) => `${kind} ${state}`)
    expect(states.filter((one) => one === 'other superseded')).toHaveLength(states.length - 1)
  })

  it('cut inside a letter of two bytes is unfinished, not broken', async () => {
    const made = await captureHotel()
    const bytes = Buffer.from(newBooking({ reservationId: 'UML', guest: { given: 'Jörg', surname: 'Müller' } }), 'utf8')
    const cut = bytes.indexOf(0xc3) + 1
    expect(cut).toBeGreaterThan(0)
    const path = join(made.exportFolder, 'cut.xml')
    writeFileSync(path, bytes.subarray(0, cut))
    await untilShown(made, 'cut.xml', 'incomplete')
    appendFileSync(path, bytes.subarray(cut))
    await captured(made, 'UML')
    expect((await made.item('UML'))?.guest).toContain('Müller')
  })

  it('that has its full size before its content is waited for', async () => {
    const made = await captureHotel()
    const bytes = Buffer.from(newBooking({ reservationId: 'ZEROS' }), 'utf8')
    const path = join(made.exportFolder, 'zeros.xml')
    const old = new Date(Date.now() - 3_600_000)
    writeFileSync(path, Buffer.alloc(bytes.length))
    utimesSync(path, old, old)
    const item = await until('shown', async () => (await made.all()).find(({ kind }) => kind === 'other'))
    expect(item).toMatchObject({ state: 'waiting', cause: 'file-incomplete' })
    const handle = openSync(path, 'r+')
    writeSync(handle, bytes, 0, 200)
    await untilLooked(made, 3)
    writeSync(handle, bytes, 200, bytes.length - 200, 200)
    closeSync(handle)
    await captured(made, 'ZEROS')
    await untilEmpty(made)
  })

  it('is read again even if its size and time never change while it is filled', async () => {
    const made = await captureHotel()
    const bytes = Buffer.from(newBooking({ reservationId: 'SILENTLY' }), 'utf8')
    const path = join(made.exportFolder, 'silently.xml')
    const old = new Date(1_700_000_000_000)
    writeFileSync(path, Buffer.alloc(bytes.length))
    utimesSync(path, old, old)
    await untilShown(made, 'silently.xml', 'incomplete')
    writeFileSync(path, bytes)
    utimesSync(path, old, old)
    await captured(made, 'SILENTLY')
  })
})

describe('readiness', () => {
  it('is measured from our first observation: a file copied with an old time is not ready for its age', async () => {
    const made = await captureHotel({ folder: { ready: { kind: 'quiet', seconds: 1.5 } } })
    const path = join(made.exportFolder, 'old.xml')
    writeFileSync(path, newBooking({ reservationId: 'OLD' }))
    utimesSync(path, new Date(1_600_000_000_000), new Date(1_600_000_000_000))
    const began = Date.now()
    expect(await untilShown(made, 'old.xml', 'writing')).toMatchObject({
      sentence: 'Your PMS is still writing this file',
    })
    await captured(made, 'OLD')
    expect(Date.now() - began).toBeGreaterThanOrEqual(1_300)
  })

  it('by `rename` takes a file as soon as it has its name, and never under its temporary one', async () => {
    const made = await captureHotel({ folder: { ready: { kind: 'rename' } } })
    const temporary = join(made.exportFolder, 'r.xml.tmp')
    writeFileSync(temporary, newBooking({ reservationId: 'RENAMED' }))
    await untilShown(made, 'r.xml.tmp', 'ignored')
    expect(await reservations(made)).toEqual([])
    renameSync(temporary, join(made.exportFolder, 'r.xml'))
    await captured(made, 'RENAMED')
    await untilEmpty(made)
  })

  it('by `marker` waits for the mark and says for which, however long the file lies there', async () => {
    const made = await captureHotel({ folder: { ready: { kind: 'marker', suffix: '.ok' } } })
    writeFileSync(join(made.exportFolder, 'm.xml'), newBooking({ reservationId: 'MARKED' }))
    expect((await untilShown(made, 'm.xml', 'new')).sentence).toContain('.ok')
    await untilLooked(made, 3)
    expect(await reservations(made)).toEqual([])
    writeFileSync(join(made.exportFolder, 'm.xml.ok'), '')
    await captured(made, 'MARKED')
    await untilEmpty(made)
  })
})

describe('names', () => {
  it('may be of any Unicode and any length', async () => {
    const made = await captureHotel()
    const long = `${'ü'.repeat(125)}x.xml`
    expect(Buffer.byteLength(long)).toBe(255)
    const names = [
      'Zürich.xml'.normalize('NFC'),
      'Zürich 2.xml'.normalize('NFD'),
      '予約.xml',
      '🛏️👨‍👩‍👧.xml',
      "o'quote #%&+.xml",
      long,
      ' space .xml',
    ]
    for (const [n, name] of names.entries())
      made.drop(name === long ? 'x' : name, newBooking({ reservationId: `U${n}` }))
    renameSync(join(made.exportFolder, 'x'), join(made.exportFolder, long))
    for (const n of names.keys()) await captured(made, `U${n}`)
    await untilEmpty(made)
    expect(new Set((await made.all()).map(({ fileName }) => fileName))).toEqual(new Set(names))
  })

  it('that name no exports, and sub-folders, stay where they are, with the reason', async () => {
    const made = await captureHotel()
    mkdirSync(join(made.exportFolder, 'b.xml'))
    writeFileSync(join(made.exportFolder, 'b.xml', 'inner.xml'), newBooking({ reservationId: 'INNER' }))
    writeFileSync(join(made.exportFolder, '~$c.xml'), 'x')
    await untilShown(made, '~$c.xml', 'ignored')
    expect(await shown(made, 'b.xml')).toMatchObject({ state: 'ignored', sentence: 'Ignored, is a folder' })
    expect(await reservations(made)).toEqual([])
  })

  it('of bytes that are no Unicode are shown, not passed over', async () => {
    const made = await captureHotel()
    writeFileSync(
      Buffer.concat([Buffer.from(`${made.exportFolder}/gr`), Buffer.from([0xfc]), Buffer.from('n.xml')]),
      '<x/>',
    )
    const file = await until('shown', async () => (await made.call('folders.list'))[0]?.list[0])
    expect(file).toMatchObject({
      state: 'unreadable',
      sentence: 'Has a name that cannot be opened. Export it under another name',
    })
  })
})

describe('one name again and again', () => {
  it('is captured each time, in order, also when the new content comes while the old one is being taken out', async () => {
    const { data, exportFolder } = foldersFor()
    const path = join(exportFolder, 'same.xml')
    let overwrites = 0
    const files = (real: Files): Files => ({
      ...real,
      // The worst moment: captured, about to be removed.
      remove: async (target, still) => {
        if (target === path && overwrites < 3)
          writeFileSync(path, changeBooking({ reservationId: 'S', amount: `${++overwrites}00.00` }))
        return real.remove(target, still)
      },
    })
    const made = await captureHotel({ data, files })
    made.drop('same.xml', newBooking({ reservationId: 'S' }))
    await until('all four', async () => (await reservations(made)).length === 4)
    await untilEmpty(made)
    const totals = (await Promise.all((await made.all()).map(({ id }) => made.call('messages.get', { id })))).map(
      (m) => m.booking?.total?.amount,
    )
    expect(totals.reverse().slice(1)).toEqual(['100.00', '200.00', '300.00'])
    expect(await folderState(made)).toBe('ok')
  })
})

describe('sizes', () => {
  it('of nothing needs somebody once it has been empty for long, stays where it is, and ends when its content comes', async () => {
    const made = await captureHotel({ patienceMs: 300 })
    const path = join(made.exportFolder, 'e.xml')
    writeFileSync(path, '')
    const item = await until('an item', async () => (await made.all()).find(({ kind }) => kind === 'other'))
    expect(item).toMatchObject({ state: 'failed', cause: 'file-empty', fileName: 'e.xml', attempts: 0 })
    expect((await made.call('health.get')).level).toBe('attention')
    await untilLooked(made, 4)
    expect(readdirSync(made.exportFolder)).toEqual(['e.xml'])
    expect(await made.all()).toHaveLength(1)
    appendFileSync(path, newBooking({ reservationId: 'E' }))
    await captured(made, 'E')
    await untilEmpty(made)
    expect((await made.call('messages.get', { id: item.id })).state).toBe('superseded')
  })

  it('of nothing needs somebody each time', async () => {
    const made = await captureHotel({ patienceMs: 300 })
    const path = join(made.exportFolder, 'e.xml')
    const failed = async () => (await made.all()).filter(({ state }) => state === 'failed')
    writeFileSync(path, '')
    const [first] = await until('an item', async () => ((await failed()).length > 0 ? failed() : null))
    await made.call('messages.close', { id: first?.id ?? '', reason: 'exported again' })
    rmSync(path)
    await until('no file', async () => (await shown(made, 'e.xml')) === undefined)
    writeFileSync(path, '')
    utimesSync(path, new Date(), new Date(Date.now() + 60_000))
    await until('another item', async () => (await failed()).some(({ id }) => id !== first?.id))
  })

  it('of nothing is shown as empty and kept until something is in it', async () => {
    const made = await captureHotel()
    writeFileSync(join(made.exportFolder, 'e.xml'), '')
    expect((await untilShown(made, 'e.xml', 'writing')).sentence).toBe('Still empty')
    writeFileSync(join(made.exportFolder, 'e.xml'), newBooking({ reservationId: 'FILLED' }))
    await captured(made, 'FILLED')
  })

  it('above 64 MB fail at once with their own cause, and are set aside', async () => {
    const size = 64 * 1024 * 1024
    const made = await captureHotel({ patienceMs: 500 })
    const text = newBooking({ reservationId: 'HUGE' })
    writeFileSync(
      join(made.exportFolder, 'huge.xml'),
      text.replace('</OTA_HotelResNotifRQ>', `<!--${'x'.repeat(size)}--></OTA_HotelResNotifRQ>`),
    )
    const item = await until('failed', async () => (await made.all()).find(({ state }) => state === 'failed'))
    expect(item).toMatchObject({ cause: 'file-too-large', fileName: 'huge.xml' })
    expect(item.explanation?.what).not.toContain('{{')
    await until('set aside', () => readdirSync(made.exportFolder).join() === 'unusable')
  })

  it('of many reservations become as many messages in one step', async () => {
    const made = await captureHotel()
    const [first, ...rest] = Array.from({ length: 120 }, (_, n) => ({ reservationId: `G${n}` }))
    if (!first) throw new Error('none')
    made.drop('group.xml', severalBookings([first, ...rest]))
    await captured(made, 'G119')
    expect(await reservations(made)).toEqual([first, ...rest].map(({ reservationId }) => reservationId))
  })
})

it('takes files found together in the order of the PMS’s own times within a booking, else by file time and number', async () => {
  const { data, exportFolder } = foldersFor()
  const put = (name: string, content: string, minutes: number) => {
    writeFileSync(join(exportFolder, name), content)
    utimesSync(join(exportFolder, name), new Date(), new Date(1_790_000_000_000 + minutes * 60_000))
  }
  put('x-10.xml', newBooking({ reservationId: 'N10' }), 5)
  put('x-9.xml', newBooking({ reservationId: 'N9' }), 5)
  put(
    'late.xml',
    changeBooking({ reservationId: 'K', amount: '1.00', modifiedAt: Date.parse('2026-11-20T10:00:00Z') }),
    1,
  )
  put(
    'early.xml',
    changeBooking({ reservationId: 'K', amount: '2.00', modifiedAt: Date.parse('2026-11-20T09:00:00Z') }),
    9,
  )
  const made = await captureHotel({ data })
  await until('all', async () => (await reservations(made)).length === 4)
  expect((await made.all()).map(({ fileName }) => fileName).reverse()).toEqual([
    'early.xml',
    'x-9.xml',
    'x-10.xml',
    'late.xml',
  ])
})

it('takes them so also when the PC stood still between looking at one and the next', async () => {
  const { data, exportFolder } = foldersFor()
  const { clock, move } = movableClock()
  let stops = 0
  const files = (real: Files): Files => ({
    ...real,
    list: async (folder) => {
      const found = await real.list(folder)
      if (!found.ok || found.value.length !== 2) return found
      const [one, other] = found.value.toSorted((a, b) => (a.name < b.name ? 1 : -1))
      if (!one || !other) return found
      const slow = {
        ...other,
        get type() {
          if (stops++ === 0) move(600_000)
          return 'file' as const
        },
      }
      return { ok: true, value: [one, slow] }
    },
  })
  for (const [name, hour] of [
    ['2.xml', '10'],
    ['1.xml', '09'],
  ])
    writeFileSync(
      join(exportFolder, name ?? ''),
      changeBooking({ reservationId: 'K', amount: `${hour}.00`, modifiedAt: Date.parse(`2026-11-20T${hour}:00:00Z`) }),
    )
  const made = await captureHotel({ data, files, clock, folder: { ready: { kind: 'quiet', seconds: 5 } } })
  await until('waits', async () => stops > 0 && (await shown(made, '1.xml')))
  await untilLooked(made, 2)
  move(6_000)
  await until('both', async () => (await reservations(made)).length === 2)
  expect((await made.all()).map(({ fileName }) => fileName).reverse()).toEqual(['1.xml', '2.xml'])
})
