import { describe, expect, it } from 'vitest'
import type { ScenarioFile } from '../../../main/rehearsal/scenario.ts'
import { ask, handClock, scenarioOf, start } from './talk.ts'

type Started = Awaited<ReturnType<typeof start>>
const write = { integration_id: 'i1', first_name: 'Jane' }
const create = (standIn: Started) => ask(standIn, 'POST', '/v1/residents/', write)
const poll = (standIn: Started, id = 'job-1') => ask(standIn, 'GET', `/v1/admin/write-status/${id}`)
const retry = (standIn: Started, id = 'job-1') => ask(standIn, 'POST', `/v1/admin/retry-write/${id}`, {})
const plan = (job: NonNullable<ScenarioFile['job']>): ScenarioFile => ({ job: { pendingPolls: 0, ...job } })

describe('writing', () => {
  it.each([
    ['POST', '/v1/residents/', 'new'],
    ['PUT', '/v1/residents/7', 'change'],
    ['PATCH', '/v1/residents/7', 'change'],
    ['DELETE', '/v1/residents/7', 'cancel'],
  ])('%s makes a job and no record yet', async (method, path, kind) => {
    const standIn = await start()
    const reply = await ask(standIn, method, path, write)
    expect(reply).toMatchObject({
      status: 200,
      json: { meta: { job_id: 'job-1' }, data: { first_name: 'Jane', id: null } },
    })
    expect(standIn.seen).toMatchObject([{ api: 'jobs', kind, outcome: 'accepted' }])
    expect(standIn.jobs()).toMatchObject([{ id: 'job-1', path, polls: 0, body: write }])
  })

  it.each([
    ['top', { job_id: 'job-1' }],
    ['data', { data: { job_id: 'job-1' } }],
    ['nowhere', { data: { first_name: 'Jane' } }],
  ] as const)('tells the job id at %s', async (jobIdAt, json) => {
    const reply = await create(await start(plan({ jobIdAt })))
    expect(reply.json).toMatchObject(json)
    expect(reply.text.includes('job-1')).toBe(jobIdAt !== 'nowhere')
    expect(reply.json).not.toHaveProperty('meta')
  })

  it('refuses a wrong token, also for status and retry', async () => {
    const standIn = await start()
    await create(standIn)
    for (const [method, path] of [
      ['POST', '/v1/residents/'],
      ['GET', '/v1/admin/write-status/job-1'],
      ['POST', '/v1/admin/retry-write/job-1'],
    ] as const)
      expect((await ask(standIn, method, path, undefined, 'other')).status).toBe(401)
    expect(standIn.jobs()).toHaveLength(1)
  })

  it('refuses what is no JSON object, a wrong content type and a path that does not exist', async () => {
    const standIn = await start()
    const raw = (body: string, type = 'application/json') =>
      fetch(`${standIn.url}/v1/residents/`, {
        method: 'POST',
        body,
        headers: { 'content-type': type, authorization: 'Bearer practice-only-token' },
      })
    expect([(await raw('{')).status, (await raw('"text"')).status, (await raw('{}', 'text/plain')).status]).toEqual([
      400, 400, 415,
    ])
    expect((await ask(standIn, 'GET', '/v1/residents/')).status).toBe(404)
    expect((await ask(standIn, 'DELETE', '/v1/admin/write-status/job-1')).status).toBe(405)
    expect(standIn.jobs()).toEqual([])
  })

  it('refuses a body over the limit', async () => {
    const standIn = await start({ limits: { maxBytes: 100 } })
    expect((await ask(standIn, 'POST', '/v1/residents/', { text: 'x'.repeat(200) })).status).toBe(413)
  })
})

describe('the status of a write', () => {
  it('is PENDING for as many polls as planned, then SUCCESS with a record', async () => {
    const standIn = await start({ job: { pendingPolls: 2 } })
    await create(standIn)
    const pending = { data: { write_status: 'PENDING', errors: [], created_record_id: null } }
    expect([(await poll(standIn)).json, (await poll(standIn)).json]).toEqual([pending, pending])
    const done = { data: { write_status: 'SUCCESS', errors: [], created_record_id: 'record-of-job-1' } }
    expect([(await poll(standIn)).json, (await poll(standIn)).json]).toEqual([done, done])
  })

  it.each([
    ['success without a record', { recordId: null }, { write_status: 'SUCCESS', errors: [], created_record_id: null }],
    [
      'a failure as the vendor shows it',
      { end: 'FAILURE' },
      { write_status: 'FAILURE', errors: [expect.stringMatching(/^\{.*maintenance.*\}$/)], created_record_id: null },
    ],
    [
      'a failure with errors of any shape',
      { end: 'FAILURE', errors: ['plain text', { message: 'Unit is taken', code: 17 }, ['a']] },
      {
        write_status: 'FAILURE',
        errors: ['plain text', '{"message":"Unit is taken","code":17}', '["a"]'],
        created_record_id: null,
      },
    ],
    [
      'a failure without errors',
      { end: 'FAILURE', errors: [] },
      { write_status: 'FAILURE', errors: [], created_record_id: null },
    ],
    [
      'partial success',
      { end: 'PARTIAL_SUCCESS', errors: ['Duplicate transaction ID'] },
      { write_status: 'PARTIAL_SUCCESS', errors: ['Duplicate transaction ID'], created_record_id: null },
    ],
    [
      'a word nobody knows',
      { end: 'QUEUED_AGAIN' },
      { write_status: 'QUEUED_AGAIN', errors: [], created_record_id: null },
    ],
  ])('%s', async (_name, job, content) => {
    const standIn = await start(plan(job))
    await create(standIn)
    expect((await poll(standIn)).json).toEqual({ data: content })
  })

  it('stands at the top where the plan says so', async () => {
    const standIn = await start(plan({ statusAt: 'top' }))
    await create(standIn)
    expect((await poll(standIn)).json).toMatchObject({ write_status: 'SUCCESS' })
  })

  it('a lost job is 404 after its polls, an unknown one at once', async () => {
    const standIn = await start({ job: { pendingPolls: 1, end: 'lost' } })
    await create(standIn)
    expect([(await poll(standIn)).status, (await poll(standIn)).status, (await poll(standIn, 'job-9')).status]).toEqual(
      [200, 404, 404],
    )
  })

  it('a job that never ends stays PENDING', async () => {
    const standIn = await start(plan({ end: 'never' }))
    await create(standIn)
    for (let n = 0; n < 20; n++) expect((await poll(standIn)).json).toMatchObject({ data: { write_status: 'PENDING' } })
  })
})

