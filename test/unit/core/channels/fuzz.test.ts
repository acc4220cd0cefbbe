import { expect, it } from 'vitest'
import { messageKinds } from '../../../../main/contract/words.ts'
import type { Connector } from '../../../../main/core/channels/channel.ts'
import { channels } from '../../../../main/core/channels/registry.ts'
import type { Asked, Verdict } from '../../../../main/core/channels/verdict.ts'
import { isCause } from '../../../../main/core/playbook/entries.ts'
import type { HttpReply } from '../../../../main/core/ports/http.ts'
import { isThorough } from '../../../support/thorough.ts'
import { answer, asked, connections, error, fault, fault12, PAGE, reply } from './replies.ts'

/** Mutated replies with a fixed seed; NP_FUZZ=100000 for the long run. */
const inputCount = Number(process.env.NP_FUZZ ?? (isThorough ? 20_000 : 2_000))

/** A small generator with a fixed seed (mulberry32), so that a failure can be seen again. */
const randomFrom = (seed: number) => {
  let state = seed
  return (below: number): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return (((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below
  }
}

const SCHEMA =
  "cvc-complex-type.2.4.b: The content of element 'tag0:ResGlobalInfo' is not complete. One of '{\"urn:x\":BasicPropertyInfo}' is expected."
const seeds = [
  answer('<Success/>'),
  answer('<Success/><Warnings><Warning Type="12" Status="NotProcessed" RecordID="1">left out</Warning></Warnings>'),
  error('Type="3" Code="402"', 'Invalid room type DLXV'),
  error('Type="10"', SCHEMA),
  error('Type="6"', 'PMS QRX is not authorized to access hotel with HotelCode=SEA77'),
  fault('SOAP-ENV:Server', 'Throttle limit reached, please try again later...'),
  fault12('e:Sender', 'bad', 'wsse:InvalidSecurity'),
  PAGE,
  '<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>',
  JSON.stringify({ meta: { job_id: 'j-1' } }),
  JSON.stringify({
    data: { write_status: 'FAILURE', errors: [JSON.stringify({ message: 'closed for maintenance' })] },
  }),
  '[[[[[[[[[[{"errors":[[["x"]]]}]]]]]]]]]]',
  '',
]
const tricks = [
  '&#0;',
  '&amp;amp;',
  '<![CDATA[',
  ']]>',
  '<!--',
  '<x ',
  '="',
  '\u0000',
  '{{label}}',
  '$t(',
  '"',
  "'",
  '<Error>',
  '</Error>',
  '&lol;',
  '\uFEFF',
  '{"a":',
  '\\u0000',
]

const mutate = (text: string, random: (below: number) => number): Uint8Array => {
  let changed = text
  for (let n = Math.floor(random(5)); n >= 0; n -= 1) {
    const at = Math.floor(random(changed.length + 1))
    const kind = Math.floor(random(7))
    const trick = tricks[Math.floor(random(tricks.length))] ?? ''
    if (kind === 0) changed = changed.slice(0, at)
    else if (kind === 1) changed = changed.slice(0, at) + trick + changed.slice(at)
    else if (kind === 2) changed = changed.slice(0, at) + changed.slice(at + Math.floor(random(40)))
    else if (kind === 3) changed = changed.slice(0, at) + changed.slice(Math.max(0, at - 60))
    else if (kind === 4) changed = changed.slice(0, at) + '<n>'.repeat(Math.floor(random(300))) + changed.slice(at)
    else if (kind === 5) changed = changed.slice(0, at) + trick.repeat(Math.floor(random(200))) + changed.slice(at)
  }
  const bytes = new TextEncoder().encode(changed)
  for (let n = Math.floor(random(4)); n > 0 && bytes.length > 0; n -= 1)
    bytes[Math.floor(random(bytes.length))] = Math.floor(random(256))
  return bytes
}

const statuses = [
  200, 200, 200, 200, 202, 204, 301, 400, 401, 403, 404, 407, 413, 429, 500, 500, 502, 503, 504, 505, 599, 700,
]
const cuts: HttpReply['cut'][] = ['no', 'no', 'no', 'short', 'too-long']
const pick = <T>(list: readonly [T, ...T[]] | readonly T[], random: (below: number) => number): T => {
  const found = list[Math.floor(random(list.length))]
  if (found === undefined) throw new Error('an empty list has nothing to pick')
  return found
}

const everyConnector = connections.map(channels.connect)

const randomCase = (
  random: (below: number) => number,
): { connector: Connector; result: HttpReply; question: Asked } => ({
  connector: pick(everyConnector, random),
  result: reply(pick(statuses, random), mutate(pick(seeds, random), random), {
    cut: pick(cuts, random),
    headers: {
      'content-type': pick(
        ['text/xml', 'text/html', 'application/json', 'text/xml; charset=utf-16', 'x; charset=nonsense'],
        random,
      ),
      'retry-after': pick(['5', 'x', ''], random),
    },
  }),
  question: asked({
    kind: pick(messageKinds, random),
    isRepeatAfterUnknown: random(2) < 1,
    afterUnknownOutcome: pick(['retry', 'ask'] as const, random),
  }),
})

const isSound = (verdict: Verdict): boolean =>
  isCause(verdict.cause) &&
  verdict.notes.every(isCause) &&
  Object.values(verdict.facts).every((fact) => typeof fact === 'string') &&
  (verdict.retryAfterMs === null || (verdict.retryAfterMs >= 0 && verdict.retryAfterMs <= 3_600_000)) &&
  (verdict.outcome === 'accepted') ===
    (verdict.jobId !== null || verdict.policy === 'poll' || verdict.cause === 'job-accepted')

it(`gives ${inputCount} mutated replies a verdict each, without a throw and without hanging`, {
  timeout: 600_000,
}, () => {
  const random = randomFrom(20_261_122)
  let slowest = 0
  for (let n = 0; n < inputCount; n += 1) {
    const { connector, result, question } = randomCase(random)
    const startedAt = performance.now()
    const verdict = connector.judge('write', result, question)
    const looked = connector.judge('job-status', result, question)
    slowest = Math.max(slowest, performance.now() - startedAt)
    if (!isSound(verdict) || !isCause(looked.cause))
      expect.fail(`reply ${n} got ${JSON.stringify(verdict).slice(0, 300)}`)
  }
  expect(slowest).toBeLessThan(2_000)
})

const BIG = 950_000
it.each([
  ['one long line', 'a'.repeat(BIG)],
  ['open elements', '<a>'.repeat(BIG / 3)],
  ['many errors', answer(`<Errors>${'<Error Type="3" Code="402">x</Error>'.repeat(6_000)}</Errors>`)],
  ['nested errors', answer('<Error Type="3">'.repeat(90) + 'x'.repeat(900_000) + '</Error>'.repeat(90))],
  ['a text of quotes', error('Type="10"', `The value ${"'a' ".repeat(180_000)}`)],
  ['spaces', ' '.repeat(BIG)],
  ['spaces inside a page', `<!DOCTYPE html>${' '.repeat(BIG - 100)}`],
  ['raw ampersands', answer(`<Errors><Error>${'& '.repeat(400_000)}</Error></Errors>`)],
  ['words of a room type', error('Type="3" Code="450"', 'room type '.repeat(90_000))],
  ['brackets of JSON', '['.repeat(BIG)],
  [
    'JSON in JSON',
    JSON.stringify({ errors: Array.from({ length: 20_000 }, () => JSON.stringify({ message: 'closed' })) }),
  ],
])('judges %s within two seconds', { timeout: 60_000 }, (_, body) => {
  const judges = [
    ...everyConnector.flatMap(({ judge }) =>
      (['write', 'job-status'] as const).map((question) => () => judge(question, reply(200, body), asked())),
    ),
  ]
  for (const judge of judges) {
    const startedAt = performance.now()
    expect(isCause(judge().cause)).toBe(true)
    expect(performance.now() - startedAt).toBeLessThan(2_000)
  }
})
