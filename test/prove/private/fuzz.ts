import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { type Method, methods, Reply } from '../../../main/contract/methods.ts'
import { channels } from '../../../main/core/channels/registry.ts'
import { isCause } from '../../../main/core/playbook/entries.ts'
import { maskCards } from '../../../main/core/redact/cards.ts'
import { decodeText } from '../../../main/core/xml/decode.ts'
import { answerCall } from '../../../main/engine/calls/answer-call.ts'
import { compose } from '../../../main/host/compose.ts'
import { availability, cancelBooking, newBooking, rates } from '../../../main/rehearsal/sample-exports.ts'
import { practiceHotel, removeFolder, temporaryFolder } from '../../support/night-porter.ts'
import type { Findings } from '../part.ts'

/**
 * Mutated files, replies and calls: none may end in an exception, take long, or leave memory behind. 100 of
 * each, 100,000 with NP_THOROUGH=1.
 */

/** An input of at most 64 kB must be dealt with in this time, on a busy computer too. */
const LONGEST_MS = 2_000
/** What a long run may leave on the heap: caches of the runtime, not a bit of each input. */
const MOST_LEFT_BYTES = 64 * 1024 * 1024
const MOST_BYTES = 64 * 1024

type Measured = { runs: number; slowestMs: number; leftBytes: number; problem: string | null }

const collectGarbage = (): void => {
  setFlagsFromString('--expose_gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect === 'function') collect()
}
const heapBytes = (): number => {
  collectGarbage()
  return process.memoryUsage().heapUsed
}

const tricks = [
  ...['<', '>', '&', '&amp;', '&#0;', '<![CDATA[', ']]>', '<!--', '-->', '="', '"', "'", '\u0000', '\uFEFF', '{{x}}'],
  ...['4111111111111111 ', '4111 1111 ', '1', 'cvv ', '\\u0000', '{"a":', '[', '__proto__', '<n>', '</n>', '&lol;'],
]

/** A seed with pieces cut out, put in, doubled and repeated, and with single bytes changed. */
const mutated = (seeds: readonly [string, ...string[]]): fc.Arbitrary<Uint8Array> => {
  const place = fc.double({ min: 0, max: 1, noNaN: true })
  const edit = fc.record({
    at: place,
    skip: fc.nat(60),
    insert: fc.oneof(fc.constantFrom(...tricks), fc.string({ maxLength: 20, unit: 'binary' })),
    times: fc.oneof({ weight: 20, arbitrary: fc.nat(3) }, { weight: 1, arbitrary: fc.nat(4_000) }),
  })
  const flip = fc.record({ at: place, byte: fc.nat(255) })
  return fc
    .record({
      seed: fc.constantFrom(...seeds),
      edits: fc.array(edit, { maxLength: 5 }),
      flips: fc.array(flip, { maxLength: 3 }),
    })
    .map(({ seed, edits, flips }) => {
      let text = seed
      for (const { at, skip, insert, times } of edits) {
        const from = Math.floor(at * text.length)
        text = text.slice(0, from) + insert.repeat(times) + text.slice(from + skip)
      }
      const bytes = Buffer.from(text, 'utf8').subarray(0, MOST_BYTES)
      for (const { at, byte } of flips) if (bytes.length > 0) bytes[Math.floor(at * (bytes.length - 1))] = byte
      return bytes
    })
}

const measured = async <T>(
  input: fc.Arbitrary<T>,
  { runs, seed }: { runs: number; seed: number },
  look: (value: T) => string | null | Promise<string | null>,
): Promise<Measured> => {
  const before = heapBytes()
  let slowestMs = 0
  const property = fc.asyncProperty(input, async (value) => {
    const from = performance.now()
    const problem = await look(value)
    slowestMs = Math.max(slowestMs, performance.now() - from)
    if (problem !== null) throw new Error(problem)
  })
  const result = await fc.check(property, { numRuns: runs, seed })
  const why = result.errorInstance instanceof Error ? result.errorInstance.message.slice(0, 200) : 'it failed'
  return {
    runs: result.numRuns,
    slowestMs: Math.round(slowestMs),
    leftBytes: heapBytes() - before,
    problem: result.failed ? `${why} (fast-check: seed ${result.seed}, path ${result.counterexamplePath})` : null,
  }
}

const card = { brand: 'VI', number: '4111111111111111', cvv: '737', expires: '1229', holder: 'ANA MUSTER' }
const files = mutated([
  newBooking({ reservationId: 'FZ-1', card, wish: 'card 4111 1111 1111 1111 cvv 737' }),
  cancelBooking({ reservationId: 'FZ-1' }),
  availability(),
  rates(),
  '{ "method": "POST", "path": "/v1/residents/", "reference": "FZ-2", "body": { "cvv": "737", "a": [1, {}] } }',
  '<!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>',
])
const replies = mutated([
  '<OTA_HotelResNotifRS xmlns="http://www.opentravel.org/OTA/2003/05"><Success/></OTA_HotelResNotifRS>',
  '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><soap:Fault><faultcode>soap:Server</faultcode><faultstring>card 4111111111111111</faultstring></soap:Fault></soap:Body></soap:Envelope>',
  '<OTA_HotelResNotifRS><Errors><Error Type="3" Code="402">Invalid room type</Error></Errors></OTA_HotelResNotifRS>',
  '{ "meta": { "job_id": "j-1" } }',
  '{ "data": { "write_status": "FAILURE", "errors": ["{\\"message\\":\\"closed\\"}"] } }',
  '<!DOCTYPE html><html><title>Sign in</title></html>',
])

const lookAtFile = (bytes: Uint8Array): string | null => {
  for (const kind of ['pmsxchange', 'propexo'] as const) channels.of(kind).readExport(bytes)
  const decoded = decodeText(bytes)
  if (decoded.ok) maskCards(decoded.text)
  return null
}

const usual = practiceHotel({ url: 'http://127.0.0.1:9', exportFolder: 'export' })
const job = {
  id: 'prx',
  kind: 'propexo',
  label: 'Propexo',
  url: 'http://127.0.0.1:9',
  tokenSecret: 'prx',
  timeoutSeconds: 20,
}
const readConnections = () => {
  const read = channels.parseSettings({ ...usual, connections: [...usual.connections, job] })
  if (!read.ok) throw new Error(`the settings of the proof are wrong: ${JSON.stringify(read.problems)}`)
  return read.settings.connections.map(channels.connect)
}

const lookAtReply =
  (connectors: ReturnType<typeof readConnections>) =>
  ({ bytes, status }: { bytes: Uint8Array; status: number }): string | null => {
    for (const connector of connectors)
      for (const question of ['write', 'job-status'] as const) {
        const verdict = connector.judge(
          question,
          { kind: 'reply', status, headers: { 'content-type': 'text/xml' }, body: bytes, cut: 'no', tookMs: 5 },
          {
            kind: 'new',
            echoToken: null,
            isRepeatAfterUnknown: false,
            wasAcceptedBefore: false,
            afterUnknownOutcome: 'retry',
            at: Date.parse('2026-11-22T02:00:00Z'),
          },
        )
        if (!isCause(verdict.cause)) return `a reply got the cause '${verdict.cause}', which the playbook does not know`
      }
    return null
  }

/** These make requests and write into folders; a few times of each is enough. */
const costly: readonly Method[] = ['doctor.run', 'connections.test']

const calls = fc.record({
  method: fc.constantFrom(...(Object.keys(methods) as Method[]).filter((method) => !costly.includes(method))),
  input: fc.oneof(
    fc.constant({}),
    fc.anything({ maxDepth: 3, withBigInt: false, withNullPrototype: true }),
    fc.record(
      {
        id: fc.string({ unit: 'binary', maxLength: 90 }),
        ids: fc.array(fc.string({ maxLength: 8 }), { maxLength: 3 }),
        search: fc.string({ unit: 'binary', maxLength: 200 }),
        state: fc.constantFrom('waiting', 'delivered', 'none'),
        cursor: fc.string({ maxLength: 8 }),
        limit: fc.integer({ min: -1, max: 600 }),
        reason: fc.string({ unit: 'binary', maxLength: 60 }),
        cause: fc.string({ maxLength: 20 }),
        confirm: fc.boolean(),
        arrived: fc.boolean(),
        name: fc.constantFrom('pmsx', '__proto__', 'constructor', 'vault-key'),
        value: fc.string({ maxLength: 20 }),
        settings: fc.anything({ maxDepth: 2, withBigInt: false }),
        notBefore: fc.double(),
      },
      { requiredKeys: [] },
    ),
  ),
})

const fuzzCalls = async (options: { runs: number; seed: number }): Promise<Measured> => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'export'))
  const settings = practiceHotel({ url: 'http://127.0.0.1:9', exportFolder: join(folder, 'export') })
  writeFileSync(join(folder, 'settings.json'), JSON.stringify(settings))
  const made = compose({ folder })
  if (!made.ok) throw new Error('the engine of the proof does not start')
  const { engine, log, close } = made.composed
  try {
    return await measured(calls, options, async ({ method, input }) => {
      const reply = Reply.parse(await answerCall({ handlers: engine.handlers, log }, method, input))
      return !reply.ok && reply.error.code === 'internal' ? `${method} ended in a fault of the program` : null
    })
  } finally {
    await engine.stop()
    close()
    removeFolder(folder)
  }
}

