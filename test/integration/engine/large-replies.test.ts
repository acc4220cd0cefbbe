import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createWorkerParse } from '../../../main/adapters/worker-parse.ts'
import { withoutBody } from '../../../main/core/channels/judge-result.ts'
import { channels } from '../../../main/core/channels/registry.ts'
import type { Question } from '../../../main/core/channels/verdict.ts'
import type { Parse } from '../../../main/core/ports/parse.ts'
import { newBooking } from '../../../main/rehearsal/sample-exports.ts'
import { startFlakyServer } from '../../support/flaky-server.ts'
import { foldersFor, inState, makeEngine } from '../../support/make-engine.ts'
import { practiceHotel } from '../../support/night-porter.ts'
import {
  answer,
  asked,
  connections,
  error,
  fault,
  job,
  json,
  noReply,
  PAGE,
  reply,
} from '../../unit/core/channels/replies.ts'

/**
 * Replies over 64 KB are judged beside the event loop, with the same result; a judge that dies of one is
 * judged without it.
 */

const crashing = pathToFileURL(join(import.meta.dirname, '../capture/children/crashing-parser.mjs'))

const [soap, jobs] = connections
if (!soap || !jobs) throw new Error('both connections are needed')
const { judge } = channels.connect(soap)

const parserFor = (parts: Partial<Parameters<typeof createWorkerParse>[0]> = {}): Parse => {
  const parse = createWorkerParse({ channels, ...parts })
  onTestFinished(() => parse.close())
  return parse
}

const remarks = (count: number) =>
  `<Success/><Warnings>${'<Warning Type="3" Code="0">A remark that somebody wrote here</Warning>'.repeat(count)}</Warnings>`
const large = (text: string) => text.replace('><', `>${' '.repeat(70_000)}<`)

describe('a reply over 64 KB', () => {
  it.each([
    ['success', reply(200, large(answer('<Success/>')))],
    ['success with many remarks', reply(200, answer(remarks(2_000)))],
    ['an error', reply(200, large(error('Type="3" Code="402"', 'Room type SUI is not known')))],
    ['a fault', reply(500, large(fault('soap:Client', 'Throttled: too many requests')))],
    ['a page', reply(200, PAGE + ' '.repeat(70_000))],
    ['half of something', reply(200, large(answer('<Success/>')).slice(0, 70_000))],
    ['too long to be read', reply(200, 'x'.repeat(1_200_000))],
    ['JSON', json(200, { meta: { job_id: 'J1' }, more: 'y'.repeat(70_000) })],
    [
      'a failed job',
      json(200, { data: { write_status: 'FAILURE', errors: ['down for maintenance', 'z'.repeat(70_000)] } }),
    ],
    ['no reply at all', noReply('timeout', true)],
  ])('that is %s is judged as it would be here, whatever was asked', async (_, result) => {
    const parse = parserFor()
    if (result.kind === 'reply') expect(result.body.length).toBeGreaterThan(65_536)
    const questions: Question[] = ['write', 'retry', 'test', 'job-status']
    for (const question of questions)
      for (const connection of connections)
        for (const given of [asked(), job()])
          expect(await parse.judge(connection, question, result, given)).toEqual(
            channels.connect(connection).judge(question, result, given),
          )
  })

  it.each(['DIE', 'EXIT', 'EAT', 'HANG'])(
    'that its reader does not survive (%s) is judged without its body, and the next one as ever',
    async (how) => {
      const parse = parserFor({ worker: crashing, timeoutMs: how === 'HANG' ? 5_000 : 30_000 })
      const fatal = reply(200, `${how}${'x'.repeat(70_000)}`)
      const [bad, good] = await Promise.all([
        parse.judge(soap, 'write', fatal, asked()),
        parse.judge(soap, 'write', reply(200, 'x'.repeat(70_000)), asked()),
      ])
      expect(bad).toEqual(judge('write', withoutBody(fatal), asked()))
      expect(bad).toMatchObject({ cause: 'answer-too-long', isUnknown: true })
      expect(good).toEqual({ cause: 'delivered' })
      expect(judge('write', withoutBody(reply(503, 'x')), asked())).toMatchObject({ policy: 'outage' })
      expect(channels.connect(jobs).judge('job-status', withoutBody(fatal), job())).toMatchObject({
        outcome: 'accepted',
      })
    },
  )

  it('is not held up by a file whose reading hangs', async () => {
    const parse = parserFor({ worker: crashing, timeoutMs: 30_000 })
    const file = parse.read(soap.kind, new TextEncoder().encode(`HANG${'x'.repeat(70_000)}`))
    expect(await parse.judge(soap, 'write', reply(200, 'x'.repeat(70_000)), asked())).toEqual({ cause: 'delivered' })
    await parse.close()
    expect(await file).toEqual({ ok: false, reason: 'crashed' })
  })
})

it('delivers a booking whose reply has 300 KB, read beside the event loop', async () => {
  const server = await startFlakyServer()
  onTestFinished(() => server.close())
  const body = answer(remarks(4_500))
  expect(body.length).toBeGreaterThan(300_000)
  server.otherwise({ kind: 'reply', headers: { 'content-type': 'text/xml; charset=utf-8' }, body })
  const real = parserFor()
  const judged: number[] = []
  const parse: Parse = {
    ...real,
    judge: (connection, question, result, given) => {
      if (result.kind === 'reply') judged.push(result.body.length)
      return real.judge(connection, question, result, given)
    },
  }
  const { data } = foldersFor()
  const settings = practiceHotel({ url: `${server.url}/webservices/PRACTICE`, exportFolder: join(data, 'export') })
  const made = await makeEngine({ data, settings, deps: { parse } })
  made.drop('a.xml', newBooking({ reservationId: 'L1' }))
  await inState(made, 'L1', 'delivered')
  expect(judged).toContain(body.length)
})
