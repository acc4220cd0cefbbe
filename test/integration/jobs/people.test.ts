import { describe, expect, it } from 'vitest'
import { scenarioOf } from '../rehearsal/talk.ts'
import { exported, seenOf, startHotel } from './hotel.ts'

/**
 * What people do about failed jobs: try again, at an hour, for a group, and against the API's will only
 * expressly.
 */

const RETRY_PATH = '/v1/admin/retry-write/{jobId}'
const failing = { job: { pendingPolls: 0, end: 'FAILURE' } }
const fine = scenarioOf({ job: { pendingPolls: 0 } })

describe('trying a failed write again', () => {
  it('uses the API’s own retry and chains the numbers, each one from the last', async () => {
    const hotel = await startHotel({ scenario: failing, connection: { retryPath: RETRY_PATH } })
    hotel.book('R')
    const { id } = await hotel.reach('R', 'failed')
    await hotel.call('messages.resend', { ids: [id] })
    await hotel.until('failed again', async () => {
      const item = await hotel.item('R')
      return item?.state === 'failed' && item.attempts === 2
    })
    hotel.standIn.setScenario(fine)
    await hotel.call('messages.resend', { ids: [id] })
    await hotel.reach('R', 'delivered')
    expect(seenOf(hotel.standIn, 'new')).toHaveLength(1)
    expect(seenOf(hotel.standIn, 'job-retry').map(({ path }) => path)).toEqual([
      '/v1/admin/retry-write/job-1',
      '/v1/admin/retry-write/job-2',
    ])
    const { attemptList, actList } = await hotel.detail('R')
    expect(attemptList.map(({ job, outcome }) => [job?.id, job?.retryOf, outcome])).toEqual([
      ['job-3', 'job-2', 'delivered'],
      ['job-2', 'job-1', 'failed'],
      ['job-1', null, 'failed'],
    ])
    expect(actList.map(({ what, who }) => [what, who])).toEqual([
      ['resent', 'tester'],
      ['resent', 'tester'],
    ])
  })

  it('refused by the API it becomes a person’s choice; a fresh write goes out only with confirmation and reason', async () => {
    const hotel = await startHotel({
      scenario: {
        ...failing,
        rules: [{ match: { kind: 'job-retry' }, do: { status: 409, body: '{"message":"Not a failed write"}' } }],
      },
      connection: { retryPath: RETRY_PATH },
    })
    hotel.book('R')
    const { id } = await hotel.reach('R', 'failed')
    await hotel.call('messages.resend', { ids: [id] })
    const refused = await hotel.until('refused', async () => {
      const item = await hotel.item('R')
      return item?.cause === 'job-retry-refused' ? item : null
    })
    expect(refused).toMatchObject({ state: 'failed', explanation: { who: 'front-desk', resend: 'risky' } })
    expect(refused.explanation?.what).toContain('“Not a failed write”')
    hotel.standIn.setScenario(fine)
    await expect(hotel.call('messages.resend', { ids: [id] })).rejects.toThrow('wrong-state')
    await expect(hotel.call('messages.resend', { ids: [id], confirm: true })).rejects.toThrow('wrong-state')
    expect((await hotel.call('messages.resend', { cause: 'job-retry-refused' })).count).toBe(0)
    await hotel.pass(10_000)
    expect(hotel.standIn.jobs()).toHaveLength(1)
    await hotel.call('messages.resend', { ids: [id], confirm: true, reason: 'looked: it is not there' })
    await hotel.reach('R', 'delivered')
    expect(seenOf(hotel.standIn, 'new')).toHaveLength(2)
    expect(seenOf(hotel.standIn, 'job-retry')).toHaveLength(1)
  })

  it('three refused retries do not pass for a wrong address', async () => {
    const hotel = await startHotel({
      scenario: {
        ...failing,
        rules: [{ match: { kind: 'job-retry' }, do: { status: 404, body: '{"message":"Job not found"}' } }],
      },
      connection: { retryPath: RETRY_PATH },
    })
    hotel.book('A', 'B', 'C')
    await hotel.until('failed', async () => (await hotel.call('health.get')).counts.failed === 3)
    expect((await hotel.call('messages.resend', { cause: 'job-maintenance' })).count).toBe(3)
    await hotel.until(
      'refused',
      async () => (await hotel.call('messages.list', { cause: 'job-retry-refused' })).items.length === 3,
    )
    expect((await hotel.call('health.get')).connections[0]?.state).toBe('ok')
  })

  it('a duplicate goes out afresh only with confirmation where the API offers no retry', async () => {
    const hotel = await startHotel({
      scenario: { job: { pendingPolls: 0, end: 'FAILURE', errors: ['Duplicate transaction ID'] } },
    })
    hotel.book('R')
    const { id } = await hotel.reach('R', 'failed')
    await expect(hotel.call('messages.resend', { ids: [id] })).rejects.toThrow('wrong-state')
    await hotel.call('messages.resend', { ids: [id], confirm: true, reason: 'the other one is another guest' })
    await hotel.until('a second write', () => seenOf(hotel.standIn, 'new').length === 2)
  })

  it('what was written in part, or lost, never goes by itself, nor with its group', async () => {
    const hotel = await startHotel({
      scenario: { job: { pendingPolls: 0, end: 'PARTIAL_SUCCESS' } },
      connection: { retryPath: RETRY_PATH },
    })
    hotel.book('R')
    const { id } = await hotel.reach('R', 'unsure')
    expect((await hotel.call('messages.resend', { cause: 'job-partial' })).count).toBe(0)
    await expect(hotel.call('messages.resend', { ids: [id] })).rejects.toThrow('wrong-state')
    hotel.standIn.setScenario(fine)
    await hotel.call('messages.settle', { id, arrived: false, reason: 'not there' })
    await hotel.reach('R', 'delivered')
    expect(seenOf(hotel.standIn, 'new')).toHaveLength(2)
    expect(seenOf(hotel.standIn, 'job-retry')).toHaveLength(0)
  })
})