/** All three, each input once in each way. Gives what was measured for the table. */
export const fuzzAll = async (
  findings: Findings,
  { seed, say, runs }: { seed: number; say: (line: string) => void; runs: number },
): Promise<Record<string, string>> => {
  const options = { runs, seed }
  const connectors = readConnections()
  const status = fc.constantFrom(200, 200, 202, 400, 401, 403, 404, 429, 500, 503)
  const parts = {
    files: () => measured(files, options, lookAtFile),
    replies: () => measured(fc.record({ bytes: replies, status }), options, lookAtReply(connectors)),
    calls: () => fuzzCalls(options),
  }
  const figures: Record<string, string> = {}
  for (const [name, run] of Object.entries(parts)) {
    const { runs, slowestMs, leftBytes, problem } = await run()
    findings.check(
      'mutated files, replies and calls end in an answer, never in an exception',
      problem && `${name}: ${problem}`,
    )
    findings.check('each of them in time', slowestMs > LONGEST_MS ? `${name}: the slowest took ${slowestMs} ms` : null)
    findings.check(
      'and they leave no memory behind',
      leftBytes > MOST_LEFT_BYTES ? `${name}: ${leftBytes} bytes` : null,
    )
    figures[`mutated ${name}`] = `${runs}, the slowest ${slowestMs} ms, ${Math.round(leftBytes / 1e6)} MB left`
    say(`private: ${name}: ${figures[`mutated ${name}`]}`)
  }
  return figures
}
