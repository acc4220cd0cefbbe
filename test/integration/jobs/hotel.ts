import { join } from 'node:path'
import type { Http } from '../../../main/core/ports/http.ts'
import type { ScenarioFile } from '../../../main/rehearsal/scenario.ts'
import type { StandIn } from '../../../main/rehearsal/stand-in.ts'
import { foldersFor, makeEngine } from '../../support/make-engine.ts'
import { handClock, start } from '../rehearsal/talk.ts'

/** A hotel that writes to a job API, with a clock moved by hand for engine and channel alike. */

export const JOB_TOKEN = 'practice-only-token'

export const jobSettings = (parts: { url: string; exportFolder: string; connection?: Record<string, unknown> }) => ({
  version: 1,
  hotelName: 'Hotel Aurora',
  timeZone: 'Europe/Vienna',
  rehearsal: true,
  connections: [
    {
      id: 'prx',
      kind: 'propexo',
      label: 'Propexo',
      url: parts.url,
      tokenSecret: 'prx',
      timeoutSeconds: 20,
      retry: { steps: [5, 10, 20, 40, 60], alarmAfterMinutes: 30, giveUpAfterMinutes: 720 },
      ...parts.connection,
    },
  ],
  folders: [
    { id: 'main', path: parts.exportFolder, connection: 'prx', ready: { kind: 'quiet', seconds: 1 }, scanSeconds: 1 },
  ],
})

/** An export as a PMS writes it. */
export const exported = (reference: string, more: { method?: string; path?: string; body?: unknown } = {}): string =>
  JSON.stringify({
    method: more.method ?? 'POST',
    path: more.path ?? '/v1/residents/',
    reference,
    body: more.body ?? { integration_id: 'i1', first_name: reference, last_name: 'Quellmoos' },
  })

type Parts = {
  scenario?: ScenarioFile
  connection?: Record<string, unknown>
  at?: string
  data?: string
  standIn?: StandIn
  clock?: ReturnType<typeof handClock>
  http?: (real: Http) => Http
  secrets?: Record<string, string>
}

const MOST_STEPS = 4_000

export const startHotel = async (parts: Parts = {}) => {
  const clock = parts.clock ?? handClock(Date.parse(parts.at ?? '2026-11-20T01:00:00Z'))
  const standIn = parts.standIn ?? (await start(parts.scenario, clock))
  const data = parts.data ?? foldersFor().data
  const flying = new Set<Promise<unknown>>()
  const watched = (real: Http): Http => ({
    ...real,
    send: (request) => {
      const sent = real.send(request)
      flying.add(sent)
      return sent.finally(() => flying.delete(sent))
    },
  })
  const made = await makeEngine({
    data,
    settings: jobSettings({
      url: standIn.url,
      exportFolder: join(data, 'export'),
      ...(parts.connection && { connection: parts.connection }),
    }),
    secrets: parts.secrets ?? { prx: JOB_TOKEN },
    clock: () => clock,
    http: (real) => (parts.http ?? watched)(real),
  })

  /** Lets real requests and files come to an end; the hand clock stands still meanwhile. */
  const breathe = async () => {
    await new Promise((resolve) => setTimeout(resolve, 2))
    for (let n = 0; n < 2_000 && flying.size > 0; n++)
      await Promise.race([...flying, new Promise((resolve) => setTimeout(resolve, 25))])
    await new Promise((resolve) => setImmediate(resolve))
  }
  const until = async <T>(what: string, ask: () => T | Promise<T>): Promise<NonNullable<T>> => {
    let last: unknown
    for (let n = 0; n < MOST_STEPS; n++) {
      const answer = await ask()
      if (answer) return answer
      last = answer
      clock.move(500)
      await breathe()
    }
    throw new Error(`Moved the clock ${MOST_STEPS} times and waited for: ${what} (last: ${JSON.stringify(last)})`)
  }
  const pass = async (ms: number, stepMs = 250) => {
    for (let passed = 0; passed < ms; passed += stepMs) {
      clock.move(Math.min(stepMs, ms - passed))
      await breathe()
    }
  }
  const reach = (reference: string, state: string) =>
    until(`${reference} ${state}`, async () => {
      const item = await made.item(reference)
      return item?.state === state ? item : null
    })
  const detail = async (reference: string) => made.call('messages.get', { id: (await made.item(reference))?.id ?? '' })
  const book = (...references: string[]) => {
    for (const reference of references) made.drop(`${reference}.json`, exported(reference))
  }
  return { ...made, clock, standIn, until, pass, reach, detail, book }
}

/** Requests of a sort that the stand-in saw. */
export const seenOf = (standIn: StandIn, ...kinds: string[]) => standIn.seen.filter(({ kind }) => kinds.includes(kind))
