import { describe, expect, it } from 'vitest'
import { severalBookings } from '../../../main/rehearsal/sample-exports.ts'
import { PIECE_BYTES } from '../../../main/store/tables/capture-bytes.ts'
import { inState, makeEngine, standInFor } from '../../support/make-engine.ts'
import { until } from '../../support/night-porter.ts'
import { captured, captureHotel, shown } from './parts.ts'

/** A large file: its bytes are written in pieces, so that no transaction stands the program still. */

const MEGABYTE = 1024 * 1024
const CARD = '4111111111111111'

/** Bookings with a card and so many megabytes each, where nobody looks for words of the search. */
const fileOf = (ids: readonly [string, ...string[]], megabytes: number): string => {
  const [first, ...rest] = ids.map((reservationId) => ({ reservationId }))
  return severalBookings([first ?? { reservationId: '' }, ...rest]).replaceAll(
    '</HotelReservation>',
    `<!-- card ${CARD} ${'wish '.repeat((megabytes * MEGABYTE) / 5)}--></HotelReservation>`,
  )
}
const large = fileOf(['L0', ...Array.from({ length: 12 }, (_, n) => `L${n + 1}`)], 1)

describe('a file of several pieces', () => {
  it('is written in transactions of at most a piece, and given back byte for byte', async () => {
    const made = await captureHotel({ isStarted: false })
    const sizes: number[] = []
    const { admit, captures } = made.store
    const { stage, insert } = captures
    made.store.admit = (bytes, work) => {
      sizes.push(0)
      return admit(bytes, work)
    }
    const note = (bytes: number) => {
      sizes[sizes.length - 1] = (sizes.at(-1) ?? 0) + bytes
    }
    captures.stage = (id, n, bytes) => {
      note(bytes.length)
      stage(id, n, bytes)
    }
    captures.insert = (capture, mark) => {
      note(capture.content.length)
      insert(capture, mark)
    }
    made.drop('large.xml', large)
    made.engine.start()
    await captured(made, 'L12')
    await until('gone', async () => !(await shown(made, 'large.xml')))
    expect(sizes.filter((bytes) => bytes > 0)).toHaveLength(4)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(PIECE_BYTES)
    const [item] = await made.all()
    const record = made.store.messages.get(item?.id ?? '')
    expect(made.store.captures.content(record?.captureId ?? '')?.toString()).toBe(large)
  })

  it('whose capture was killed between two pieces is captured whole by the next start', async () => {
    const made = await captureHotel({ isStarted: false })
    let staged = 0
    const { admit } = made.store
    const { stage } = made.store.captures
    made.store.captures.stage = (id, n, bytes) => {
      stage(id, n, bytes)
      staged += 1
    }
    // As a kill between two transactions: what is committed stays, nothing goes on.
    made.store.admit = (bytes, work) => {
      if (staged >= 2) throw Object.assign(new Error('killed'), { code: 'SQLITE_IOERR' })
      return admit(bytes, work)
    }
    made.drop('large.xml', large)
    made.engine.start()
    await until('killed', () => staged >= 2)
    await made.stop()
    const next = await captureHotel({ data: made.data })
    await captured(next, 'L12')
    await until('gone', async () => !(await shown(next, 'large.xml')))
    expect(await next.all()).toHaveLength(13)
    const [item] = await next.all()
    const record = next.store.messages.get(item?.id ?? '')
    expect(next.store.captures.content(record?.captureId ?? '')?.toString()).toBe(large)
  })

  it('loses its card numbers in all pieces once its bookings are delivered', async () => {
    const standIn = await standInFor()
    const made = await makeEngine({ standIn, times: { firstRoundMs: 0 } })
    made.drop('large.xml', large)
    await inState(made, 'L12', 'delivered')
    const [item] = await made.all()
    const captureId = made.store.messages.get(item?.id ?? '')?.captureId ?? ''
    await until('clean', () => !made.store.captures.content(captureId)?.includes(CARD))
    const left = made.store.captures.content(captureId)?.toString() ?? ''
    expect(left).toBe(large.replaceAll(CARD, CARD.slice(-4)))
  })
})

describe('a message that no request can hold', () => {
  const huge = fileOf(['H1'], 9)

  it('fails at once with its size, keeps its file, and is no second one when it is exported again', async () => {
    const made = await captureHotel({ isStarted: true })
    made.drop('huge.xml', huge)
    const failed = await inState(made, 'H1', 'failed')
    expect(failed.cause).toBe('request-too-large')
    const record = made.store.messages.get(failed.id)
    expect(record?.facts).toEqual({ size: '9439 KB', limit: '2000 KB' })
    expect(made.store.messages.body(failed.id)).toBeNull()
    expect(made.store.captures.content(record?.captureId ?? '')?.toString()).toBe(huge)
    await until('gone', async () => !(await shown(made, 'huge.xml')))
    made.drop('huge-again.xml', huge)
    await until('taken', async () => !(await shown(made, 'huge-again.xml')))
    expect((await made.all()).map(({ id }) => id)).toEqual([failed.id])
  })
})
