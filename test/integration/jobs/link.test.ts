import { describe, expect, it } from 'vitest'
import { createFileSecrets } from '../../../main/adapters/secrets-file.ts'
import { scenarioOf } from '../rehearsal/talk.ts'
import { seenOf, startHotel } from './hotel.ts'

/**
 * Link, token and pace of a job API: what they do to the connection, and that they leave accepted messages
 * alone.
 */

describe('a link that is down', () => {
  it('while asking opens the outage, leaves the message alone, is probed by the test call and goes on', async () => {
    const hotel = await startHotel({ scenario: { job: { pendingPolls: 1 } } })
    hotel.book('R')
    const before = await hotel.reach('R', 'confirming')
    hotel.standIn.setScenario(scenarioOf({ rules: [{ do: { status: 503, html: true } }] }))
    await hotel.until('outage', async () => (await hotel.call('health.get')).connections[0]?.state === 'outage')
    expect(await hotel.item('R')).toMatchObject({ state: 'confirming', cause: before.cause, attempts: 1 })
    hotel.book('S')
    await hotel.reach('S', 'waiting')
    const asked = seenOf(hotel.standIn, 'job-status').length
    await hotel.pass(40_000)
    expect(seenOf(hotel.standIn, 'new')).toHaveLength(1)
    const probes = seenOf(hotel.standIn, 'job-status').slice(asked)
    expect(probes.length).toBeGreaterThan(1)
    for (const { path } of probes) expect(path).toContain('00000000-0000-0000-0000-000000000000')
    expect((await hotel.item('S'))?.heldBy).toEqual({ kind: 'outage', id: 'prx' })
    hotel.standIn.setScenario(scenarioOf({ job: { pendingPolls: 0 } }))
    await hotel.reach('R', 'delivered')
    await hotel.reach('S', 'delivered')
    expect(seenOf(hotel.standIn, 'new')).toHaveLength(2)
  })

  it('cut between the write and its answer leaves it to a person, with what to look for', async () => {
    const hotel = await startHotel({
      scenario: {
        job: { pendingPolls: 0 },
        rules: [{ match: { kind: 'new' }, times: 1, do: { cut: 'before-reply' } }],
      },
    })
    hotel.book('R')
    const unsure = await hotel.reach('R', 'unsure')
    expect(unsure.cause).toBe('unknown-outcome')
    expect(unsure.explanation?.what).toMatch(/Look there for R: sent at 02:00 as POST \/v1\/residents\/\.$/)
    await hotel.pass(120_000, 10_000)
    expect(seenOf(hotel.standIn, 'new')).toHaveLength(1)
    expect((await hotel.call('health.get')).connections[0]?.state).toBe('ok')
    await hotel.call('messages.settle', { id: unsure.id, arrived: true, reason: 'seen there' })
    expect((await hotel.item('R'))?.state).toBe('delivered')
  })
})

it('one write that always brings a 503 does not hold up the others', async () => {
  const hotel = await startHotel({
    scenario: { job: { pendingPolls: 0 }, rules: [{ match: { contains: 'BAD' }, do: { status: 503, body: '{}' } }] },
    connection: { retry: { alarmAfterMinutes: 2 } },
  })
  hotel.book('BAD')
  await hotel.until('outage', async () => (await hotel.call('health.get')).connections[0]?.state === 'outage')
  hotel.book('GOOD', 'BETTER')
  await hotel.reach('GOOD', 'delivered')
  await hotel.reach('BETTER', 'delivered')
  await hotel.reach('BAD', 'failed')
  expect((await hotel.call('health.get')).connections[0]?.state).toBe('ok')
})

describe('a token', () => {
  it('that is refused pauses the connection; accepted jobs wait too, and all goes on with the right one', async () => {
    const hotel = await startHotel({ scenario: { job: { pendingPolls: 1 } } })
    hotel.book('R')
    await hotel.reach('R', 'confirming')
    createFileSecrets({ folder: hotel.data }).set('prx', 'stale')
    await hotel.until('paused', async () => (await hotel.call('health.get')).connections[0]?.state === 'paused')
    const detail = await hotel.detail('R')
    expect(detail).toMatchObject({ state: 'confirming', attempts: 1 })
    expect(detail.next[0]?.what).toBe('test')
    const seen = hotel.standIn.seen.length
    await hotel.pass(30_000, 5_000)
    expect(hotel.standIn.seen.length - seen).toBeLessThanOrEqual(1)
    createFileSecrets({ folder: hotel.data }).set('prx', 'practice-only-token')
    await hotel.reach('R', 'delivered')
  })

  it('refused for a write puts the write back, unsent', async () => {
    const hotel = await startHotel({ secrets: { prx: 'wrong' } })
    hotel.book('R')
    await hotel.until('paused', async () =>
      (await hotel.call('causes.list')).find(({ cause, paused }) => cause === 'token-refused' && paused),
    )
    expect(await hotel.item('R')).toMatchObject({ state: 'waiting', heldBy: { kind: 'pause' } })
    expect(hotel.standIn.jobs()).toEqual([])
  })

  it('that cannot stand in a header is as good as none', async () => {
    const hotel = await startHotel({ secrets: { prx: 'ein Schlüssel' } })
    hotel.book('R')
    await hotel.until('paused', async () =>
      (await hotel.call('causes.list')).find(({ cause }) => cause === 'secret-missing'),
    )
    expect(hotel.standIn.seen).toEqual([])
  })
})

describe('the test call', () => {
  it.each([
    ['passes where link and token are right', {}, {}, true, null],
    [
      'names the token',
      { rules: [{ do: { status: 401, body: '{"message":"Unauthorized"}' } }] },
      {},
      false,
      'credentials',
    ],
    ['names a page in its place', { rules: [{ do: { html: true } }] }, {}, false, 'answer'],
    ['names an address where nobody is', {}, { url: 'http://127.0.0.1:9' }, false, 'line'],
    ['names an address without such a path', { rules: [{ do: { status: 404, html: true } }] }, {}, false, 'answer'],
  ] as const)('%s', async (_, scenario, connection, ok, failing) => {
    const hotel = await startHotel({
      scenario: { ...scenario, rules: [...('rules' in scenario ? scenario.rules : [])] },
      connection,
    })
    const test = await hotel.call('connections.test', { id: 'prx' })
    expect(test.ok).toBe(ok)
    expect(test.steps.find(({ result }) => result === 'fail')?.name ?? null).toBe(failing)
    expect(hotel.standIn.jobs()).toEqual([])
  })
})

it('waits as long as the API asks, for writes and questions alike', async () => {
  const hotel = await startHotel({
    scenario: {
      job: { pendingPolls: 0 },
      rules: [{ match: { kind: 'job-status' }, times: 1, do: { throttle: true, headers: { 'retry-after': '90' } } }],
    },
  })
  hotel.book('R')
  await hotel.until('throttled', () => seenOf(hotel.standIn, 'job-status').length === 1)
  const at = hotel.clock.now()
  expect((await hotel.item('R'))?.state).toBe('confirming')
  hotel.book('S')
  await hotel.pass(80_000, 5_000)
  expect(hotel.standIn.seen).toHaveLength(2)
  await hotel.reach('R', 'delivered')
  await hotel.reach('S', 'delivered')
  expect(hotel.standIn.seen[2]?.at).toBeGreaterThanOrEqual(at + 85_000)
})
