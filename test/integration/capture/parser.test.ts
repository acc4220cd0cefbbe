import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { pathToFileURL } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createStalls } from '../../../main/adapters/stalls.ts'
import { createWorkerParse } from '../../../main/adapters/worker-parse.ts'
import { readExportOf } from '../../../main/core/channels/read-export.ts'
import { channels } from '../../../main/core/channels/registry.ts'
import type { Parse } from '../../../main/core/ports/parse.ts'
import { maskCards } from '../../../main/core/redact/cards.ts'
import { maskText } from '../../../main/core/redact/mask-text.ts'
import { newBooking, severalBookings } from '../../../main/rehearsal/sample-exports.ts'
import { until } from '../../support/night-porter.ts'
import { captured, captureHotel, reservations, untilLooked, untilShown } from './parts.ts'

const [{ kind }] = channels.all
const bytes = (text: string) => new TextEncoder().encode(text)
const large = (mark: string) => bytes(`${mark}${'x'.repeat(70_000)}`)

const parserFor = (parts: Partial<Parameters<typeof createWorkerParse>[0]> = {}): Parse => {
  const parse = createWorkerParse({ channels, ...parts })
  onTestFinished(() => parse.close())
  return parse
}
/** How often a timer of 1 ms had its turn while something was worked on. */
const turnsDuring = async <T>(work: () => Promise<T>): Promise<{ turns: number; value: T }> => {
  let turns = 0
  const timer = setInterval(() => {
    turns += 1
  }, 1)
  const value = await work()
  clearInterval(timer)
  return { turns, value }
}
const crashing = pathToFileURL(join(import.meta.dirname, 'children/crashing-parser.mjs'))

