import { expect, it } from 'vitest'
import { messageKinds } from '../../../../main/contract/words.ts'
import { allCodes } from '../../../../main/core/channels/pmsxchange/ota-codes.ts'
import { channels } from '../../../../main/core/channels/registry.ts'
import type { Asked, Question } from '../../../../main/core/channels/verdict.ts'
import { causeNames, entries } from '../../../../main/core/playbook/entries.ts'
import type { HttpResult, NoReplyReason } from '../../../../main/core/ports/http.ts'
import { answer, asked, connections, error, fault, json, noReply, PAGE, reply } from './replies.ts'

/**
 * Every judgement the playbook knows can be reached by some reply; the rest is set by the engine or comes
 * from files, and is marked so.
 */

const reasons = [
  'dns',
  'refused',
  'unreachable',
  'reset',
  'timeout',
  'tls-expired',
  'tls-untrusted',
  'tls-wrong-host',
  'tls-not-yet-valid',
  'tls-other',
  'proxy-auth',
  'proxy-forbids',
  'proxy-no-way',
  'proxy-failed',
  'protocol',
  'stopped',
  'other',
] as const satisfies readonly NoReplyReason[]

const questions: Asked[] = messageKinds.flatMap((kind) =>
  [true, false].flatMap((flag) => [
    asked({
      kind,
      jobId: 'j',
      isRepeatAfterUnknown: flag,
      wasAcceptedBefore: !flag,
      afterUnknownOutcome: flag ? 'retry' : 'ask',
    }),
    asked({
      kind,
      jobId: 'j',
      isRepeatAfterUnknown: flag,
      wasAcceptedBefore: flag,
      afterUnknownOutcome: 'retry',
    }),
  ]),
)

const results: HttpResult[] = [
  ...reasons.flatMap((reason) => [noReply(reason, true), noReply(reason, false)]),
  ...Array.from({ length: 320 }, (_, n) => reply(200 + n, '')),
  ...allCodes.map((code) => reply(200, error(`Type="3" Code="${code}"`, ''))),
  ...Array.from({ length: 14 }, (_, n) => reply(200, error(`Type="${n}"`, ''))),
  reply(200, error('Type="4"', 'Authentication failed - PMS QRX does not exist')),
  reply(200, error('Type="6"', "Inconsistent PMS codes. PMS 'A' does not match RequestorID 'B'")),
  reply(200, error('Type="6"', 'PMS QRX is not authorized to access hotel with HotelCode=SEA77')),
  reply(200, error('Type="10"', "cvc-complex-type.2.4.d: Invalid content was found starting with element 'X'.")),
  reply(200, error('Type="10"', 'Could not validate the schema')),
  reply(200, error('Type="3"', 'Room R with rate B is mapped to more than one room')),
  reply(200, error('Type="3"', 'Booking agent mapping missing')),
  reply(500, fault('wsse:MessageExpired', 'x')),
  reply(200, fault('SOAP-ENV:Client', 'x')),
  reply(200, fault('SOAP-ENV:Server', 'x')),
  ...[
    '',
    '<Success/>',
    '<Success/><Warnings><Warning Status="NotProcessed"/></Warnings>',
    '<Success/><Warnings><Warning Status="Incomplete"/></Warnings>',
    '<Success/><Warnings><Warning/></Warnings>',
    '<Success/><UniqueID Status="Pending"/>',
  ].map((inner) => reply(200, answer(inner))),
  reply(500, answer('<Success/>')),
  reply(200, answer('<Success/>', 'OTA_HotelResNotifRS', 'other')),
  reply(200, answer('<Success/>', 'OTA_ErrorRS')),
  reply(200, PAGE),
  reply(200, 'word'),
  reply(200, '<x>'),
  reply(200, '', { cut: 'too-long' }),
  json(401, {}),
  json(404, { message: 'lease not found' }),
  json(200, { job_id: 'j' }),
  json(200, { job_id: 'another', write_status: 'SUCCESS' }),
  json(200, {}),
  ...['SUCCESS', 'PENDING', 'PARTIAL_SUCCESS', 'FAILURE', 'ODD'].map((word) =>
    json(200, { write_status: word, errors: [] }),
  ),
  ...['maintenance', 'no response', 'busy', 'invalid', 'forbidden', 'duplicate'].map((text) =>
    json(200, { write_status: 'FAILURE', errors: [text] }),
  ),
]

const everyConnector = connections.map(channels.connect)
const kinds = ['write', 'retry', 'job-status', 'test'] as const satisfies readonly Question[]

const reached = new Set(
  results.flatMap((result) =>
    questions
      .flatMap((question) => everyConnector.flatMap(({ judge }) => kinds.map((kind) => judge(kind, result, question))))
      .flatMap(({ cause, notes }) => [cause, ...notes]),
  ),
)

it('reaches every cause that a reply can set', () => {
  expect(causeNames.filter((cause) => entries[cause].source === 'reply' && !reached.has(cause))).toEqual([])
})

it('never sets a cause that belongs to the engine or to files', () => {
  expect([...reached].filter((cause) => entries[cause].source !== 'reply')).toEqual([])
})
