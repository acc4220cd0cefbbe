import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createOwnerFiles } from '../../../main/adapters/owner-files.ts'
import { createWorkerParse } from '../../../main/adapters/worker-parse.ts'
import { channels } from '../../../main/core/channels/registry.ts'
import type { Parse } from '../../../main/core/ports/parse.ts'
import { newBooking, severalBookings } from '../../../main/rehearsal/sample-exports.ts'
import type { Store } from '../../../main/store/store.ts'
import type { MadeEngine } from '../../support/make-engine.ts'
import { until } from '../../support/night-porter.ts'
import { captured, captureHotel, reservations, shown, untilShown } from './parts.ts'

/**
 * Work on a file is bounded, whatever is in it: counted in rows for each transaction, and finished after a
 * kill.
 */

const MOST_ROWS_OF_ONE_MESSAGE = 2_500

const bookings = (count: number, mark = 'A'): string => {
  const [first, ...rest] = Array.from({ length: count }, (_, n) => ({
    reservationId: `${mark}${n}`,
    guest: { given: 'Ana', surname: `Muster${n}` },
  }))
  if (!first) throw new Error('none')
  return severalBookings([first, ...rest])
}
const empty = (count: number, element = '<HotelReservation/>'): string =>
  `<OTA_HotelResNotifRQ xmlns="http://www.opentravel.org/OTA/2003/05"><HotelReservations>${element.repeat(count)}</HotelReservations></OTA_HotelResNotifRQ>`

/** Notes how many rows each transaction of a capture wrote, and may make one of them fail. */
const countRows = (store: Store, onMessage: (n: number) => void = () => undefined) => {
  const rows: number[] = []
  let messages = 0
  const { admit, messages: table } = store
  store.admit = (bytes, work) => {
    rows.push(0)
    return admit(bytes, work)
  }
  const { insert } = table
  table.insert = (message) => {
    onMessage(messages++)
    const written = insert(message)
    rows[rows.length - 1] = (rows.at(-1) ?? 0) + written
    return written
  }
  return rows
}

const idle = async (data?: string): Promise<MadeEngine> => captureHotel({ isStarted: false, ...(data && { data }) })

