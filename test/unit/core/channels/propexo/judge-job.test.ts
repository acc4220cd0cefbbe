import { describe, expect, it } from 'vitest'
import {
  judgeJobStatus,
  judgeJobWrite,
  judgeSavedJobReply,
} from '../../../../../main/core/channels/propexo/job-reply.ts'
import { job, json, noReply, PAGE, reply } from '../replies.ts'

describe('the reply to a write', () => {
  it.each([
    ['meta.job_id', { meta: { job_id: 'j-1' } }, undefined],
    ['job_id', { job_id: 'j-1' }, undefined],
    ['data.job_id', { data: { job_id: 'j-1', id: null } }, undefined],
    ['the place in the settings', { result: { ticket: 'j-1' }, job_id: 'other' }, 'result.ticket'],
    ['another place when the settings are wrong', { meta: { job_id: 'j-1' } }, 'nowhere.at.all'],
  ])('2xx with a number at %s is accepted, not delivered', (_, body, jobIdPath) => {
    for (const status of [200, 201, 202])
      expect(judgeJobWrite(json(status, body), job(), jobIdPath)).toMatchObject({
        cause: 'job-accepted',
        outcome: 'accepted',
        policy: 'poll',
        jobId: 'j-1',
        isAnswer: true,
      })
  })

  it('takes a number that is a number, and nothing from a prototype', () => {
    expect(judgeJobWrite(json(200, { job_id: 17 }), job()).jobId).toBe('17')
    expect(judgeJobWrite(json(200, { meta: {} }), job(), 'meta.constructor').cause).toBe('job-no-number')
  })

  it.each(['12345678901234567890', '9007199254740993', '1.0', '1e3', '-0'])(
    'keeps the number %s as it was written',
    (number) => {
      expect(judgeJobWrite(json(200, `{"meta":{"job_id":${number}}}`), job()).jobId).toBe(number)
    },
  )

  it.each([
    ['no number', json(200, { data: { first_name: 'x' } }), 'job-no-number', 'unsure'],
    ['no number, but errors', json(200, { errors: ['start_date is required'] }), 'job-refused', 'failed'],
    ['nothing', json(200, ''), 'unknown-outcome', 'unsure'],
    ['half of it', json(200, '{"meta":{"job_id":"j'), 'unknown-outcome', 'unsure'],
    ['a number beside a no', json(200, { success: false, job_id: 'j-1' }), 'job-failed', 'failed'],
    ['a number beside a no in words', json(200, { success: 'False', job_id: 'j-1' }), 'job-failed', 'failed'],
    ['a PAGE', reply(200, PAGE), 'captive-portal', 'retry'],
    ['a word', json(200, 'fine'), 'foreign-answer', 'retry'],
    ['400', json(400, { message: 'lease_id must be a string' }), 'job-refused', 'failed'],
    ['422', json(422, { errors: [{ detail: 'rent is invalid' }] }), 'job-refused', 'failed'],
    ['400 about a duplicate', json(400, { message: 'Duplicate transaction' }), 'job-duplicate', 'failed'],
    ['400 about the pace', json(400, { message: 'Request quota exceeded' }), 'throttled', 'throttled'],
    ['422 about the pace', json(422, { errors: [{ detail: 'Zu viele Anfragen' }] }), 'throttled', 'throttled'],
    ['401', json(401, { message: 'Unauthorized' }), 'token-refused', 'paused'],
    ['401 without a body', json(401, ''), 'token-refused', 'paused'],
    ['403', json(403, { message: 'no' }), 'forbidden', 'paused'],
    ['404', json(404, { message: 'Not Found' }), 'wrong-address', 'failed'],
    ['405', json(405, ''), 'wrong-method', 'failed'],
    ['408', json(408, ''), 'unknown-outcome', 'unsure'],
    [
      '408 that read nothing',
      json(408, { message: 'The client did not send a complete request' }),
      'request-timeout',
      'retry',
    ],
    ['409', json(409, { message: 'conflict' }), 'job-duplicate', 'failed'],
    ['413', json(413, ''), 'too-large', 'failed'],
    ['415', json(415, {}), 'wrong-format', 'failed'],
    ['429', json(429, { message: 'slow down' }), 'throttled', 'throttled'],
    ['500', json(500, { message: 'oops' }), 'unknown-outcome', 'unsure'],
    ['501', json(501, {}), 'not-supported', 'failed'],
    ['502', json(502, ''), 'unknown-outcome', 'unsure'],
    ['503', json(503, { message: 'down' }), 'unavailable', 'retry'],
    ['503 about the pace', json(503, { message: 'Too many requests' }), 'throttled', 'throttled'],
    ['504', json(504, ''), 'unknown-outcome', 'unsure'],
    ['524', json(524, ''), 'unknown-outcome', 'unsure'],
  ])('%s', (_, result, cause, outcome) => {
    expect(judgeJobWrite(result, job())).toMatchObject({ cause, outcome })
  })

  it('settles a duplicate that answers a repeat', () => {
    expect(judgeJobWrite(json(409, {}), job({ isRepeatAfterUnknown: true }))).toMatchObject({
      cause: 'already-there',
      outcome: 'delivered-with-notes',
    })
  })

  it('reads a record that is not there by what was asked, and never from a bare Not Found', () => {
    const gone = json(404, { message: 'Resident r-9 not found' })
    expect(judgeJobWrite(gone, job({ kind: 'cancel' })).cause).toBe('cancel-of-unknown')
    expect(judgeJobWrite(gone, job({ kind: 'cancel', wasAcceptedBefore: true })).cause).toBe('cancel-not-found')
    expect(judgeJobWrite(gone, job({ kind: 'change' })).cause).toBe('change-of-unknown')
    expect(judgeJobWrite(json(404, { message: 'Not Found' }), job({ kind: 'cancel' })).cause).toBe('wrong-address')
  })

  it('waits as long as it is told', () => {
    expect(judgeJobWrite(json(429, {}, { 'retry-after': '9' }), job()).retryAfterMs).toBe(9_000)
  })
})

