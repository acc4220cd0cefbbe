import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { usualLimits } from '../../../../../../main/core/channels/export.ts'
import { readOtaExport } from '../../../../../../main/core/channels/pmsxchange/export/read-ota.ts'
import { splitUpdates } from '../../../../../../main/core/channels/pmsxchange/export/split-updates.ts'
import { findAll } from '../../../../../../main/core/xml/find.ts'
import { readTree } from '../../../../../../main/core/xml/tree.ts'
import { utf8Length } from '../../../../../../main/core/xml/utf8-length.ts'

const names = { list: 'AvailStatusMessages', item: 'AvailStatusMessage' }
const update = (n: number, more = '') =>
  `\n  <!-- ${n} --><AvailStatusMessage BookingLimit="${n}"><StatusApplicationControl Start="2026-12-01" End="2026-12-02" InvTypeCode="D"/>${more}</AvailStatusMessage>`
const list = (updates: string, hotel = 'H') =>
  `<AvailStatusMessages HotelCode="${hotel}">${updates}\n</AvailStatusMessages>`
const message = (lists: string) =>
  `<OTA_HotelAvailNotifRQ xmlns="http://www.opentravel.org/OTA/2003/05" Version="1.0"><POS><Source/></POS>${lists}<End/></OTA_HotelAvailNotifRQ>`
const many = (count: number, from = 1) => Array.from({ length: count }, (_, n) => update(from + n)).join('')

const limitsIn = (body: string): number[] => {
  const read = readTree(body)
  if (!read.ok) throw new Error(`line ${read.problem.line} is ${read.problem.reason}`)
  return findAll(read.root, `${names.list}/${names.item}`).map((each) =>
    Number(/BookingLimit="(\d+)"/.exec(body.slice(each.start, each.openEnd))?.[1]),
  )
}
const counted = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n)

describe('updates of one hotel', () => {
  it.each([
    [1, [1]],
    [500, [500]],
    [501, [500, 1]],
    [1_200, [500, 500, 200]],
  ])('%i go in parts of %j', (count, sizes) => {
    const parts = splitUpdates(message(list(many(count))), names, 2_000_000) ?? []
    expect(parts.map((part) => limitsIn(part).length)).toEqual(sizes)
    expect(parts.flatMap(limitsIn)).toEqual(counted(1, count))
    for (const part of parts) expect(part).toMatch(/^<OTA_HotelAvailNotifRQ .*<POS><Source\/><\/POS>.*<End\/><\/OTA/s)
  })

  it('stay as they are where they fit', () => {
    const body = message(list(many(500)))
    expect(splitUpdates(body, names, 2_000_000)).toEqual([body])
  })

  it('are split by size as well, in bytes of UTF-8', () => {
    const body = message(list(Array.from({ length: 40 }, (_, n) => update(n, `<T>${'ü'.repeat(500)}</T>`)).join('')))
    const parts = splitUpdates(body, names, 6_000) ?? []
    expect(parts.length).toBeGreaterThan(7)
    for (const part of parts) expect(new TextEncoder().encode(part).length).toBeLessThanOrEqual(6_000)
    expect(parts.flatMap(limitsIn)).toEqual(counted(0, 39))
  })

  it('one that alone is larger makes a part of its own', () => {
    const body = message(list(update(1) + update(2, `<T>${'x'.repeat(9_000)}</T>`) + update(3)))
    expect(splitUpdates(body, names, 4_000)?.map(limitsIn)).toEqual([[1], [2], [3]])
  })

  it('in several lists of the hotel keep their lists, and no list is left empty', () => {
    const body = message(list(many(300)) + list(many(700, 301)))
    const parts = splitUpdates(body, names, 2_000_000) ?? []
    expect(parts.map((part) => limitsIn(part).length)).toEqual([300, 500, 200])
    for (const part of parts) expect(part.match(/<AvailStatusMessages /g)).toHaveLength(1)
  })

  it('keep their order and lose none, whatever their number and size', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 500, max: 5_000 }),
        (sizes, maxBytes) => {
          const body = message(list(sizes.map((size, n) => update(n, `<T>${'x'.repeat(size)}</T>`)).join('')))
          const parts = splitUpdates(body, names, maxBytes) ?? []
          expect(parts.flatMap(limitsIn)).toEqual(sizes.map((_, n) => n))
          for (const part of parts) if (limitsIn(part).length > 1) expect(part.length).toBeLessThanOrEqual(maxBytes)
        },
      ),
    )
  })
})

it('a file of 1 200 updates for two hotels becomes parts of each, numbered through', () => {
  const text = message(list(many(700), 'A') + list(many(500, 701), 'B'))
  const read = readOtaExport(new TextEncoder().encode(text), usualLimits)
  expect(
    read.kind === 'messages' && read.messages.map(({ part, parts, hotelCode, kind }) => [part, parts, hotelCode, kind]),
  ).toEqual([
    [1, 3, 'A', 'availability'],
    [2, 3, 'A', 'availability'],
    [3, 3, 'B', 'availability'],
  ])
})

it('counts bytes as an encoder does', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (text) => {
      expect(utf8Length(text)).toBe(new TextEncoder().encode(text).length)
    }),
  )
  expect(utf8Length('a\ud800b')).toBe(5)
})