describe('a file of many messages', () => {
  it('is captured in transactions of a bounded number of rows, all of it, once, and leaves', async () => {
    const made = await idle()
    const rows = countRows(made.store)
    made.drop('many.xml', bookings(400))
    made.engine.start()
    await until('gone', async () => (await reservations(made)).length === 400 && !(await shown(made, 'many.xml')))
    expect(rows.filter((count) => count > 0).length).toBeGreaterThan(5)
    expect(Math.max(...rows)).toBeLessThan(2_000 + MOST_ROWS_OF_ONE_MESSAGE)
    expect(new Set(await reservations(made)).size).toBe(400)
    expect((await made.all()).every(({ state }) => state === 'waiting')).toBe(true)
  })

  it.each(['still there', 'deleted by somebody'])(
    'whose capture was killed half-way is finished by the next start, without duplicates: file %s',
    async (fate) => {
      const made = await idle()
      made.drop('many.xml', bookings(300))
      // As a kill between two transactions: what is committed stays, nothing goes on.
      let isKilled = false
      const { admit } = made.store
      made.store.admit = (bytes, work) => {
        if (isKilled) throw Object.assign(new Error('killed'), { code: 'SQLITE_IOERR' })
        const value = admit(bytes, work)
        isKilled = (made.store.lists.counts().waiting ?? 0) > 100
        return value
      }
      made.engine.start()
      await until('killed', () => isKilled)
      await made.stop()
      const path = join(made.exportFolder, 'many.xml')
      if (fate !== 'still there') rmSync(path)
      const next = await captureHotel({ data: made.data })
      await until('all', async () => (await reservations(next)).length === 300)
      await until('gone', async () => !(await shown(next, 'many.xml')))
      expect((await reservations(next)).toSorted()).toEqual(Array.from({ length: 300 }, (_, n) => `A${n}`).toSorted())
      expect((await next.all()).filter(({ state }) => state === 'duplicate')).toEqual([])
    },
  )

  it('of more messages than the folder takes is refused, and the setting says how many', async () => {
    const made = await captureHotel({ folder: { maxMessagesPerFile: 3 } })
    made.drop('four.xml', empty(4))
    made.drop('three.xml', bookings(3))
    await captured(made, 'A2')
    const [file] = (await made.all()).filter(({ kind }) => kind === 'other')
    expect(file).toMatchObject({ state: 'failed', cause: 'file-too-many' })
    expect(file?.explanation?.what).toContain('up to 3 ')
  })

  it('that is small but costly is never read beside the event loop: 57 KB of empty reservations, of cancelled numbers', async () => {
    const read: number[] = []
    const parse = createWorkerParse({
      channels: {
        ...channels,
        of: (kind) => {
          const channel = channels.of(kind)
          return {
            ...channel,
            readExport: (bytes, limits) => {
              read.push(bytes.length)
              return channel.readExport(bytes, limits)
            },
          }
        },
      },
    })
    const cancels = Array.from({ length: 1_500 }, (_, n) => `<UniqueID Type="14" ID="C${n}"/>`).join('')
    for (const text of [empty(3_000), `<OTA_CancelRQ>${cancels}</OTA_CancelRQ>`, newBooking({ reservationId: 'S' })])
      expect(
        (await parse.read('pmsxchange', new TextEncoder().encode(text), { maxRequestBytes: 2e6, maxMessages: 2_000 }))
          .ok,
      ).toBe(true)
    await parse.close()
    expect(read).toHaveLength(1)
    expect(read[0]).toBeLessThan(8 * 1024)
  })
})

it('every file is captured or shown, whatever it is made of', async () => {
  const seeds = [
    newBooking({ reservationId: 'P' }),
    bookings(3, 'Q'),
    empty(50),
    '<OTA_CancelRQ><UniqueID Type="14" ID="C"/></OTA_CancelRQ>',
    '<!DOCTYPE a><a/>',
    '{"method":"POST"}',
  ]
  const text = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc
      .record({
        seed: fc.constantFrom(...seeds),
        at: fc.nat(4_000),
        drop: fc.nat(40),
        put: fc.string({ maxLength: 20 }),
      })
      .map(({ seed, at, drop, put }) => {
        const place = at % (seed.length + 1)
        return new TextEncoder().encode(seed.slice(0, place) + put + seed.slice(place + drop))
      }),
  )
  const made = await captureHotel({ isStarted: false, patienceMs: 500 })
  const names = fc.sample(text, 60).map((content, n) => {
    const name = `${n}.xml`
    made.drop(name, content)
    return name
  })
  made.engine.start()
  await until('all accounted for', async () => {
    const items = new Set((await made.all()).map(({ fileName }) => fileName))
    return names.every((name) => items.has(name))
  })
})