describe('what became of a job', () => {
  const status = (word: unknown, errors: unknown = [], more = {}) =>
    judgeJobStatus(json(200, { data: { write_status: word, errors, ...more } }), job())

  it.each([
    ['SUCCESS', 'delivered', 'delivered', 'none'],
    ['success', 'delivered', 'delivered', 'none'],
    ['PENDING', 'job-pending', 'accepted', 'poll'],
    ['PARTIAL_SUCCESS', 'job-partial', 'unsure', 'ask'],
    ['FAILURE', 'job-failed', 'failed', 'fail'],
    ['QUEUED_AGAIN', 'job-unknown-word', 'accepted', 'poll'],
    ['', 'job-unknown-word', 'accepted', 'poll'],
    [7, 'job-unknown-word', 'accepted', 'poll'],
  ])('%s is %s', (word, cause, outcome, policy) => {
    expect(status(word)).toMatchObject({ cause, outcome, policy, isAnswer: true })
  })

  it('reads the status at the top and takes a success without a record', () => {
    expect(judgeJobStatus(json(200, { write_status: 'SUCCESS', created_record_id: null }), job()).cause).toBe(
      'delivered',
    )
    expect(judgeJobStatus(json(200, { write_status: 'FAILURE', errors: ['Token expired'] }), job()).cause).toBe(
      'job-rights',
    )
    expect(status('PARTIAL_SUCCESS', ['Duplicate transaction ID']).policy).toBe('ask')
    expect(status('SUCCESS', ['phone left out']).cause).toBe('delivered-with-remark')
    expect(status('ODD').facts).toEqual({ word: 'ODD' })
  })

  const down = { message: 'The PMS API is closed for scheduled maintenance', code: '503' }
  const shapes: [string, unknown][] = [
    ['plain text', [down.message]],
    ['JSON', [down]],
    ['JSON as text', [JSON.stringify(down)]],
    ['JSON as text, twice', [JSON.stringify(JSON.stringify(down))]],
    ['an array as text', [JSON.stringify([down])]],
    ['nested errors', [{ errors: [{ detail: down.message }] }]],
    ['nested fault', [JSON.stringify({ response: { data: JSON.stringify({ error: down }) } })]],
    ['no list at all', down.message],
    ['one object in place of the list', down],
  ]
  it.each(shapes)('reads errors written as %s', (_, errors) => {
    const verdict = status('FAILURE', errors)
    expect(verdict.cause).toBe('job-maintenance')
    expect(verdict.vendorText).toContain(down.message)
    expect(verdict.vendorText).not.toContain('\\"')
  })

  it.each([
    ['Vendor server did not respond', 'job-unreachable'],
    [{ message: 'upstream', code: 503 }, 'job-unreachable'],
    ['connect ETIMEDOUT: request timed out', 'job-unreachable'],
    ['Rate limit exceeded', 'job-busy'],
    [{ detail: 'slow', status: 429 }, 'job-busy'],
    ['move_in_date is required', 'job-refused'],
    ['Unit 12 does not exist', 'job-refused'],
    ['User lacks permission', 'job-rights'],
    [{ message: 'x', statusCode: 401 }, 'job-rights'],
    ['Duplicate transaction ID', 'job-duplicate'],
    ['Something odd', 'job-failed'],
    [{ foo: 'bar' }, 'job-failed'],
  ])('%j is %s', (item, cause) => {
    expect(status('FAILURE', [item]).cause).toBe(cause)
  })

  it('lets the one decide that needs a person most, and shows all', () => {
    const verdict = status('FAILURE', [down.message, 'Duplicate transaction ID', 'unit_id is required'])
    expect(verdict.cause).toBe('job-duplicate')
    expect(verdict.vendorText?.split('\n')).toHaveLength(3)
  })

  it('keeps the code of the far system', () => {
    expect(status('FAILURE', [{ message: 'Wrong unit', code: 'U-17' }]).vendorText).toBe('Wrong unit (U-17)')
  })

  it('keeps the job accepted while nobody can be asked', () => {
    expect(judgeJobStatus(noReply('timeout', true), job())).toMatchObject({
      cause: 'no-answer',
      outcome: 'accepted',
      policy: 'outage',
      isUnknown: false,
    })
    expect(judgeJobStatus(json(503, ''), job())).toMatchObject({
      cause: 'unavailable',
      outcome: 'accepted',
      policy: 'outage',
      isAnswer: false,
    })
    expect(judgeJobStatus(json(401, {}), job())).toMatchObject({
      cause: 'token-refused',
      outcome: 'accepted',
      policy: 'pause',
    })
    expect(judgeJobStatus(json(429, {}, { 'retry-after': '3' }), job())).toMatchObject({
      outcome: 'accepted',
      policy: 'throttle',
      retryAfterMs: 3_000,
    })
    expect(judgeJobStatus(json(500, {}), job())).toMatchObject({
      cause: 'job-pending',
      outcome: 'accepted',
      policy: 'poll',
    })
    expect(judgeJobStatus(json(200, '{"data":{"wri'), job())).toMatchObject({ outcome: 'accepted' })
  })

  it('loses a job the channel does not know', () => {
    expect(judgeJobStatus(json(404, { message: 'job not found' }), job())).toMatchObject({
      cause: 'job-lost',
      outcome: 'unsure',
      policy: 'ask',
      isAnswer: true,
    })
  })
})

