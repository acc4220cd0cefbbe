import { describe, expect, it } from 'vitest'
import { judgeJobStatus } from '../../../../main/core/channels/propexo/job-reply.ts'
import type { HttpResult } from '../../../../main/core/ports/http.ts'
import type { JobRecord } from '../../../../main/core/queue/job-record.ts'
import { freshLink, type LinkRecord, type MessageRecord } from '../../../../main/core/queue/records.ts'
import { type PollInput, settlePoll } from '../../../../main/core/queue/settle-poll.ts'
import { job as askedJob, json, noReply } from '../channels/replies.ts'

const now = Date.parse('2026-11-20T01:00:10Z')

const message: MessageRecord = {
  seq: 1,
  id: 'm1',
  captureId: 'c1',
  connection: 'prx',
  folder: 'main',
  part: 1,
  parts: 1,
  kind: 'new',
  messageType: 'POST /v1/residents/',
  hotelCode: null,
  lane: 'propexo|prx',
  orderKey: 'prx||res:R1',
  reservationId: 'R1',
  arrival: null,
  departure: null,
  isWhole: true,
  lastModifiedAt: null,
  lastModifiedUntilAt: null,
  lastModifiedForm: null,
  state: 'confirming',
  cause: 'job-accepted',
  capturedAt: now - 12_000,
  firstAttemptAt: now - 11_000,
  nextAttemptAt: null,
  deliveredAt: null,
  attempts: 1,
  step: 0,
  stepSinceAwake: null,
  stepSinceAt: null,
  isSuspect: false,
  isAfterUnknown: false,
  unreadReplies: 0,
  isAskedFor: false,
  throttles: 0,
  throttledAwake: null,
  triedInOutage: 0,
  card: 'none',
  supersededBy: null,
  duplicateOf: null,
  claimEpoch: null,
  claimedAt: now - 11_000,
}

const accepted: JobRecord = {
  id: 'j1',
  messageId: 'm1',
  connection: 'prx',
  attemptId: 'a1',
  retryOf: null,
  acceptedAt: now - 10_000,
  acceptedAwake: 1_000_000,
  repeats: 0,
  polls: 1,
  askedAt: null,
  nextPollAt: now,
  outcome: null,
  cause: 'job-accepted',
  endedAt: null,
  isSetAside: false,
}

const rules: PollInput['rules'] = {
  everySeconds: 5,
  repeatAt: null,
  retry: { steps: [5, 10, 20, 40, 60], alarmAfterMinutes: 30, giveUpAfterMinutes: 720 },
}

const poll = (result: HttpResult, given: Partial<PollInput> = {}) =>
  settlePoll({
    message,
    job: accepted,
    link: freshLink('prx'),
    judged: judgeJobStatus(result, askedJob()),
    startedAt: now - 50,
    now,
    awakeMs: 1_010_000,
    rules,
    timeZone: 'Europe/Vienna',
    ...given,
  })

const status = (word: string, errors: unknown[] = []) =>
  json(200, { data: { write_status: word, errors, created_record_id: null } })
const maintenance = status('FAILURE', ['{"message":"Down for maintenance","code":"503"}'])
const overdue = { awakeMs: 1_000_000 + 30 * 60_000 }

