import { expect, it } from 'vitest'
import type { ScenarioFile } from '../../../main/rehearsal/scenario.ts'
import { seenOf, startHotel } from './hotel.ts'

/** What staff see of every way a job can end, through the real engine, store and HTTP. */

type JobPlan = NonNullable<ScenarioFile['job']>
const down = { message: 'Closed for maintenance', code: '503' }

const table: [string, JobPlan, string, string, RegExp][] = [
  ['success with a record', { end: 'SUCCESS' }, 'delivered', 'delivered', /^$/],
  ['success without a record', { end: 'SUCCESS', recordId: null }, 'delivered', 'delivered', /^$/],
  ['success told at the top', { end: 'SUCCESS', statusAt: 'top', jobIdAt: 'top' }, 'delivered', 'delivered', /^$/],
  [
    'partial success',
    { end: 'PARTIAL_SUCCESS', errors: ['Duplicate transaction ID'] },
    'unsure',
    'job-partial',
    /“Duplicate transaction ID”/,
  ],
  [
    'a job that is lost',
    { end: 'lost' },
    'unsure',
    'job-lost',
    /Look there for R: sent at 02:00 as POST \/v1\/residents\/\.$/,
  ],
  ['no number at all', { jobIdAt: 'nowhere' }, 'unsure', 'job-no-number', /Look there for R/],
  ['plain text', { end: 'FAILURE', errors: ['Something odd'] }, 'failed', 'job-failed', /It says: “Something odd”\.$/],
  [
    'stringified JSON',
    { end: 'FAILURE', errors: [down] },
    'failed',
    'job-maintenance',
    /“Closed for maintenance \(503\)”/,
  ],
  [
    'JSON in JSON in JSON',
    { end: 'FAILURE', errors: [JSON.stringify(JSON.stringify(down))] },
    'failed',
    'job-maintenance',
    /“Closed for maintenance \(503\)”/,
  ],
  [
    'nested shapes',
    { end: 'FAILURE', errors: [{ errors: [{ detail: 'unit_id is required' }] }] },
    'failed',
    'job-refused',
    /“unit_id is required”/,
  ],
  [
    'several',
    { end: 'FAILURE', errors: [down, 'Rate limit exceeded'] },
    'failed',
    'job-maintenance',
    /“Closed for maintenance \(503\)”, “Rate limit exceeded”/,
  ],
  [
    'unreachable',
    { end: 'FAILURE', errors: ['Vendor did not respond'] },
    'failed',
    'job-unreachable',
    /“Vendor did not respond”/,
  ],
  ['busy', { end: 'FAILURE', errors: [{ detail: 'slow', status: 429 }] }, 'failed', 'job-busy', /“slow \(429\)”/],
  ['rights', { end: 'FAILURE', errors: ['User lacks permission'] }, 'failed', 'job-rights', /“User lacks permission”/],
  [
    'duplicate',
    { end: 'FAILURE', errors: ['Duplicate transaction ID'] },
    'failed',
    'job-duplicate',
    /“Duplicate transaction ID”/,
  ],
  ['no word', { end: 'FAILURE', errors: [] }, 'failed', 'job-failed', /below\.$/],
]