describe('a file whose capture fails', () => {
  /** A mistake in the program that meets one booking only. */
  const poisoned = (isBad: () => boolean) => (made: MadeEngine) => {
    const { insert } = made.store.messages
    made.store.messages.insert = (message) => {
      if (isBad() && message.reservationId?.startsWith('BAD')) throw new Error('a bug')
      return insert(message)
    }
  }

  it('twice becomes an item of its own, lets the files behind it pass, and is captured once it can be', async () => {
    let isBad = true
    let byMs = 0
    const made = await captureHotel({
      isStarted: false,
      clock: (real) => ({
        now: () => real.now() + byMs,
        monotonicMs: () => real.monotonicMs() + byMs,
        sinceBootMs: () => real.sinceBootMs() + byMs,
        after: real.after,
      }),
    })
    poisoned(() => isBad)(made)
    made.drop('a-bad.xml', newBooking({ reservationId: 'BAD' }))
    made.drop('b-good.xml', newBooking({ reservationId: 'GOOD' }))
    made.engine.start()
    await captured(made, 'GOOD')
    expect((await untilShown(made, 'a-bad.xml', 'unreadable')).sentence).toBe(
      'Could not be captured. Night Porter tries again, other files pass it',
    )
    expect((await made.all()).filter(({ kind }) => kind === 'other')).toEqual([])
    byMs += 6_000
    const item = await until('an item', async () => (await made.all()).find(({ kind }) => kind === 'other'))
    expect(item).toMatchObject({ state: 'failed', cause: 'file-not-captured', fileName: 'a-bad.xml' })
    // The third time after a longer while, and still one item.
    byMs += 6_000
    await sleep(100)
    byMs += 400_000
    await untilShown(made, 'a-bad.xml', 'unreadable')
    expect((await made.all()).filter(({ kind }) => kind === 'other')).toHaveLength(1)
    isBad = false
    byMs += 400_000
    await captured(made, 'BAD')
    expect((await made.all()).find(({ kind }) => kind === 'other')?.state).toBe('superseded')
  })

  it('half-way, for one of its messages, keeps what it has, and is finished once it can be', async () => {
    let isBad = true
    let byMs = 0
    const made = await captureHotel({
      isStarted: false,
      clock: (real) => ({
        now: () => real.now() + byMs,
        monotonicMs: () => real.monotonicMs() + byMs,
        sinceBootMs: () => real.sinceBootMs() + byMs,
        after: real.after,
      }),
    })
    poisoned(() => isBad)(made)
    const text = bookings(200).replaceAll('"A190"', '"BAD"')
    made.drop('half.xml', text)
    made.drop('z-good.xml', newBooking({ reservationId: 'GOOD' }))
    made.engine.start()
    await captured(made, 'GOOD')
    expect((await reservations(made)).length).toBeGreaterThan(20)
    await untilShown(made, 'half.xml', 'unreadable')
    isBad = false
    byMs += 6_000
    await until('all', async () => (await reservations(made)).length === 201)
    await until('gone', async () => !(await shown(made, 'half.xml')))
  })

  it('because its reader throws passes like any other', async () => {
    const here = createWorkerParse({ channels })
    const parse: Parse = {
      ...here,
      read: async (kind, content, limits) => {
        if (new TextDecoder().decode(content).includes('"BAD"')) throw new Error('a bug')
        return here.read(kind, content, limits)
      },
    }
    const made = await captureHotel({ deps: { parse } })
    made.drop('a-bad.xml', newBooking({ reservationId: 'BAD' }))
    made.drop('b-good.xml', newBooking({ reservationId: 'GOOD' }))
    await captured(made, 'GOOD')
    await untilShown(made, 'a-bad.xml', 'unreadable')
  })

  it('because its transaction outlasts the lease is shown, and others pass', async () => {
    let byMs = 0
    const made = await captureHotel({
      isStarted: false,
      deps: { owners: createOwnerFiles() },
      clock: (real) => ({
        now: () => real.now() + byMs,
        monotonicMs: () => real.monotonicMs() + byMs,
        sinceBootMs: () => real.sinceBootMs() + byMs,
        after: real.after,
      }),
    })
    const { insert } = made.store.messages
    made.store.messages.insert = (message) => {
      if (message.reservationId === 'SLOW') byMs += 10_000
      return insert(message)
    }
    made.drop('a-slow.xml', newBooking({ reservationId: 'SLOW' }))
    made.drop('b-good.xml', newBooking({ reservationId: 'GOOD' }))
    made.engine.start()
    await captured(made, 'GOOD')
    await until('an item', async () => (await made.all()).find(({ cause }) => cause === 'file-not-captured'))
    expect(await reservations(made)).toEqual(['GOOD'])
  })
})