describe('the fields that errors name', () => {
  const failed = (errors: unknown) => judgeJobStatus(json(200, { data: { write_status: 'FAILURE', errors } }), job())

  it.each([
    [
      'beside a message',
      [{ field: 'arrival_date', message: 'is required' }],
      'arrival_date',
      'arrival_date: is required',
    ],
    [
      'as a path',
      [{ path: ['body', 'guest', 'email'], msg: 'must be an email' }],
      'guest.email',
      'guest.email: must be an email',
    ],
    [
      'as a pointer',
      [{ source: { pointer: '/data/attributes/rent' }, detail: 'is invalid' }],
      'rent',
      'rent: is invalid',
    ],
    [
      'as names of members',
      { email: ['is invalid'], phone: ['is too long', 'is invalid'] },
      'email, phone',
      'email: is invalid\nphone: is too long\nphone: is invalid',
    ],
    ['below errors', { errors: { lease_id: 'does not exist' } }, 'lease_id', 'lease_id: does not exist'],
    [
      'in JSON written as text',
      [JSON.stringify({ details: [{ param: 'start', message: 'is missing' }] })],
      'start',
      'start: is missing',
    ],
    [
      'at the beginning of texts',
      ['unit_id must be a string', "'moveInDate' is missing"],
      'unit_id, moveInDate',
      "unit_id must be a string\n'moveInDate' is missing",
    ],
    ['in the message already', [{ field: 'rent', message: 'rent must be a number' }], 'rent', 'rent must be a number'],
  ])('%s', (_, errors, fields, vendorText) => {
    expect(failed(errors)).toMatchObject({ cause: 'job-refused', facts: { fields }, vendorText })
  })

  it('are told of a refused write too, as names and never as values', () => {
    const verdict = judgeJobWrite(
      json(422, {
        error: {
          code: 'VALIDATION',
          details: [{ field: 'surname', message: 'Quellmoos is invalid', value: 'Quellmoos' }],
        },
      }),
      job(),
    )
    expect(verdict).toMatchObject({ cause: 'job-refused', facts: { fields: 'surname' } })
    expect(JSON.stringify(verdict.facts)).not.toContain('Quellmoos')
    expect(failed([{ field: 'A guest, Mr Quellmoos', message: 'is invalid' }]).facts).toEqual({})
  })

  it('are not made up where there are none', () => {
    expect(failed(['rent is invalid']).facts).toEqual({})
    expect(failed(['quellmoos: is invalid', 'ana.quellmoos is invalid']).facts).toEqual({})
    expect(failed([{ message: 'rent is invalid', status: 400 }])).toMatchObject({
      facts: {},
      vendorText: 'rent is invalid (400)',
    })
  })
})

