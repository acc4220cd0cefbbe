import { expect, it } from 'vitest'
import { seenOf, startHotel } from './hotel.ts'

/**
 * docs/channels/propexo.md#prx-10: a write accepted at two in the morning fails for maintenance, is
 * explained, is tried again at nine and succeeds.
 */

const nine = Date.parse('2026-11-20T08:00:00Z')
const night = {
  job: { pendingPolls: 2 },
  rules: [{ until: '+6h', match: { kind: 'new' as const }, do: { job: { pendingPolls: 2, end: 'FAILURE' } } }],
}

it.each([
  ['by the API’s own retry', { retryPath: '/v1/admin/retry-write/{jobId}' }, 'job-retry'],
  ['as a fresh write where the API offers none', {}, 'new'],
] as const)('accepted at two, failed for maintenance, tried again at nine %s, delivered', async (_, offered, kind) => {
  const hotel = await startHotel({
    scenario: night,
    connection: { ...offered, afterMaintenance: { retryAt: '09:00' } },
  })
  const { clock, standIn } = hotel
  hotel.book('JANE')

  const confirming = await hotel.reach('JANE', 'confirming')
  expect(confirming).toMatchObject({ attempts: 1, heldBy: null, explanation: { who: 'nobody' } })
  expect(confirming.explanation?.what).toContain('Accepted at 02:00.')
  const accepted = await hotel.detail('JANE')
  expect(accepted.next[0]).toEqual({ at: confirming.nextAttemptAt, what: 'poll' })
  expect(accepted.attemptList[0]).toMatchObject({
    outcome: 'accepted',
    job: { id: 'job-1', retryOf: null, polls: 0, endedAt: null },
  })

  const waiting = await hotel.reach('JANE', 'waiting')
  expect(waiting).toMatchObject({ cause: 'job-maintenance', nextAttemptAt: nine })
  expect(waiting.explanation?.title).toContain('maintenance')
  expect(waiting.explanation?.what).toContain('It says: “The PMS is not available during scheduled maintenance (503)”.')
  expect(waiting.explanation?.will).toBe('Night Porter tries again by itself at 09:00.')
  expect((await hotel.detail('JANE')).next).toEqual([{ at: nine, what: 'attempt' }])
  expect((await hotel.call('causes.list')).map(({ cause }) => cause)).toEqual([])

  clock.move(nine - clock.now() - 5_000)
  await hotel.pass(4_000)
  expect(seenOf(standIn, 'new', 'job-retry')).toHaveLength(1)
  const delivered = await hotel.reach('JANE', 'delivered')
  expect(delivered.deliveredAt).toBeGreaterThan(nine)
  expect(delivered.attempts).toBe(2)

  const again = seenOf(standIn, kind).at(-1)
  expect(again?.at).toBeGreaterThanOrEqual(nine)
  expect(again?.at).toBeLessThan(nine + 2_000)
  const { attemptList } = await hotel.detail('JANE')
  expect(attemptList).toMatchObject([
    { n: 2, outcome: 'delivered', job: { id: 'job-2', retryOf: kind === 'job-retry' ? 'job-1' : null } },
    {
      n: 1,
      outcome: 'failed',
      cause: 'job-maintenance',
      vendorText: 'The PMS is not available during scheduled maintenance (503)',
    },
  ])
  expect(standIn.jobs()).toMatchObject([
    { id: 'job-1' },
    { id: 'job-2', isRetryOf: kind === 'job-retry' ? 'job-1' : null },
  ])
})

it('without an hour in the settings a person looks, and the explanation proposes one', async () => {
  const hotel = await startHotel({ scenario: night })
  hotel.book('JANE')
  const failed = await hotel.reach('JANE', 'failed')
  expect(failed).toMatchObject({ cause: 'job-maintenance', nextAttemptAt: null })
  expect(failed.explanation?.will).toBe('Night Porter does not send it again by itself. 09:00 is a good hour for it.')
  await hotel.pass(60_000, 5_000)
  hotel.clock.move(nine + 60_000 - hotel.clock.now())
  await hotel.pass(10_000)
  expect(hotel.standIn.jobs()).toHaveLength(1)
  expect(await hotel.call('causes.list')).toMatchObject([{ cause: 'job-maintenance', messages: 1 }])
})

it('asks at a growing interval, never sooner', async () => {
  const hotel = await startHotel({ scenario: { job: { pendingPolls: 6 } } })
  hotel.book('JANE')
  await hotel.reach('JANE', 'delivered')
  const asked = [...seenOf(hotel.standIn, 'new'), ...seenOf(hotel.standIn, 'job-status')].map(({ at }) => at)
  const gaps = asked.slice(1).map((at, n) => at - (asked[n] ?? 0))
  const wanted = [5_000, 7_500, 11_250, 16_875, 25_313, 37_969, 56_953]
  expect(gaps).toHaveLength(wanted.length)
  gaps.forEach((gap, n) => {
    expect(gap).toBeGreaterThanOrEqual(wanted[n] ?? 0)
    expect(gap).toBeLessThan((wanted[n] ?? 0) + 2_000)
  })
})
