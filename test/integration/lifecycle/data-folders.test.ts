import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { messageStates } from '../../../main/contract/words.ts'
import { otaMessageTypes } from '../../../main/core/channels/pmsxchange/ota-messages.ts'
import packageFile from '../../../package.json' with { type: 'json' }
import { keptVersions, unpack } from '../../support/data-folders/archive.ts'
import {
  departures,
  type Expected,
  type ExpectedMessage,
  historyOf,
  readExpected,
} from '../../support/data-folders/expected.ts'
import { makeEngine, standInFor } from '../../support/make-engine.ts'
import { removeFolder, runCommand, temporaryFolder, until } from '../../support/night-porter.ts'

/**
 * Data folders as hotels have them: each version's own, written by the program of that version. Today's
 * program opens every one, shows what is in it, and sends what waits in order. The clock begins two minutes
 * after the old program was stopped, whatever today is.
 */

const MINUTE = 60_000

/** A channel that knows every hotel and room, and says of every job that it was written. */
const channel = () =>
  standInFor({
    hotels: [],
    messageTypes: [...otaMessageTypes],
    rules: [
      {
        match: { path: '/v1/admin/write-status/*' },
        do: { status: 200, body: '{"data":{"write_status":"SUCCESS","created_record_id":"r-1"}}' },
      },
    ],
  })

const unpacked = (version: string, url: string): string => {
  const data = temporaryFolder()
  onTestFinished(() => removeFolder(data))
  unpack(version, { data, url })
  return data
}

/** Today's program over the folder, composed as a host does; not started yet. */
const openFolder = async (version: string, url: string) => {
  const data = unpacked(version, url)
  const expected = readExpected(version)
  const behindMs = Date.now() - (expected.madeAt + 2 * MINUTE)
  const made = await makeEngine({
    data,
    settings: JSON.parse(readFileSync(join(data, 'settings.json'), 'utf8')),
    secrets: {},
    clock: (real) => ({ ...real, now: () => real.now() - behindMs }),
    isStarted: false,
  })
  return { ...made, expected }
}
type Opened = Awaited<ReturnType<typeof openFolder>>

const sortedIds = (items: readonly { id: string }[]): string[] => items.map(({ id }) => id).sort()
const ofState = ({ messages }: Expected, state: string): ExpectedMessage[] =>
  messages.filter((message) => message.state === state)

/** The message that a request is about. A duplicate says the same as its original and never leaves. */
const aboutWhich = (
  { messages }: Expected,
  request: { method: string; path: string; body: string },
): ExpectedMessage => {
  const text = `${request.method} ${request.path}\n${request.body}`
  // What 0.1.0 captured as an OTA_CancelRQ or an OTA_HotelInvCountNotifRQ goes out written anew.
  const sentAs = (mark: string): string =>
    mark === '<OTA_CancelRQ' ? 'ResStatus="Cancel"' : mark.replace(/^Count=/, 'BookingLimit=')
  const found = messages.filter(
    ({ marks, duplicateOf }) =>
      marks.length > 0 && duplicateOf === null && marks.every((mark) => text.includes(sentAs(mark))),
  )
  const [message] = found
  if (!message || found.length > 1) throw new Error(`${found.length} messages fit ${request.method} ${request.path}`)
  return message
}

it('the version in package.json has its data folder: node test/support/data-folders/make.ts makes it, in the commit of that version', () => {
  expect(keptVersions()).toContain(packageFile.version)
})

