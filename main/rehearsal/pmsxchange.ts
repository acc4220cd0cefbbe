import type { Clock } from '../core/ports/clock.ts'
import { find, findAll, textOf } from '../core/xml/find.ts'
import type { RawRequest } from './http-request.ts'
import { createKeptBookings, type KeptBooking } from './kept-bookings.ts'
import { createMinuteLimit } from './minute-limit.ts'
import { checkHotel, checkRequired, checkSender } from './pmsxchange-checks.ts'
import {
  type AnswerTo,
  faultReply,
  otaErrorReply,
  success,
  successWithWarning,
  throttleFault,
  tooLargeFault,
} from './pmsxchange-replies.ts'
import { inventoryListOf, type PmsxchangeRequest } from './pmsxchange-request.ts'
import { type Reply, reply } from './reply.ts'
import type { Misbehaviour, Scenario } from './scenario.ts'

export type Pmsxchange = {
  answer(raw: RawRequest, request: PmsxchangeRequest, scenario: Scenario, misbehaviour: Misbehaviour | null): Reply
  bookings(): KeptBooking[]
}

const plain = (status: number, body: string, headers: Record<string, string> = {}): Reply =>
  reply({ status, body, outcome: 'refused', what: String(status), type: 'text/plain; charset=utf-8', headers })

/** What is refused before the message is looked at. */
const checkTransport = (raw: RawRequest): Reply | null => {
  if (raw.method !== 'POST') return plain(405, 'POST only', { allow: 'POST' })
  if (!/^text\/xml\s*;\s*charset="?utf-8"?\s*$/i.test(raw.headers['content-type'] ?? ''))
    return plain(415, 'Content-Type must be text/xml; charset=utf-8')
  if (raw.body.ok) return null
  return raw.body.reason === 'too-large' ? tooLargeFault() : faultReply('SOAP-ENV:Client', 'The message is not UTF-8')
}

/** Updates of a message of availability or rates. */
const updatesIn = ({ message }: PmsxchangeRequest): number => {
  const names = message && inventoryListOf(message.name)
  return names ? findAll(message, `${names.list}/${names.item}`).length : 0
}

/**
 * The pmsXchange half of the stand-in: checks in the channel's order, one answer, and a memory of what it
 * accepted.
 */
export const createPmsxchange = ({ clock }: { clock: Clock }): Pmsxchange => {
  const kept = createKeptBookings()
  const limit = createMinuteLimit(clock)

  const answerMessage = (request: PmsxchangeRequest, scenario: Scenario, misbehaviour: Misbehaviour | null): Reply => {
    const { message } = request
    if (!message) return faultReply('SOAP-ENV:Client', request.problem ?? 'There is no message')
    const to: AnswerTo = {
      messageType: request.messageType,
      echoToken: misbehaviour?.echoToken ?? request.echoToken,
      at: clock.now(),
    }
    const isTaken = request.kind === 'ping' || scenario.messageTypes.some((type) => type === request.messageType)
    if (!isTaken) return faultReply('SOAP-ENV:Client', `Message type ${request.messageType} is not supported`)
    const sender = checkSender(request, scenario)
    if (sender) return otaErrorReply(to, sender)
    // A scenario's own error comes from inside the channel, so it meets only those who are let in.
    if (misbehaviour?.otaError) return { ...otaErrorReply(to, misbehaviour.otaError), outcome: 'misbehaved' }
    if (misbehaviour?.warning) return successWithWarning(to, misbehaviour.warning)
    const error =
      checkRequired(request, message) ?? checkHotel(request, message, scenario) ?? kept.judge(request, scenario)
    if (error) return otaErrorReply(to, error)
    kept.keep(request)
    return success(to, request.kind === 'ping' ? textOf(find(message, 'EchoData')) : null)
  }

  return {
    answer: (raw, request, scenario, misbehaviour) => {
      const refused = checkTransport(raw)
      if (refused) return refused
      const isWithin = limit.take(scenario.limits.perMinute)
      // One text for each breach: too many requests, and too many updates in one of them.
      if (!isWithin || updatesIn(request) > scenario.limits.maxUpdates) return throttleFault()
      return answerMessage(request, scenario, misbehaviour)
    },
    bookings: kept.list,
  }
}
