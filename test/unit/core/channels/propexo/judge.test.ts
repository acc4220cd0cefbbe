import { describe, expect, it } from 'vitest'
import { judgeJobWrite } from '../../../../../main/core/channels/propexo/job-reply.ts'
import { judgeJobRetry, judgeJobTest } from '../../../../../main/core/channels/propexo/judge.ts'
import { job, json, noReply, PAGE, reply } from '../replies.ts'

describe('the test call, a question about a job nobody has', () => {
  it.each([
    ['a JSON not found', json(404, { message: 'Job not found' })],
    ['an answer after all', json(200, { data: { write_status: 'PENDING' } })],
    ['a number that is none', json(422, { message: 'not a job id' })],
  ])('%s proves link and token', (_, result) => {
    expect(judgeJobTest(result, job())).toMatchObject({ cause: 'delivered', outcome: 'delivered', isAnswer: true })
  })

  it.each([
    ['a wrong token', json(401, { message: 'Unauthorized' }), 'token-refused', 'paused'],
    ['no entry', json(403, { message: 'Forbidden' }), 'forbidden', 'paused'],
    ['another address', json(404, 'Not Found'), 'wrong-address', 'failed'],
    ['a web page', reply(200, PAGE), 'captive-portal', 'retry'],
    ['a fault of its own', json(500, { message: 'oops' }), 'server-fault', 'retry'],
    ['no service', json(503, ''), 'unavailable', 'retry'],
    ['too many', json(429, {}), 'throttled', 'throttled'],
    ['nobody', noReply('refused', false), 'connection-refused', 'retry'],
    ['no answer', noReply('timeout', true), 'no-answer', 'retry'],
    ['our own end', noReply('stopped', true), 'stopped-by-us', 'retry'],
  ])('%s does not', (_, result, cause, outcome) => {
    expect(judgeJobTest(result, job())).toMatchObject({ cause, outcome })
  })
})

describe('the retry call', () => {
  const retried = (result: Parameters<typeof judgeJobWrite>[0]) => judgeJobRetry(judgeJobWrite(result, job()))

  it('answers with the new number at the top level', () => {
    expect(retried(json(200, { success: true, job_id: 'j-2' }))).toMatchObject({ outcome: 'accepted', jobId: 'j-2' })
  })

  it.each([
    ['success is false', json(200, { success: false, job_id: 'j-2' })],
    ['the API says why', json(400, { error: { code: 'invalid_type', message: 'Expected object', details: ['body'] } })],
  ])('makes no job where %s', (_, result) => {
    expect(retried(result)).toMatchObject({ cause: 'job-retry-refused', outcome: 'failed', jobId: null })
  })

  it('shows code, message and details of a refusal', () => {
    const { vendorText } = retried(json(400, { error: { code: 'bad_id', message: 'No such job', details: ['ask'] } }))
    expect(vendorText).toBe('No such job (bad_id)\nask (bad_id)')
  })

  it('makes a new job', () => {
    expect(retried(json(200, { meta: { job_id: 'j-2' } }))).toMatchObject({ outcome: 'accepted', jobId: 'j-2' })
  })

  it.each([400, 404, 405, 409, 410, 422])('refused with %i is a person’s choice, whatever the words', (status) => {
    const verdict = retried(json(status, { message: 'Only a failed write can be retried' }))
    expect(verdict).toMatchObject({ cause: 'job-retry-refused', outcome: 'failed', policy: 'fail', isAnswer: true })
    expect(verdict.vendorText).toContain('Only a failed write')
  })

  it('leaves token, pace, link and an answer that never came as they are', () => {
    expect(retried(json(401, {})).cause).toBe('token-refused')
    expect(retried(json(429, {})).outcome).toBe('throttled')
    expect(retried(json(503, '')).cause).toBe('unavailable')
    expect(retried(noReply('timeout', true)).outcome).toBe('unsure')
  })
})

it('takes no number that would lead to another path', () => {
  expect(judgeJobWrite(json(200, { job_id: '..' }), job())).toMatchObject({
    cause: 'job-no-number',
    outcome: 'unsure',
    jobId: null,
  })
  expect(judgeJobWrite(json(200, { job_id: 'j-1' }), job()).jobId).toBe('j-1')
})