it.each(table)('%s', async (_, job, state, cause, says) => {
  const hotel = await startHotel({ scenario: { job: { pendingPolls: 1, ...job } } })
  hotel.book('R')
  const item = await hotel.reach('R', state)
  expect(item).toMatchObject({ cause, attempts: 1, nextAttemptAt: null })
  expect(item.explanation?.what ?? '').toMatch(says)
  expect(item.explanation?.what ?? '').not.toMatch(/\\"|[{}]/)
  await hotel.pass(120_000, 15_000)
  expect(seenOf(hotel.standIn, 'new', 'job-retry')).toHaveLength(1)
  const asked = seenOf(hotel.standIn, 'job-status').length
  // A job that is not known right after it was accepted is asked about for half a minute.
  expect(asked).toBe(cause === 'job-no-number' ? 0 : cause === 'job-lost' ? 4 : 2)
  expect((await hotel.detail('R')).next).toEqual([])
})

it('an unknown word keeps being asked about and past the alarm is a person’s question', async () => {
  const hotel = await startHotel({
    scenario: { job: { pendingPolls: 0, end: 'QUEUED_TWICE' } },
    connection: { retry: { alarmAfterMinutes: 2 } },
  })
  hotel.book('R')
  const asking = await hotel.until('the word', async () => {
    const item = await hotel.item('R')
    return item?.cause === 'job-unknown-word' ? item : null
  })
  expect(asking.state).toBe('confirming')
  expect(asking.explanation?.title).toContain('QUEUED_TWICE')
  const unsure = await hotel.reach('R', 'unsure')
  expect(unsure).toMatchObject({ cause: 'unclear-answer', nextAttemptAt: null })
  expect(unsure.explanation?.what).toMatch(/“QUEUED_TWICE”.*Look there for R/)
  expect(hotel.clock.now()).toBeGreaterThan((unsure.firstAttemptAt ?? 0) + 120_000)
  expect(seenOf(hotel.standIn, 'job-status').length).toBeGreaterThan(4)
})

it('a job that never ends is told after the alarm, asked about all the same, and may be settled by hand', async () => {
  const hotel = await startHotel({
    scenario: { job: { end: 'never' } },
    connection: { retry: { alarmAfterMinutes: 2 } },
  })
  hotel.book('R', 'S')
  await hotel.reach('R', 'confirming')
  const { next, firstAttemptAt } = await hotel.detail('R')
  expect(next.map(({ what }) => what)).toEqual(['poll', 'alarm'])
  expect(next[1]?.at).toBeGreaterThanOrEqual((firstAttemptAt ?? 0) + 120_000)
  await hotel.until('told', async () =>
    (await hotel.call('causes.list')).find(({ cause, messages }) => cause === 'job-never-ends' && messages === 2),
  )
  const late = await hotel.detail('R')
  expect(late).toMatchObject({
    state: 'confirming',
    cause: 'job-never-ends',
    explanation: { who: 'front-desk', urgency: 'now' },
  })
  expect(late.next.map(({ what }) => what)).toEqual(['poll'])
  expect((await hotel.call('health.get')).level).toBe('attention')
  const before = seenOf(hotel.standIn, 'job-status').length
  await hotel.pass(130_000, 5_000)
  expect(seenOf(hotel.standIn, 'job-status').length).toBeGreaterThanOrEqual(before + 4)

  await hotel.call('messages.settle', { id: late.id, arrived: true, reason: 'seen in the other system' })
  const other = await hotel.detail('S')
  await hotel.call('messages.close', { id: other.id, reason: 'not needed' })
  await hotel.pass(10_000)
  const asked = seenOf(hotel.standIn, 'job-status').length
  await hotel.pass(130_000, 5_000)
  expect(seenOf(hotel.standIn, 'job-status')).toHaveLength(asked)
  expect([(await hotel.item('R'))?.state, (await hotel.item('S'))?.state]).toEqual(['delivered', 'handled'])
  expect(await hotel.call('causes.list')).toEqual([])
})

it('sends PUT, PATCH and DELETE to their own paths, one write in flight, the changes of a record in order', async () => {
  const hotel = await startHotel({ scenario: { job: { pendingPolls: 1 } } })
  const { standIn } = hotel
  const say = (name: string, method: string, path: string, body?: unknown) =>
    hotel.drop(name, JSON.stringify({ method, path, reference: 'R7', ...(body === undefined ? {} : { body }) }))
  say('1.json', 'POST', '/v1/residents/', { rent: 1 })
  await hotel.reach('R7', 'confirming')
  say('2.json', 'PUT', '/v1/residents/r7', { rent: 2 })
  await hotel.until('captured', async () => (await hotel.all()).length === 2)
  say('3.json', 'DELETE', '/v1/residents/r7')
  await hotel.until('all', async () => (await hotel.call('messages.list', { state: 'delivered' })).items.length === 3)
  expect(standIn.jobs().map(({ path, body }) => [path, body])).toEqual([
    ['/v1/residents/', { rent: 1 }],
    ['/v1/residents/r7', { rent: 2 }],
    ['/v1/residents/r7', null],
  ])
  const order = standIn.seen.map(({ kind }) => kind)
  expect(order).toEqual([
    'new',
    'job-status',
    'job-status',
    'change',
    'job-status',
    'job-status',
    'cancel',
    'job-status',
    'job-status',
  ])
})