describe('reading in a worker', () => {
  it('gives just what reading here gives, for small files and large', async () => {
    const parse = parserFor()
    const many = Array.from({ length: 150 }, (_, n) => ({ reservationId: `W${n}` }))
    const [first, ...rest] = many
    if (!first) throw new Error('none')
    for (const text of [
      newBooking({ reservationId: 'S' }),
      severalBookings([first, ...rest]),
      '',
      '<a',
      `<a>${'b'.repeat(99_999)}`,
    ])
      for (const channel of channels.all)
        expect(await parse.read(channel.kind, bytes(text))).toEqual({ ok: true, ...readExportOf(channel, bytes(text)) })
  })

  it('finds just what a body lacks that is found here, for small ones and large', async () => {
    const parse = parserFor()
    const whole = newBooking({ reservationId: 'S' })
    const long = whole.replace('<HotelReservations>', `<!--${'x'.repeat(70_000)}--><HotelReservations>`)
    for (const text of [whole, long]) {
      const cut = { messageType: 'OTA_HotelResNotifRQ', body: text.replace(/<TimeSpan[^>]*>/, '') }
      expect((await parse.missing('pmsxchange', cut))?.map(({ name }) => name)).toEqual(['arrival', 'departure'])
      for (const channel of channels.all)
        for (const message of [cut, { ...cut, body: text }, { ...cut, messageType: 'OTA_CancelRQ' }])
          expect(await parse.missing(channel.kind, message)).toEqual(channel.missingElements(message))
    }
  })

  it('that dies of a body says that nothing is known of it, and the next is looked through as ever', async () => {
    const parse = parserFor({ worker: crashing, timeoutMs: 30_000 })
    const lookInto = (mark: string) =>
      parse.missing('pmsxchange', { messageType: 'x', body: mark + 'x'.repeat(70_000) })
    expect(await Promise.all([lookInto('a'), lookInto('DIE'), lookInto('b')])).toEqual([[], null, []])
  })

  it('masks the cards of a file just as it is done here, beside the event loop where it is large', async () => {
    const parse = parserFor()
    const card = '<PaymentCard CardNumber="4111111111111111"/>'
    for (const text of [`<a>${card}</a>`, `<a>${card.repeat(5_000)}</a>`]) {
      const masked = await parse.mask(bytes(text))
      expect(masked).toBe(maskCards(text))
      expect(masked).not.toContain('41111111')
    }
    expect(await parse.mask(new Uint8Array([0x00, 0xd8, 0xff]))).toBe(maskText(new Uint8Array([0x00, 0xd8, 0xff])))
  })

  it('lets the event loop go on while a large file is read', async () => {
    const parse = parserFor()
    const [first, ...rest] = Array.from({ length: 1_500 }, (_, n) => ({ reservationId: `W${n}` }))
    if (!first) throw new Error('none')
    const content = bytes(severalBookings([first, ...rest]))
    expect(content.length).toBeGreaterThan(1_000_000)
    await parse.read(kind, large('warm up'))
    const { turns, value } = await turnsDuring(() => parse.read(kind, content))
    expect(value.ok && value.read.kind === 'messages' && value.read.messages.length).toBe(1_500)
    expect(turns).toBeGreaterThan(0)
    // The proof that the count could fail: read in this thread, nothing else has its turn.
    expect((await turnsDuring(async () => channels.of(kind).readExport(content))).turns).toBe(0)
  })

  it.each(['DIE', 'EXIT', 'EAT', 'HANG'])(
    'that ends badly (%s) is a crash of that file, and the next is read as ever',
    async (how) => {
      const parse = parserFor({ worker: crashing, timeoutMs: how === 'HANG' ? 5_000 : 30_000 })
      const answers = await Promise.all([
        parse.read(kind, large('a')),
        parse.read(kind, large(how)),
        parse.read(kind, large('b')),
      ])
      expect(answers).toEqual([
        {
          ok: true,
          read: { kind: 'incomplete' },
          cuts: [],
          cardCuts: [],
        },
        { ok: false, reason: 'crashed' },
        {
          ok: true,
          read: { kind: 'incomplete' },
          cuts: [],
          cardCuts: [],
        },
      ])
    },
  )

  it('that cannot be had, because the program was built without it, is done here', async () => {
    const parse = parserFor({ worker: new URL('file:///nowhere/parse-worker.mjs') })
    expect(await parse.read(kind, large('<a>'))).toEqual({
      ok: true,
      read: { kind: 'incomplete' },
      cuts: [],
      cardCuts: [],
    })
  })

  it('that cannot even be begun is done here too, each time', async () => {
    // A worker made of anything but a file throws at once, as one does for which there is no memory.
    const parse = parserFor({ worker: new URL('https://nowhere.invalid/parse-worker.mjs') })
    for (let n = 0; n < 2; n++)
      expect(await parse.read(kind, large('<a>'))).toEqual({
        ok: true,
        read: { kind: 'incomplete' },
        cuts: [],
        cardCuts: [],
      })
  })

  it('ends at once when it is closed, also in the middle', async () => {
    const parse = parserFor({ worker: crashing })
    const reading = parse.read(kind, large('HANG'))
    await parse.read(kind, bytes('<small/>'))
    await parse.close()
    expect(await reading).toEqual({ ok: false, reason: 'crashed' })
  })
})

it('shows a file whose reading crashed as unreadable for now, captures the others, and it too once it can be read', async () => {
  const here = parserFor()
  let isCrashing = true
  const parse: Parse = {
    ...here,
    read: async (of, content) =>
      isCrashing && new TextDecoder().decode(content).includes('"BAD"')
        ? { ok: false, reason: 'crashed' }
        : here.read(of, content),
  }
  const made = await captureHotel({ deps: { parse } })
  made.drop('bad.xml', newBooking({ reservationId: 'BAD' }))
  made.drop('good.xml', newBooking({ reservationId: 'GOOD' }))
  await captured(made, 'GOOD')
  expect((await untilShown(made, 'bad.xml', 'unreadable')).sentence).toBe(
    'Could not be read just now. Night Porter looks again',
  )
  await untilLooked(made, 3)
  expect(await reservations(made)).toEqual(['GOOD'])
  isCrashing = false
  await captured(made, 'BAD')
})

it('reports a stand-still of the event loop in health', async () => {
  const made = await captureHotel({ deps: { stalls: createStalls({ everyMs: 100 }) } })
  await until('measured', async () => (await made.call('health.get')).folders[0]?.state === 'ok')
  const stall = await until('reported', async () => {
    // The stand-still itself; once more at every try, since a busy machine's own shorter one may be reported
    // after it.
    const end = performance.now() + 400
    while (performance.now() < end);
    const { lastStall } = await made.call('health.get')
    return lastStall && lastStall.ms >= 300 ? lastStall : null
  })
  expect(stall.ms).toBeLessThan(5_000)
})
