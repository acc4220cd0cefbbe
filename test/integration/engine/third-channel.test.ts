import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createChannels } from '../../../main/core/channels/channels.ts'
import { channels as registered } from '../../../main/core/channels/registry.ts'
import { type Behaviour, type FlakyServer, startFlakyServer } from '../../support/flaky-server.ts'
import { foldersFor, inState, type MadeEngine, makeEngine } from '../../support/make-engine.ts'
import { thirdChannel } from '../../support/third-channel.ts'

/**
 * A channel is one folder and one line: one that only this test has is read, sent, judged, tested and asked
 * as the others are.
 */

const channels = createChannels([...registered.all, thirdChannel])

const settingsFor = (url: string, exportFolder: string, connection: Record<string, unknown> = {}) => ({
  version: 1,
  hotelName: 'Hotel Aurora',
  timeZone: 'Europe/Vienna',
  rehearsal: true,
  connections: [
    {
      id: 'wire',
      kind: thirdChannel.kind,
      label: 'Wire',
      url,
      property: 'P1',
      keySecret: 'key',
      timeoutSeconds: 20,
      retry: { steps: [0.2, 0.4], alarmAfterMinutes: 5, giveUpAfterMinutes: 30 },
      ...connection,
    },
  ],
  folders: [
    {
      id: 'main',
      path: exportFolder,
      connection: 'wire',
      ready: { kind: 'quiet', seconds: 0.05 },
      scanSeconds: 0.1,
    },
  ],
})

const say = (body: string, status = 200): Behaviour => ({ kind: 'reply', status, body })

/** An engine with that channel, and the far end of it. */
const wired = async (parts: { key?: string; connection?: Record<string, unknown> } = {}) => {
  const server: FlakyServer = await startFlakyServer()
  onTestFinished(() => server.close())
  server.otherwise(({ headers, path }) =>
    headers['x-key'] === 'right' ? say(path.endsWith('/ping') ? 'PONG' : 'OK') : say('WHO', 401),
  )
  const { data } = foldersFor()
  const made: MadeEngine = await makeEngine({
    data,
    settings: settingsFor(server.url, join(data, 'export'), parts.connection),
    secrets: { key: parts.key ?? 'right' },
    deps: { channels },
  })
  return { server, made }
}