describe('retrying a write', () => {
  it('makes a new job of a failed one: maintenance until nine, then success', async () => {
    const clock = handClock(Date.parse('2026-11-20T02:00:00Z'))
    const standIn = await start(
      {
        job: { pendingPolls: 0 },
        rules: [{ until: '+7h', match: { kind: 'new' }, do: { job: { pendingPolls: 0, end: 'FAILURE' } } }],
      },
      clock,
    )
    await create(standIn)
    expect((await poll(standIn)).json).toMatchObject({ data: { write_status: 'FAILURE' } })
    clock.move(7 * 3_600_000)
    expect((await retry(standIn)).json).toEqual({ success: true, job_id: 'job-2' })
    expect((await poll(standIn, 'job-2')).json).toMatchObject({ data: { write_status: 'SUCCESS' } })
    expect((await poll(standIn)).json).toMatchObject({ data: { write_status: 'FAILURE' } })
    expect(standIn.jobs()[1]).toMatchObject({ isRetryOf: 'job-1', body: write, path: '/v1/residents/' })
  })

  it('is refused without a JSON object, in the shape the API names errors by', async () => {
    const standIn = await start(plan({ end: 'FAILURE' }))
    await create(standIn)
    await poll(standIn)
    for (const body of [undefined, null, [], 'x'])
      expect(await ask(standIn, 'POST', '/v1/admin/retry-write/job-1', body)).toMatchObject({
        status: 400,
        json: { error: { code: expect.any(String), message: expect.any(String), details: null } },
      })
    expect(standIn.jobs()).toHaveLength(1)
    expect((await retry(standIn)).status).toBe(200)
  })

  it('is refused for jobs that did not fail, are not done or not known', async () => {
    const standIn = await start(plan({}))
    await create(standIn)
    expect((await poll(standIn)).json).toMatchObject({ data: { write_status: 'SUCCESS' } })
    expect([(await retry(standIn)).status, (await retry(standIn, 'job-9')).status]).toEqual([409, 404])
    standIn.setScenario(scenarioOf({ job: { pendingPolls: 1, end: 'FAILURE' } }))
    await create(standIn)
    expect((await retry(standIn, 'job-2')).status).toBe(409)
    expect(standIn.jobs()).toHaveLength(2)
  })
})

describe('a job API that misbehaves', () => {
  it('limits requests of a clock minute, with the seconds to wait', async () => {
    const clock = handClock(Date.parse('2026-11-20T10:00:48Z'))
    const standIn = await start({ limits: { jobsPerMinute: 2 } }, clock)
    await create(standIn)
    await poll(standIn)
    const limited = await poll(standIn)
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '12'])
    clock.move(12_000)
    expect((await poll(standIn)).status).toBe(200)
  })

  it('throttles, refuses and answers with any status on request', async () => {
    const standIn = await start({
      rules: [
        { match: { contains: 'Throttle' }, do: { throttle: true, headers: { 'retry-after': '3' } } },
        { match: { contains: 'Refuse' }, do: { status: 422, otaError: { text: 'email is not valid' } } },
        { match: { contains: 'Down' }, do: { status: 503, body: '{}' } },
        { match: { kind: 'job-status' }, times: 1, do: { status: 500, body: '{"message":"oops"}' } },
      ],
    })
    const named = (first_name: string) => ask(standIn, 'POST', '/v1/residents/', { first_name })
    const throttled = await named('Throttle')
    expect([throttled.status, throttled.headers.get('retry-after')]).toEqual([429, '3'])
    expect(await named('Refuse')).toMatchObject({ status: 422, json: { message: 'email is not valid' } })
    expect((await named('Down')).status).toBe(503)
    expect(standIn.jobs()).toEqual([])
    await named('Jane')
    expect(await poll(standIn)).toMatchObject({ status: 500, json: { message: 'oops' } })
    expect((await poll(standIn)).status).toBe(200)
    expect(standIn.seen.map(({ outcome }) => outcome)).toEqual([
      'misbehaved',
      'misbehaved',
      'misbehaved',
      'accepted',
      'misbehaved',
      'accepted',
    ])
  })

  it('cuts the connection after the job was made: only the stand-in knows of it', async () => {
    const standIn = await start({ rules: [{ times: 1, do: { cut: 'before-reply' } }] })
    await expect(create(standIn)).rejects.toThrow()
    expect(standIn.jobs()).toHaveLength(1)
  })
})
