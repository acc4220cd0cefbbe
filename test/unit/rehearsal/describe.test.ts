import { describe, expect, it } from 'vitest'
import { describeScenario, describeSeen } from '../../../main/rehearsal/describe.ts'
import { practiceScenario } from '../../../main/rehearsal/practice-hotel.ts'
import type { SeenRequest } from '../../../main/rehearsal/request-log.ts'
import { parseScenario } from '../../../main/rehearsal/scenario.ts'

describe('a scenario in lines', () => {
  it('names hotel, address, user and each rule, and no password or token', () => {
    const lines = describeScenario(practiceScenario())
    expect(lines).toEqual([
      'Scenario Practice',
      'pmsXchange at /webservices/PRACTICE for user practice-user, job API at every other path',
      'Hotel AURORA (Hotel Aurora), rooms SGL DBL TWN FAM SUI, rates BAR NRF BB',
      'Rule 1: every request, from 20 s, until 28 s: status 503, a web page',
      'Rule 2: contains RoomTypeCode="SUI", until 90 s: OTA error type 3 code 402: Room does not exist',
      'Rule 3: reservationId *-05, at most 2 times: status 500',
    ])
    expect(lines.join()).not.toContain('practice-only')
  })

  it('says something of every sort of misbehaviour', () => {
    const result = parseScenario({
      hotel: { code: 'A', isActive: false },
      limits: { perMinute: 40, jobsPerMinute: 150 },
      rules: [
        { do: { fault: { text: 'No' } } },
        { do: { warning: {} } },
        { do: { throttle: true } },
        { do: { job: { end: 'lost' } } },
        { do: { echoToken: 'x', delayMs: 1500 } },
        { do: { cut: 'mid-reply' } },
        { do: { halfOpen: true } },
        { do: { status: 302, headers: { location: '/login' }, body: 'x' } },
      ],
    })
    const lines = result.ok ? describeScenario(result.scenario) : []
    expect(lines.slice(1)).toEqual([
      'Hotel A, rooms any, rates any, not active',
      'pmsXchange takes 40 requests a minute',
      'The job API takes 150 requests a minute',
      'Rule 1: every request: fault SOAP-ENV:Server: No',
      'Rule 2: every request: success with a warning NotProcessed',
      'Rule 3: every request: throttled',
      'Rule 4: every request: job ends lost after 1 polls',
      'Rule 5: every request: another EchoToken, slow by 1.5 s',
      'Rule 6: every request: connection cut mid-reply',
      'Rule 7: every request: no answer, connection left open',
      'Rule 8: every request: status 302, headers location, a body of its own',
    ])
  })
})

describe('a request in one line', () => {
  const seen: SeenRequest = {
    n: 1,
    at: new Date(2026, 10, 20, 14, 3, 22).getTime(),
    api: 'pmsxchange',
    method: 'POST',
    path: '/webservices/ABC',
    headers: { authorization: 'Bearer secret-token' },
    body: '<Surname>Muster</Surname><Password>secret</Password>',
    kind: 'new',
    messageType: 'OTA_HotelResNotifRQ',
    hotelCode: 'AURORA',
    reservationIds: ['R1'],
    echoToken: 'e1',
    jobId: null,
    rule: 2,
    status: 503,
    outcome: 'misbehaved',
    what: '503 html',
  }

  it('says when, what, whose and what came of it, and no guest or secret', () => {
    expect(describeSeen(seen)).toBe('14:03:22 new R1 AURORA -> 503 html (rule 2)')
    expect(describeSeen({ ...seen, rule: null, what: 'success' })).toBe('14:03:22 new R1 AURORA -> success')
  })

  it('names method and path of what it does not know, and the job', () => {
    const other: SeenRequest = {
      ...seen,
      kind: 'other',
      method: 'GET',
      path: '/v1/x',
      hotelCode: null,
      reservationIds: [],
      rule: null,
      what: '404',
    }
    expect(describeSeen(other)).toBe('14:03:22 GET /v1/x -> 404')
    expect(describeSeen({ ...other, kind: 'job-status', jobId: 'job-1', what: 'job PENDING' })).toBe(
      '14:03:22 job-status job-1 -> job PENDING',
    )
  })
})
