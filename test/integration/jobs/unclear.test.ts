import { afterEach, expect, it } from 'vitest'
import { type Behaviour, type FlakyServer, startFlakyServer } from '../../support/flaky-server.ts'
import { startHotel } from './hotel.ts'

/**
 * Answers of a job API, and of what stands before it, that leave open what became of a write. A real server
 * counts.
 */

let server: FlakyServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

const PAGE = '<html><head><title>Not here</title></head><body>nginx</body></html>'

const json = (status: number, body: string): Behaviour => ({
  kind: 'reply',
  status,
  headers: { 'content-type': 'application/json' },
  body,
})
const page = (status: number): Behaviour => ({
  kind: 'reply',
  status,
  headers: { 'content-type': 'text/html' },
  body: PAGE,
})
const success = (jobId: string) => json(200, `{"meta":{"job_id":${jobId}},"data":{"write_status":"SUCCESS"}}`)

/** A hotel whose API answers the n-th write and the n-th question as given. */
const startAt = async (answer: { write: (n: number) => Behaviour; question: (n: number) => Behaviour }) => {
  const own = await startFlakyServer()
  server = own
  const of = (method: string) => own.requests.filter((request) => request.method === method)
  own.otherwise(({ method }) =>
    method === 'GET' ? answer.question(of('GET').length) : answer.write(of('POST').length),
  )
  const hotel = await startHotel({ connection: { url: own.url } })
  return { ...hotel, writes: () => of('POST'), questions: () => of('GET') }
}

it.each([408, 500, 502, 504, 520, 521, 522, 523, 524])(
  'a gateway’s %s to a write is an unknown outcome: one write, and a person looks',
  async (status) => {
    for (const answer of [page(status), json(status, '')]) {
      const hotel = await startAt({ write: () => answer, question: () => json(404, '{"message":"Not found"}') })
      hotel.book('R')
      const item = await hotel.reach('R', 'unsure')
      expect(item).toMatchObject({ attempts: 1, nextAttemptAt: null, explanation: { who: 'front-desk' } })
      await hotel.pass(120_000, 10_000)
      expect(hotel.writes()).toHaveLength(1)
      expect((await hotel.item('R'))?.state).toBe('unsure')
      await server?.close()
    }
  },
)

it('a job that is not known right after it was accepted is asked about again', async () => {
  const hotel = await startAt({
    write: () => json(200, '{"meta":{"job_id":"a"}}'),
    question: (n) => (n <= 2 ? json(404, '{"message":"Job not found"}') : success('"a"')),
  })
  hotel.book('R')
  await hotel.reach('R', 'delivered')
  expect([hotel.writes().length, hotel.questions().length]).toEqual([1, 3])
})

it('a gateway’s page is no answer about the job, however long it is shown', async () => {
  const hotel = await startAt({
    write: () => json(200, '{"meta":{"job_id":"a"}}'),
    question: (n) => (n <= 8 ? page(404) : success('"a"')),
  })
  hotel.book('R')
  await hotel.until('asked for minutes', () => hotel.questions().length >= 8)
  expect((await hotel.item('R'))?.state).toBe('confirming')
  await hotel.reach('R', 'delivered')
  expect(hotel.writes()).toHaveLength(1)
})

it('a number beyond what a computer counts with is asked for as it was written', async () => {
  const hotel = await startAt({
    write: () => json(200, '{"meta":{"job_id":12345678901234567890}}'),
    question: () => success('12345678901234567890'),
  })
  hotel.book('R')
  await hotel.reach('R', 'delivered')
  expect(hotel.questions()[0]?.path).toMatch(/\/12345678901234567890$/)
})

it('an answer about another job is noticed, asked for again, and then a person’s question', async () => {
  const hotel = await startAt({ write: () => json(200, '{"meta":{"job_id":"a"}}'), question: () => success('"b"') })
  hotel.book('R')
  const item = await hotel.reach('R', 'unsure')
  expect(item).toMatchObject({ cause: 'job-mixed-up', explanation: { who: 'front-desk' } })
  expect(hotel.questions().length).toBeGreaterThan(2)
  expect(hotel.writes()).toHaveLength(1)
})

it('two writes with one job number are noticed: neither counts as confirmed by it', async () => {
  const hotel = await startAt({
    write: () => json(200, '{"meta":{"job_id":"a"}}'),
    question: () => json(200, '{"data":{"write_status":"PENDING"}}'),
  })
  hotel.book('R')
  await hotel.reach('R', 'confirming')
  hotel.book('S')
  for (const reference of ['R', 'S'])
    expect(await hotel.reach(reference, 'unsure')).toMatchObject({
      cause: 'job-number-twice',
      explanation: { who: 'front-desk' },
    })
  const asked = hotel.questions().length
  await hotel.pass(120_000, 10_000)
  expect([hotel.writes().length, hotel.questions().length]).toEqual([2, asked])
})
