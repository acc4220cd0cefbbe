import { afterEach } from 'vitest'
import type { Clock } from '../../../main/core/ports/clock.ts'
import { inEnvelope } from '../../../main/rehearsal/sample-wrapping.ts'
import { parseScenario, type Scenario, type ScenarioFile } from '../../../main/rehearsal/scenario.ts'
import { type StandIn, startStandIn } from '../../../main/rehearsal/stand-in.ts'

/** The hotel of these tests: code AURORA, two rooms, two rates. */
export const hotel = { code: 'AURORA', rooms: ['DBL', 'SGL'], rates: ['BAR', 'NRF'] }

export const scenarioOf = (file: ScenarioFile = {}): Scenario => {
  const result = parseScenario({ hotel, ...file })
  if (!result.ok) throw new Error(JSON.stringify(result.problems))
  return result.scenario
}

/** A clock that stands still until it is moved; wall and monotonic time move together. */
export const handClock = (
  start = Date.parse('2026-11-20T10:00:00Z'),
): Clock & { move(ms: number): void; timers(): number } => {
  let passed = 0
  let timers: { due: number; run: () => void }[] = []
  return {
    now: () => start + passed,
    monotonicMs: () => passed,
    sinceBootMs: () => passed,
    after: (ms, run) => {
      const timer = { due: passed + ms, run }
      timers.push(timer)
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    },
    move: (ms) => {
      passed += ms
      const due = timers.filter((timer) => timer.due <= passed)
      timers = timers.filter((timer) => timer.due > passed)
      for (const { run } of due) run()
    },
    timers: () => timers.length,
  }
}

const running: StandIn[] = []
afterEach(async () => {
  for (const standIn of running.splice(0)) await standIn.close()
})

/** Starts a stand-in on a free port; it is closed after the test. */
export const start = async (file: ScenarioFile = {}, clock?: Clock): Promise<StandIn> => {
  const standIn = await startStandIn({ port: 0, scenario: scenarioOf(file), ...(clock && { clock }) })
  running.push(standIn)
  return standIn
}

export const practiceSender = { username: 'practice-user', password: 'practice-only-password' }

export type Answer = { status: number; headers: Headers; text: string }

/** Posts SOAP text as it is. */
export const postText = async (
  standIn: StandIn,
  text: string | Uint8Array<ArrayBuffer>,
  { code = 'PRACTICE', type = 'text/xml; charset=utf-8' } = {},
): Promise<Answer> => {
  const reply = await fetch(`${standIn.url}/webservices/${code}`, {
    method: 'POST',
    headers: { 'content-type': type },
    body: text,
    redirect: 'manual',
  })
  return { status: reply.status, headers: reply.headers, text: await reply.text() }
}

/** Posts an OTA message in an envelope with the practice credentials. */
export const post = (standIn: StandIn, message: string, sender = practiceSender, code = 'PRACTICE'): Promise<Answer> =>
  postText(standIn, inEnvelope(message, sender), { code })

/** A request to the job API with the practice token. */
export const ask = async (
  standIn: StandIn,
  method: string,
  path: string,
  body?: unknown,
  token = 'practice-only-token',
): Promise<Answer & { json: unknown }> => {
  const reply = await fetch(`${standIn.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await reply.text()
  return { status: reply.status, headers: reply.headers, text, json: JSON.parse(text) }
}
