import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareNames, isTemporaryName, markerNames, matcherOf } from '../../../../main/core/capture/names.ts'
import { observe, readinessOf } from '../../../../main/core/capture/readiness.ts'
import { inCaptureOrder, type Sequenced } from '../../../../main/core/capture/sequence.ts'
import type { WrittenTime } from '../../../../main/core/time/written-time.ts'

describe('names', () => {
  it('match a pattern whole, whatever their capitals, and nothing in the pattern is magic but * and ?', () => {
    const matches = matcherOf('res-?.(x)*.xml')
    for (const name of ['res-1.(x).xml', 'RES-Z.(X)-more.XML']) expect(matches(name)).toBe(true)
    for (const name of ['res-12.(x).xml', 'res-1.x.xml', 'res-1.(x).xml.part', 'a-res-1.(x).xml'])
      expect(matches(name)).toBe(false)
    expect(matcherOf('*.xml')('a\nb.xml')).toBe(true)
  })

  it('match themselves as a pattern where they hold no * and ?', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }).filter((name) => !/[*?]/.test(name) && name.isWellFormed()),
        (name) => matcherOf(name)(name),
      ),
    )
  })

  it('of unfinished files are known', () => {
    for (const name of ['.a.xml', '~$a.xml', 'a.xml.part', 'a.TMP', 'a.xml.filepart', 'a.crdownload'])
      expect(isTemporaryName(name)).toBe(true)
    for (const name of ['a.xml', 'party.xml', 'tmp.xml', 'a.part.xml']) expect(isTemporaryName(name)).toBe(false)
  })

  it('give their marks', () => {
    expect(markerNames('a.b.xml', '.ok')).toEqual(['a.b.xml.ok', 'a.b.ok'])
    expect(markerNames('plain', '.ok')).toEqual(['plain.ok'])
  })

  it('are in a total order in which numbers are numbers', () => {
    expect(['r-10', 'r-9', 'R-9', 'r-2a', 'r-02'].sort(compareNames)).toEqual(['r-02', 'r-2a', 'r-9', 'R-9', 'r-10'])
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => Math.sign(compareNames(a, b)) === -Math.sign(compareNames(b, a))),
    )
    fc.assert(fc.property(fc.string(), fc.string(), (a, b) => (compareNames(a, b) === 0) === (a === b)))
  })
})

describe('a file', () => {
  const entry = { name: 'a.xml', type: 'file' as const, size: 10, mtimeMs: 1, inode: '7' }
  const quiet = { kind: 'quiet', seconds: 2 } as const

  it('is ready when it has not changed for long enough since we first saw it, however old it is', () => {
    const first = observe(undefined, entry, 1_000)
    const ready = (nowMs: number) => readinessOf(observe(first, entry, nowMs), quiet, { nowMs, hasMarker: false })
    expect([ready(1_000), ready(2_999), ready(3_000)]).toEqual(['writing', 'writing', 'ready'])
  })

  it.each([
    ['size', { size: 11 }],
    ['time', { mtimeMs: 0 }],
    ['identity', { inode: '8' }],
  ])('starts anew when its %s changes', (_, change) => {
    const observation = observe(observe(undefined, entry, 0), { ...entry, ...change }, 5_000)
    expect(observation).toMatchObject({ firstSeenMs: 0, unchangedSinceMs: 5_000 })
    expect(readinessOf(observation, quiet, { nowMs: 6_999, hasMarker: false })).toBe('writing')
  })

  it('that is empty waits for content, unless a mark says that this is all', () => {
    const observation = observe(undefined, { ...entry, size: 0 }, 0)
    const moment = { nowMs: 99_999, hasMarker: false }
    expect(readinessOf(observation, quiet, moment)).toBe('empty')
    expect(readinessOf(observation, { kind: 'rename' }, moment)).toBe('empty')
    expect(readinessOf(observation, { kind: 'marker', suffix: '.ok' }, moment)).toBe('waits-for-marker')
    expect(readinessOf(observation, { kind: 'marker', suffix: '.ok' }, { ...moment, hasMarker: true })).toBe('ready')
  })
})