describe('a job that is not known any more', () => {
  it('may have arrived, also where only the reply was saved', () => {
    for (const status of [404, 410]) {
      const gone = json(status, { error: { code: 'NOT_FOUND', message: 'Write job not found' } })
      for (const verdict of [judgeJobStatus(gone, job()), judgeSavedJobReply(gone, job())])
        expect(verdict).toMatchObject({ cause: 'job-lost', outcome: 'unsure', isUnknown: true })
    }
    expect(judgeSavedJobReply(json(404, { message: 'Not Found' }), job()).cause).toBe('wrong-address')
  })

  it("is a person's to look at where it succeeded and took nothing", () => {
    const said = (text: string) => judgeJobStatus(json(200, { write_status: 'SUCCESS', errors: [text] }), job()).outcome
    expect(said('Reservation could not be saved')).toBe('unsure')
    expect(said('Phone number was not saved')).toBe('delivered-with-notes')
  })
})

describe('errors of the system behind, in plain words', () => {
  it.each([
    ['job-duplicate', 'This reservation exists already'],
    ['job-duplicate', 'Unique constraint violated'],
    ['job-busy', 'The record is locked by another user'],
    ['job-busy', 'Request quota exceeded'],
    ['job-unreachable', "The PMS couldn't be reached"],
    ['job-unreachable', 'The PMS did not respond'],
    ['job-unreachable', 'Upstream timed out'],
    ['job-maintenance', 'Closed for nightly maintenance'],
    ['job-rights', 'Login failed'],
    ['job-rights', 'Bad credentials'],
    ['job-refused', "Room type isn't known"],
    ['job-refused', 'Surname must not be empty'],
    ['job-failed', 'Something odd'],
  ])('%s: %s', (cause, text) => {
    expect(judgeJobStatus(json(200, { write_status: 'FAILURE', errors: [text] }), job()).cause).toBe(cause)
  })
})

describe('an answer about a job', () => {
  const ask = (result: Parameters<typeof judgeJobStatus>[0], path?: string) =>
    judgeJobStatus(result, job({ jobId: 'J-1' }), path)
  const success = { write_status: 'SUCCESS' }

  it.each([
    ['meta.job_id', { meta: { job_id: 'J-2' }, data: success }, undefined],
    ['job_id', { ...success, job_id: 2 }, undefined],
    ['data.job_id', { data: { ...success, job_id: 'J-2' } }, undefined],
    ['the place of the settings', { ...success, ticket: 'J-2' }, 'ticket'],
  ])('that names another job at %s says nothing of this one', (_, body, path) => {
    expect(ask(json(200, body), path)).toMatchObject({ cause: 'job-mixed-up', outcome: 'unsure', policy: 'ask' })
    expect(ask(json(404, body), path).cause).toBe('job-mixed-up')
  })

  it('that names this job, none, or the first of a chain of retries counts', () => {
    for (const named of [{ job_id: 'J-1' }, { job_id: ' j-1 ' }, {}, { root_job_id: 'J-0' }, { job_id: null }])
      expect(ask(json(200, { ...success, ...named })).cause).toBe('delivered')
  })

  it.each([404, 410])('%s without JSON is a gateway’s, and no answer about the job', (status) => {
    for (const text of [PAGE, 'page not found'])
      expect(ask(reply(status, text))).toMatchObject({ outcome: 'accepted', isAnswer: false })
    for (const body of [{ message: 'Job not found' }, ''])
      expect(ask(json(status, body))).toMatchObject({ outcome: 'unsure', cause: 'job-lost' })
  })
})