describe.each(keptVersions())('the data folder of %s', (version) => {
  it('is opened by the command line as it lies there', async () => {
    const data = unpacked(version, 'http://127.0.0.1:9')
    const { counts } = readExpected(version)
    const status = await runCommand(['status', '--json', '--data', data])
    expect(status.err).toBe('')
    expect(status.code).toBe(0)
    const { waiting, sending, confirming, unsure, failed } = counts
    expect(JSON.parse(status.out).counts).toMatchObject({ waiting, sending, confirming, unsure, failed })
  })

  it('holds enough of everything to prove a migration', () => {
    const { messages } = readExpected(version)
    for (const state of messageStates)
      expect(
        messages.some((message) => message.state === state),
        state,
      ).toBe(true)
    for (const leaves of departures) {
      const keys = Map.groupBy(
        messages.filter((message) => message.leaves === leaves),
        ({ orderKey }) => orderKey,
      )
      expect(
        Math.max(...[...keys.values()].map(({ length }) => length)),
        `several of one order key, ${leaves}`,
      ).toBeGreaterThan(1)
    }
  })

  it('shows every message with its attempts, acts, content and file', async () => {
    const { expected, call } = await openFolder(version, 'http://127.0.0.1:9')
    for (const state of messageStates) {
      const { items } = await call('messages.list', { state, limit: 500 })
      expect(items, state).toHaveLength(expected.counts[state] ?? 0)
      expect(sortedIds(items)).toEqual(sortedIds(ofState(expected, state)))
    }
    for (const message of expected.messages) {
      const {
        id,
        attempts,
        acts,
        marks,
        sha256,
        fileName,
        part,
        isContentGone,
        leaves: _leaves,
        ends: _ends,
        orderKey: _key,
        ...shown
      } = message
      const detail = await call('messages.get', { id })
      expect(detail).toMatchObject({ ...shown, fileName, sha256, attempts: attempts.length })
      expect(detail.part.n).toBe(part)
      expect(historyOf(detail), fileName).toEqual({ attempts, acts })
      if (['failed', 'unsure', 'confirming'].includes(detail.state))
        expect(detail.explanation?.title, fileName).toMatch(/\w/)
      const { text } = await call('messages.content', { id })
      const original = await call('messages.original', { id })
      if (isContentGone) expect([text, original.kind]).toEqual([null, 'deleted'])
      else {
        expect(
          createHash('sha256')
            .update(Buffer.from(original.base64 ?? '', 'base64'))
            .digest('hex'),
        ).toBe(sha256)
        for (const mark of marks) expect(`${message.kind} ${text}`).toContain(mark)
      }
    }
  })

  it('finds guests and reservations, and shows causes, health, settings and secrets', async () => {
    const { expected, call } = await openFolder(version, 'http://127.0.0.1:9')
    for (const { search, ids } of expected.search)
      expect(sortedIds((await call('messages.list', { search, limit: 500 })).items), search).toEqual([...ids].sort())
    const causes = (await call('causes.list')).map(({ cause, connection, messages, title }) => ({
      cause,
      connection,
      messages,
      title,
    }))
    expect(causes).toHaveLength(expected.causes.length)
    for (const cause of expected.causes) expect(causes).toContainEqual({ ...cause, title: expect.stringMatching(/\w/) })

    const health = await call('health.get')
    expect(Object.fromEntries(health.connections.map(({ id, state }) => [id, state]))).toEqual(expected.connections)
    expect(Object.fromEntries(health.folders.map(({ id, lastExportAt }) => [id, lastExportAt]))).toEqual(
      expected.lastExports,
    )
    expect(health.notices).toHaveLength(expected.startupNotices)
    const { settings, secrets, locked } = await call('settings.get')
    expect(settings).toMatchObject({ hotelName: health.hotelName, timeZone: health.timeZone })
    expect(locked).toEqual(expected.locked)
    for (const name of expected.secrets) expect(secrets).toContainEqual({ name, isSet: true })
  })

  it('sends what waits, in order, once, and nothing else', async () => {
    const standIn = await channel()
    const opened = await openFolder(version, standIn.url)
    const { expected, engine, call } = opened
    const began: { cause: string; connection: string }[] = []
    engine.onNotice(({ edge, cause, connection }) => void (edge === 'began' && began.push({ cause, connection })))
    const isWrite = ({ kind }: { kind: string }) => kind !== 'ping' && kind !== 'job-status'
    const sent = () => standIn.seen.filter(isWrite).map((request) => aboutWhich(expected, request))
    const leaving = (...when: (string | null)[]) =>
      expected.messages.filter(({ leaves }) => leaves !== null && when.includes(leaves))
    const areDelivered = (what: string, messages: readonly ExpectedMessage[]) =>
      until(what, async () => {
        const open = new Set(sortedIds(await waiting(opened)))
        return messages.every(({ id }) => !open.has(id))
      })

    engine.start()
    await areDelivered('what the outage held is delivered', [...leaving('at-once'), ...ofState(expected, 'confirming')])
    expect(sortedIds(sent())).toEqual(sortedIds(leaving('at-once')))
    const { lanes, connections } = await call('health.get')
    expect(lanes).toContainEqual(expect.objectContaining({ hotelCode: expected.heldHotel, state: 'held' }))
    expect(connections).toContainEqual(expect.objectContaining({ id: 'pmsx', state: 'ok' }))
    // What was on its way when the program died is told as such.
    for (const { id, ends, attempts } of ofState(expected, 'sending')) {
      const { state, attemptList } = await call('messages.get', { id })
      expect(state).toBe(ends)
      expect(attemptList.at(-attempts.length)?.cause).toBe('crash-during-send')
    }

    const { name, value } = expected.newPassword
    await call('secrets.set', { name, value })
    await areDelivered('the new password frees its connection, and the held hotel is tried', leaving('password'))
    expect(sortedIds(sent())).toEqual(sortedIds(leaving('at-once', 'password')))

    // No trouble hides it any more: the pause that a person chose is told with its reason.
    for (const { id, canClose } of (await call('health.get')).notices ?? [])
      expect([canClose, await call('notices.close', { id })]).toEqual([true, { closed: true }])
    expect((await call('health.get')).detail).toContain(expected.pauseReason)
    await call('connections.resume', { id: expected.resumes })
    await areDelivered('the pause of a person is over', leaving('resume'))

    // Every message once, those of one order key in the order of their capture, never two at a time for a
    // hotel.
    const all = sent()
    expect(sortedIds(all)).toEqual(sortedIds(leaving(...departures)))
    const wanted = Map.groupBy(leaving(...departures), ({ orderKey }) => orderKey)
    for (const [orderKey, messages] of Map.groupBy(all, (message) => message.orderKey))
      expect(
        messages.map(({ id }) => id),
        orderKey,
      ).toEqual(wanted.get(orderKey)?.map(({ id }) => id))
    const hotels = new Set(expected.messages.flatMap(({ hotelCode }) => hotelCode ?? []))
    for (const hotel of hotels) expect(standIn.maxInFlight(hotel), hotel).toBeLessThanOrEqual(1)

    const items = await opened.all()
    for (const { id, ends, fileName } of expected.messages)
      expect(items.find((item) => item.id === id)?.state, fileName).toBe(ends)
    for (const alarm of expected.alarms) expect(began).not.toContainEqual(alarm)
  })
})

/** Messages that are still on their way. */
const waiting = async ({ all }: Opened) =>
  (await all()).filter(({ state }) => ['waiting', 'sending', 'confirming'].includes(state))
