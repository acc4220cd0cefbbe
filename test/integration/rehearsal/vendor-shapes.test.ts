import { globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readCoverage } from '../../../main/core/channels/pmsxchange/coverage.ts'
import { missingElements } from '../../../main/core/channels/pmsxchange/missing-elements.ts'
import type { ScenarioFile, SeenKind } from '../../../main/rehearsal/scenario.ts'
import { foldersFor, makeEngine, standInFor } from '../../support/make-engine.ts'
import { practiceHotel, until } from '../../support/night-porter.ts'
import { post } from './talk.ts'

/**
 * Messages built as the vendor's published samples are built, with data of our own (test/fixtures/vendor):
 * each is captured, lacks nothing, says what it is about, goes out with one POS, and is taken by the stand-in
 * over HTTP.
 */

const FOLDER = 'test/fixtures/vendor'
const text = (name: string): string => readFileSync(`${FOLDER}/${name}.xml`, 'utf8')
const all = globSync(`${FOLDER}/*.xml`).map((path) => basename(path, '.xml'))

const scenario: ScenarioFile = {
  hotels: [{ code: 'LINDE', rooms: ['KOMF', 'SUITE'], rates: ['TAG', 'FRUEH'] }],
  onUnknownChange: 'not-found',
  onUnknownCancel: 'not-found',
}

/** In the order in which a hotel would export them: a change needs its booking. */
const exported = [
  ...all.filter((name) => !/^(?:upload-|ping$)/.test(name)).toSorted(),
  'upload-walk-in',
  'upload-direct',
  'upload-modify',
  'upload-cancel',
  'upload-pos-inside',
]

const kindOf = (name: string): SeenKind => {
  if (name.startsWith('rates')) return 'rates'
  if (!name.startsWith('upload')) return 'availability'
  return name === 'upload-modify' ? 'change' : name === 'upload-cancel' ? 'cancel' : 'new'
}

/** Captures the exports in their order, and gives what the stand-in was asked. */
const sendAll = async (...names: string[]) => {
  const standIn = await standInFor(scenario)
  const { data, exportFolder } = foldersFor()
  const made = await makeEngine({ data, settings: practiceHotel({ url: standIn.url, exportFolder }) })
  const requests = []
  for (const name of names) {
    made.drop(`${name}.xml`, text(name))
    await until(`${name} is settled`, async () => {
      const [newest] = await made.all()
      return newest?.fileName === `${name}.xml` && newest.state !== 'waiting' && newest.state !== 'sending'
    })
    const [item] = await made.all()
    const request = standIn.seen.filter(({ kind }) => kind !== 'ping').at(-1)
    requests.push({ name, item, request })
  }
  return { made, standIn, requests }
}

it('there is a fixture for each published shape', () => {
  expect([...exported, 'ping'].toSorted()).toEqual(all.toSorted())
  expect(all.length).toBeGreaterThanOrEqual(19)
})

describe('what a hotel exports', () => {
  it('is captured, lacks nothing, goes out with one POS, and is taken', async () => {
    const { made, standIn, requests } = await sendAll(...exported)
    for (const { name, item, request } of requests) {
      expect(item, name).toMatchObject({
        state: 'delivered',
        cause: 'delivered',
        kind: kindOf(name),
        hotelCode: 'LINDE',
      })
      expect(request, name).toMatchObject({ kind: kindOf(name), outcome: 'accepted', hotelCode: 'LINDE' })
      const sent = request?.body ?? ''
      expect(sent.match(/<POS[\s>]/g), name).toHaveLength(1)
      expect(sent.match(/<RequestorID [^>]*>/g), name).toEqual([expect.stringContaining('ID="PRACTICE"')])
      const message = made.store.messages.get(item?.id ?? '') ?? expect.unreachable()
      const body = made.store.messages.body(message.id) ?? ''
      expect(missingElements(body, message.messageType), name).toEqual([])
      const said = made.store.coverage.of(message.seq)
      if (message.kind === 'availability' || message.kind === 'rates') {
        expect(said.length, name).toBeGreaterThan(0)
        expect(
          said.every(({ isSure, property }) => isSure && property !== null),
          name,
        ).toBe(true)
        expect(said, name).toEqual(readCoverage(text(name)).statements)
      }
    }
    expect(standIn.bookings()).toMatchObject([
      { reservationId: 'LH-2026-0311', status: 'booked' },
      { reservationId: 'LH-2026-0312', status: 'cancelled', timesAccepted: 3 },
      { reservationId: 'LH-2026-0313', status: 'booked' },
    ])
    await made.stop()
  })
})

describe('the stand-in', () => {
  it('takes a POS in the reservation, and a ping with EchoData only', async () => {
    const standIn = await standInFor(scenario)
    const stamped = text('upload-pos-inside').replace('ID="LINDE-PMS"', 'ID="PRACTICE"')
    for (const message of [stamped, text('ping')])
      expect((await post(standIn, message.replace(/^<\?xml.*\?>\n/, ''))).text).toContain('<Success/>')
    expect(standIn.seen.map(({ kind }) => kind)).toEqual(['new', 'ping'])
  })
})

describe('what the shapes say', () => {
  const of = (name: string) => readCoverage(text(name)).statements

  it.each([
    ['availability-single', 1, { property: 'limit', room: 'KOMF', rate: null }],
    ['availability-multi', 2, { property: 'limit', room: 'KOMF', rate: null }],
    ['availability-room-and-rate', 1, { property: 'limit', room: 'KOMF', rate: 'FRUEH' }],
    ['stop-sell', 1, { property: 'stop-sell', room: 'SUITE', rate: 'TAG' }],
    ['stop-sell-master', 1, { property: 'stop-sell', room: 'SUITE', rate: 'TAG' }],
    ['closed-to-arrival', 1, { property: 'closed-to-arrival' }],
    ['closed-to-departure', 1, { property: 'closed-to-departure' }],
    ['length-of-stay', 2, { property: 'stay minlos' }],
    ['weekdays', 1, { property: 'stay minlos', days: 0b0110000, sureDays: 0b0110000 }],
    ['per-channel', 2, { property: 'stop-sell', channel: 'WEB1' }],
    ['rates-per-day', 1, { property: 'price', variant: 'EUR', guests: null, days: 0b0110000 }],
    ['rates-per-day-on-control', 1, { property: 'price', variant: 'EUR', guests: null, room: 'SUITE' }],
    ['rates-by-occupancy', 5, { property: 'price', guests: '10 1' }],
  ])('%s', (name, count, first) => {
    expect(of(name)).toHaveLength(count)
    expect(of(name)[0]).toMatchObject(first)
  })
})
