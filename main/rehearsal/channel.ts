import type { Clock } from '../core/ports/clock.ts'
import type { RawRequest } from './http-request.ts'
import { createJobApi, type KeptJob, readJobRequest } from './job-api.ts'
import type { KeptBooking } from './kept-bookings.ts'
import { secondsToNextMinute } from './minute-limit.ts'
import { bend, frontReply } from './misbehave.ts'
import { createPmsxchange } from './pmsxchange.ts'
import { pmsCodeOf, readPmsxchangeRequest } from './pmsxchange-request.ts'
import type { Reply } from './reply.ts'
import type { SeenRequest } from './request-log.ts'
import { openRuleBook } from './rule-book.ts'
import type { Misbehaviour, Scenario } from './scenario.ts'

/** A request with the reply decided for it. */
type Answered = { seen: Omit<SeenRequest, 'n'>; reply: Reply }

export type Channel = {
  /** Answers a request that arrived at `at` (epoch ms). */
  answer(raw: RawRequest, at: number): Answered
  setScenario(scenario: Scenario): void
  maxBytes(): number
  bookings(): KeptBooking[]
  jobs(): KeptJob[]
}

/** What is known of a request before it is answered, and who answers it. */
type Looked = Pick<
  SeenRequest,
  'api' | 'kind' | 'messageType' | 'hotelCode' | 'reservationIds' | 'echoToken' | 'jobId'
> & {
  ask(scenario: Scenario, misbehaviour: Misbehaviour | null): Reply
}

/**
 * Both halves of the stand-in and the scenario over them, without a wire: pmsXchange under /webservices/CODE,
 * the job API elsewhere.
 */
export const createChannel = (parts: { clock: Clock; scenario: Scenario }): Channel => {
  const { clock } = parts
  const pmsxchange = createPmsxchange({ clock })
  const jobApi = createJobApi({ clock })
  let scenario = parts.scenario
  let rules = openRuleBook(scenario.rules, clock)

  const look = (raw: RawRequest, body: string): Looked => {
    const pmsCode = pmsCodeOf(raw.pathname)
    if (pmsCode === null) {
      const { kind, jobId } = readJobRequest(raw.method, raw.pathname)
      const ask: Looked['ask'] = (played, misbehaviour) => jobApi.answer(raw, played, misbehaviour)
      return { api: 'jobs', kind, messageType: null, hotelCode: null, reservationIds: [], echoToken: null, jobId, ask }
    }
    const request = readPmsxchangeRequest(pmsCode, body)
    const { kind, messageType, hotelCode, echoToken } = request
    const reservationIds = request.bookings.flatMap(({ reservationId }) => reservationId ?? [])
    const ask: Looked['ask'] = (played, misbehaviour) => pmsxchange.answer(raw, request, played, misbehaviour)
    return { api: 'pmsxchange', kind, messageType, hotelCode, reservationIds, echoToken, jobId: null, ask }
  }

  const answer = (raw: RawRequest, at: number): Answered => {
    const body = raw.body.ok ? raw.body.text : ''
    const { ask, ...facts } = look(raw, body)
    const { method, pathname, headers } = raw
    const found = rules.find({ method, pathname, body, ...facts })
    const misbehaviour = found?.rule.do ?? null
    const front = misbehaviour && frontReply(misbehaviour, facts.api, secondsToNextMinute(clock.now()))
    const plain = front ?? ask(scenario, misbehaviour)
    const reply = misbehaviour ? bend(plain, misbehaviour) : plain
    const status = reply.cut === 'no' || reply.cut === 'mid-reply' ? reply.status : null
    const { outcome, what } = reply
    return {
      seen: { at, method, path: pathname, headers, body, ...facts, rule: found?.n ?? null, status, outcome, what },
      reply,
    }
  }

  return {
    answer,
    setScenario: (next) => {
      scenario = next
      rules = openRuleBook(next.rules, clock)
    },
    maxBytes: () => scenario.limits.maxBytes,
    bookings: pmsxchange.bookings,
    jobs: jobApi.jobs,
  }
}