describe('the table of statuses', () => {
  it.each([
    ['SUCCESS without a record', status('SUCCESS'), 'delivered', 'delivered'],
    ['SUCCESS with a remark', status('SUCCESS', ['phone left out']), 'delivered', 'delivered-with-remark'],
    ['PARTIAL_SUCCESS', status('PARTIAL_SUCCESS', ['Duplicate transaction ID']), 'unsure', 'job-partial'],
    ['FAILURE, maintenance', maintenance, 'failed', 'job-maintenance'],
    ['FAILURE, data', status('FAILURE', ['unit_id is required']), 'failed', 'job-refused'],
    ['FAILURE, duplicate', status('FAILURE', ['Duplicate transaction ID']), 'failed', 'job-duplicate'],
    ['FAILURE without a word', status('FAILURE'), 'failed', 'job-failed'],
  ])('%s ends the job', (_, result, state, cause) => {
    const settled = poll(result)
    expect(settled.message).toMatchObject({ state, cause, nextAttemptAt: null })
    expect(settled.job).toMatchObject({ endedAt: now, nextPollAt: null, cause })
    expect(settled.isSuperseding).toBe(state === 'delivered')
    expect(settled.message?.deliveredAt ?? null).toBe(state === 'delivered' ? now : null)
  })

  it.each([
    ['404', judgeJobStatus(json(404, { message: 'job not found' }), askedJob()), 'job-lost'],
    ['another job', judgeJobStatus(json(200, { job_id: 'x' }), askedJob({ jobId: 'y' })), 'job-mixed-up'],
  ])('%s is asked about again for half a minute, and then ends the job', (_, judged, cause) => {
    const early = poll(status('PENDING'), { judged, awakeMs: 1_029_999 })
    expect(early).toMatchObject({ message: null, job: { polls: 2, endedAt: null, cause: 'job-accepted' } })
    expect(early.job.nextPollAt).toBe(now + 11_250)
    expect(poll(status('PENDING'), { judged, awakeMs: 1_030_000 })).toMatchObject({
      message: { state: 'unsure', cause },
      job: { endedAt: now, nextPollAt: null, cause },
    })
  })

  it('PENDING asks again later each time', () => {
    const first = poll(status('PENDING'))
    expect(first).toMatchObject({
      message: { state: 'confirming', cause: 'job-pending' },
      job: { polls: 2, nextPollAt: now + 11_250, endedAt: null },
    })
    expect(poll(status('PENDING'), { message: { ...message, cause: 'job-pending' } }).message).toBeNull()
  })

  it('an unknown word asks again, and past the alarm is a person’s question', () => {
    expect(poll(status('QUEUED_TWICE'))).toMatchObject({
      message: { state: 'confirming', cause: 'job-unknown-word' },
      job: { polls: 2 },
    })
    expect(poll(status('QUEUED_TWICE'), overdue)).toMatchObject({
      message: { state: 'unsure', cause: 'unclear-answer' },
      job: { nextPollAt: null, endedAt: now, outcome: 'unsure' },
    })
  })

  it('a job that never ends is told past the alarm and asked about all the same', () => {
    expect(poll(status('PENDING'), { awakeMs: overdue.awakeMs - 1 }).message?.cause).toBe('job-pending')
    const late = poll(status('PENDING'), overdue)
    expect(late).toMatchObject({ message: { state: 'confirming', cause: 'job-never-ends' }, job: { endedAt: null } })
    expect(late.job.nextPollAt).toBeGreaterThan(now)
    expect(
      poll(status('SUCCESS'), { ...overdue, message: { ...message, cause: 'job-never-ends' } }).message?.state,
    ).toBe('delivered')
  })
})

describe('a look that finds nobody', () => {
  it('opens the outage of the connection and leaves the message alone', () => {
    const settled = poll(noReply('refused', false))
    expect(settled).toMatchObject({
      message: null,
      link: { outage: 1, outageCause: 'connection-refused', nextProbeAt: now + 5_000 },
    })
    expect(settled.job).toMatchObject({ polls: 1, endedAt: null, nextPollAt: now + 7_500 })
  })

  it('pauses when the token is refused, slows down when asked to', () => {
    expect(poll(json(401, {}))).toMatchObject({ message: null, link: { pauseCause: 'token-refused' } })
    expect(poll(json(429, {}, { 'retry-after': '20' }))).toMatchObject({
      message: null,
      link: { throttledUntilAt: now + 20_000 },
    })
  })

  it('an answer ends an outage', () => {
    const link: LinkRecord = {
      ...freshLink('prx'),
      outage: 3,
      outageCause: 'no-answer',
      outageSinceAt: now - 60_000,
      nextProbeAt: now + 5_000,
    }
    expect(poll(status('PENDING'), { link }).link).toMatchObject({
      outageCause: null,
      nextProbeAt: null,
      lastAnswerAt: now,
    })
  })

  it('does not tell a job as never ending while nobody could be asked', () => {
    expect(poll(noReply('timeout', true), overdue).message).toBeNull()
  })
})

describe('a failure for maintenance where the settings name an hour', () => {
  const withHour = { rules: { ...rules, repeatAt: '09:00' } }

  it('waits until that hour of the hotel’s clock', () => {
    expect(poll(maintenance, withHour)).toMatchObject({
      message: {
        state: 'waiting',
        cause: 'job-maintenance',
        nextAttemptAt: Date.parse('2026-11-20T08:00:00Z'),
        step: 0,
        isAskedFor: false,
      },
      job: { outcome: 'failed', cause: 'job-maintenance', endedAt: now },
    })
  })

  it('counts only for maintenance', () => {
    expect(poll(status('FAILURE', ['server did not respond']), withHour).message?.state).toBe('failed')
    expect(poll(status('PARTIAL_SUCCESS', ['maintenance']), withHour).message?.state).toBe('unsure')
  })

  it('becomes a person’s matter when it lasts for days', () => {
    expect(poll(maintenance, { ...withHour, job: { ...accepted, repeats: 2 } }).message?.state).toBe('waiting')
    expect(poll(maintenance, { ...withHour, job: { ...accepted, repeats: 3 } }).message?.state).toBe('failed')
  })
})