describe('trying again not before an hour', () => {
  const nine = Date.parse('2026-11-20T08:00:00Z')
  const seven = Date.parse('2026-11-20T06:00:00Z')

  it('shows the hour as the next step for one message and for a group, and sends then', async () => {
    const hotel = await startHotel({ scenario: failing })
    hotel.book('A', 'B', 'C')
    await hotel.until('failed', async () => (await hotel.call('health.get')).counts.failed === 3)
    const [a, b, c] = [await hotel.detail('A'), await hotel.detail('B'), await hotel.detail('C')]
    await hotel.call('messages.resend', { ids: [a.id], notBefore: seven })
    expect((await hotel.call('messages.resend', { cause: 'job-maintenance', notBefore: nine })).count).toBe(2)
    expect((await hotel.detail('A')).next).toEqual([{ at: seven, what: 'attempt' }])
    const waiting = await hotel.detail('B')
    expect(waiting).toMatchObject({ state: 'waiting', nextAttemptAt: nine, cause: 'job-maintenance' })
    expect(waiting.explanation?.will).toBe('Night Porter tries again by itself at 09:00.')
    hotel.standIn.setScenario(fine)
    await hotel.pass(10_000)
    expect(hotel.standIn.jobs()).toHaveLength(3)

    // Cancelled: one goes now, one is closed, the first keeps its hour.
    await hotel.call('messages.resend', { ids: [b.id], notBefore: null })
    await hotel.reach('B', 'delivered')
    await hotel.call('messages.close', { id: c.id, reason: 'entered by hand' })
    expect(hotel.clock.now()).toBeLessThan(seven)
    hotel.clock.move(seven - hotel.clock.now() - 2_000)
    await hotel.pass(1_500)
    expect(hotel.standIn.jobs()).toHaveLength(4)
    expect((await hotel.reach('A', 'delivered')).deliveredAt).toBeGreaterThanOrEqual(seven)
    hotel.clock.move(nine - hotel.clock.now())
    await hotel.pass(10_000)
    expect(hotel.standIn.jobs()).toHaveLength(5)
    expect((await hotel.item('C'))?.state).toBe('handled')
  })

  it('says when it goes, also for a cause that tells no hour of its own', async () => {
    const hotel = await startHotel({
      scenario: { job: { pendingPolls: 0, end: 'FAILURE', errors: ['unit_id is required'] } },
    })
    hotel.book('R')
    const { id } = await hotel.reach('R', 'failed')
    await hotel.call('messages.resend', { ids: [id], notBefore: nine })
    expect((await hotel.detail('R')).explanation).toMatchObject({
      title: 'Waits for its turn',
      will: 'It goes out by itself at 09:00.',
    })
  })

  it('an automatic hour can be called off as well', async () => {
    const hotel = await startHotel({ scenario: failing, connection: { afterMaintenance: { retryAt: '09:00' } } })
    hotel.book('A', 'B')
    await hotel.reach('A', 'waiting')
    await hotel.until(
      'both',
      async () => (await hotel.item('B'))?.nextAttemptAt === nine && (await hotel.item('A'))?.nextAttemptAt === nine,
    )
    hotel.standIn.setScenario(fine)
    await hotel.call('messages.resend', { ids: [(await hotel.detail('A')).id], notBefore: null })
    await hotel.call('messages.close', { id: (await hotel.detail('B')).id, reason: 'entered by hand' })
    await hotel.reach('A', 'delivered')
    expect(hotel.clock.now()).toBeLessThan(nine)
    expect((await hotel.item('B'))?.state).toBe('handled')
  })
})

it('an export for the API’s own calls, or beyond what the settings allow, is kept and shown, and never sent', async () => {
  const hotel = await startHotel({
    scenario: { job: { pendingPolls: 0 } },
    connection: { methods: ['POST', 'DELETE'] },
  })
  hotel.drop('a.json', exported('ADMIN', { method: 'DELETE', path: '/v1/admin/users/7' }))
  hotel.drop('b.json', exported('PUT', { method: 'PUT' }))
  hotel.drop('c.json', exported('FINE'))
  await hotel.reach('FINE', 'delivered')
  await hotel.reach('ADMIN', 'failed')
  const put = await hotel.reach('PUT', 'failed')
  expect(put).toMatchObject({ cause: 'outside-fence', explanation: { who: 'hotel-it', resend: 'helps' } })
  expect((await hotel.item('ADMIN'))?.explanation?.what).toContain('DELETE /v1/admin/users/7')
  expect(hotel.standIn.seen.map(({ method }) => method)).not.toContain('DELETE')
  expect(seenOf(hotel.standIn, 'new')).toHaveLength(1)
})