describe('a third channel', () => {
  it('has its exports captured and sent as it says, one message for each line', async () => {
    const { server, made } = await wired()
    made.drop('day.wire', 'new;AURORA;R1;Muster, Ana\nchange;NORD;R2;Beispiel, Bo')
    made.drop('not-its-own.xml', 'new;AURORA;R9;Muster, Ana')
    expect(await inState(made, 'R1', 'delivered')).toMatchObject({ kind: 'new', guest: 'Muster, Ana' })
    await inState(made, 'R2', 'delivered')
    expect(server.requests.map(({ method, path, body }) => [method, path, body]).toSorted()).toEqual([
      ['POST', '/P1/bookings', 'change;NORD;R2;Beispiel, Bo'],
      ['POST', '/P1/bookings', 'new;AURORA;R1;Muster, Ana'],
    ])
    expect(new Set(server.requests.map(({ headers }) => headers['x-request'])).size).toBe(2)
    expect((await made.all()).map(({ reservationId }) => reservationId).toSorted()).toEqual(['R1', 'R2'])
    expect((await made.call('health.get')).connections).toMatchObject([{ kind: thirdChannel.kind, state: 'ok' }])
  })

  it('has its refusals judged and told in its own words', async () => {
    const { server, made } = await wired()
    server.next(say('NO such room'))
    made.drop('a.wire', 'new;AURORA;R1;Muster, Ana')
    const { id } = await inState(made, 'R1', 'failed')
    const { cause, attemptList } = await made.call('messages.get', { id })
    expect(cause).toBe('room-type-unknown')
    expect(attemptList[0]).toMatchObject({ outcome: 'failed', vendorText: 'such room' })
    await made.call('messages.resend', { ids: [id] })
    await inState(made, 'R1', 'delivered')
  })

  it('shows a file that it cannot use', async () => {
    const { made } = await wired()
    made.drop('a.wire', 'hello')
    await expect.poll(async () => (await made.all())[0]?.cause).toBe('file-unsupported')
  })

  it('asks a person after an answer that never came, as its defaults say', async () => {
    const { server, made } = await wired()
    server.next({ kind: 'hang-up' })
    made.drop('a.wire', 'new;AURORA;R1;Muster, Ana')
    expect(await inState(made, 'R1', 'unsure')).toMatchObject({ cause: 'unknown-outcome' })
  })

  it('proves line and key by its own test call, and pauses on a wrong key', async () => {
    const { made } = await wired()
    expect(await made.call('connections.test', { id: 'wire' })).toMatchObject({ ok: true })
    const wrong = await wired({ key: 'wrong' })
    const { ok, steps } = await wrong.made.call('connections.test', { id: 'wire' })
    expect(ok).toBe(false)
    expect(steps.find(({ result }) => result === 'fail')?.name).toBe('credentials')
    wrong.made.drop('a.wire', 'new;AURORA;R1;Muster, Ana')
    await expect
      .poll(async () => (await wrong.made.call('health.get')).connections[0]?.state, { timeout: 10_000 })
      .toBe('paused')
    await wrong.made.call('secrets.set', { name: 'key', value: 'right' })
    await inState(wrong.made, 'R1', 'delivered')
  })

  it('is checked locally when the channel keeps failing, so that the right ones act', async () => {
    const { server, made } = await wired({
      connection: { retry: { steps: [0.05], alarmAfterMinutes: 0.001 }, afterUnknownOutcome: 'retry' },
    })
    server.otherwise(say('', 500))
    made.drop('a.wire', 'new;AURORA;R1')
    expect(await inState(made, 'R1', 'failed')).toMatchObject({ cause: 'probing-ended-vendor' })
  })

  it('may say later what became of a message', async () => {
    const { server, made } = await wired({ connection: { isLater: true } })
    server.next(say('TAKEN 17'), say('WORKING'), say('NO such room'))
    made.drop('a.wire', 'new;AURORA;R1;Muster, Ana')
    const { id } = await inState(made, 'R1', 'failed')
    expect((await made.call('messages.get', { id })).explanation?.what).toContain('such room')
    expect(server.requests.map(({ path }) => path)).toEqual(['/P1/bookings', '/P1/bookings/17', '/P1/bookings/17'])
  })

  it('brings the screens what they show of its connection', async () => {
    const { made } = await wired()
    expect(await made.call('settings.get')).toMatchObject({
      connections: [{ id: 'wire', secret: 'key', secretKind: 'token', isSecretSet: true }],
      secrets: [{ name: 'key', isSet: true }],
    })
  })
})

describe('settings with a third kind of connection', () => {
  const real = (connection: Record<string, unknown> = {}) => ({
    ...settingsFor('https://wire.invalid', '/export', { retry: {}, timeoutSeconds: 90, ...connection }),
    rehearsal: false,
    folders: [{ id: 'main', path: '/export', connection: 'wire' }],
  })

  it('are read with its fields and its defaults', () => {
    const parsed = channels.parseSettings(real())
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
    expect(parsed.settings.connections).toMatchObject([
      { property: 'P1', isLater: false, pace: { perMinute: 12, concurrent: 2 }, afterUnknownOutcome: 'ask' },
    ])
    expect(parsed.settings.folders).toMatchObject([{ pattern: '*.wire' }])
  })

  it.each([
    ['a field of its own that is wrong', { property: '' }, 'connections[0].property'],
    ['a field that another kind has', { username: 'x' }, 'connections[0].username'],
  ])('are refused for %s', (_, connection, field) => {
    expect(channels.parseSettings(real(connection))).toMatchObject({ ok: false, problems: [{ field }] })
  })

  it('are refused by a program without it, which names the field and the kinds there are', () => {
    expect(registered.parseSettings(real())).toMatchObject({
      ok: false,
      problems: [{ field: 'connections[0].kind', problem: 'must be one of: pmsxchange, propexo' }],
    })
  })
})