describe('the order of capture', () => {
  const zoned = (at: number): WrittenTime => ({ form: 'zoned', fromAt: at, untilAt: at })
  const file = (name: string, mtimeMs: number, id: string | null, modifiedAt: number | null): Sequenced => ({
    name,
    mtimeMs,
    bookingIds: id === null ? [] : id.split('+'),
    modified: modifiedAt === null ? null : zoned(modifiedAt),
    isUndatedCancel: false,
  })
  const undatedCancel = (name: string, mtimeMs: number, id: string): Sequenced => ({
    ...file(name, mtimeMs, id, null),
    isUndatedCancel: true,
  })
  const names = (files: Sequenced[]) => inCaptureOrder(files).map(({ name }) => name)

  it('is by file time, then by name', () => {
    expect(names([file('b-10', 2, null, null), file('b-9', 2, null, null), file('z', 1, null, null)])).toEqual([
      'z',
      'b-9',
      'b-10',
    ])
  })

  it('is by the PMS’s own time within a reservation, in the places the reservation has', () => {
    expect(names([file('late', 1, 'r', 30), file('other', 2, 'q', 1), file('early', 3, 'r', 10)])).toEqual([
      'early',
      'other',
      'late',
    ])
  })

  it('is by file where a message of the reservation has no time', () => {
    expect(names([file('a', 1, 'r', 30), file('b', 2, 'r', null), file('c', 3, 'r', 10)])).toEqual(['a', 'b', 'c'])
  })

  it('is by file where the times cannot be compared', () => {
    const local: Sequenced = { ...file('b', 2, 'r', null), modified: { form: 'local', fromAt: 5, untilAt: 6 } }
    expect(names([file('a', 1, 'r', 30), local])).toEqual(['a', 'b'])
    const twice: Sequenced = { ...local, name: 'a', mtimeMs: 1, modified: { form: 'local', fromAt: 6, untilAt: 9 } }
    expect(names([twice, local])).toEqual(['a', 'b'])
  })

  it('puts a cancellation without a time behind what was written in its moment, and before what came later', () => {
    const cancel = undatedCancel('a-cancel', 1_000, 'r')
    expect(names([cancel, file('b-new', 1_004, 'r', 30)])).toEqual(['b-new', 'a-cancel'])
    expect(names([cancel, file('b', 2_900, 'r', 30), file('c', 1_010, 'r', null)])).toEqual(['c', 'b', 'a-cancel'])
    expect(names([cancel, file('b-new', 3_100, 'r', 30)])).toEqual(['a-cancel', 'b-new'])
    expect(names([cancel, file('b-new', 1_004, 'other', 30)])).toEqual(['a-cancel', 'b-new'])
  })

  it('takes files for one reservation that have any id in common, over others as well', () => {
    expect(names([file('late', 1, 'n1', 30), file('link', 2, 'c1+n1', 20), file('early', 3, 'c1', 10)])).toEqual([
      'early',
      'link',
      'late',
    ])
  })

  it('loses and doubles nothing, and keeps every key by its times', () => {
    const files = fc.array(
      fc.record({
        name: fc.string({ minLength: 1, maxLength: 4 }),
        mtimeMs: fc.integer({ min: 0, max: 5 }),
        bookingIds: fc.constantFrom<string[]>([], ['a'], ['b', 'c'], ['c']),
        modified: fc.integer({ min: 0, max: 9 }).map(zoned),
        isUndatedCancel: fc.constant(false),
      }),
    )
    fc.assert(
      fc.property(files, (given) => {
        const ordered = inCaptureOrder(given)
        expect(new Set(ordered)).toEqual(new Set(given))
        expect(ordered).toHaveLength(given.length)
        for (const id of ['a', 'c']) {
          const ofBooking = ordered.filter(({ bookingIds }) => bookingIds.includes(id))
          const times = ofBooking.map(({ modified }) => modified?.fromAt ?? 0)
          expect(times).toEqual(times.toSorted((x, y) => x - y))
        }
      }),
    )
  })
})
