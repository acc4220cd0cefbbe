import { expect, onTestFinished } from 'vitest'
import { type Input, type Method, methods, type Output } from '../../main/contract/methods.ts'
import type { MessageState } from '../../main/contract/words.ts'
import type { Parse } from '../../main/core/ports/parse.ts'
import { answerCall } from '../../main/engine/calls/answer-call.ts'
import type { SimAsk, SimRequest, SimScript } from '../../main/headless/simulate/sim-channel.ts'
import { accepted } from '../../main/headless/simulate/sim-replies.ts'
import { createSimWorld, type SimWorld } from '../../main/headless/simulate/sim-world.ts'
import type { StoredMessage } from '../../main/store/tables/messages.ts'

/**
 * The whole engine with its real database on a clock that a test moves, against a channel that a test
 * scripts.
 */

export const SECOND = 1_000
export const MINUTE = 60_000
export const HOUR = 60 * MINUTE

export type SimEngine = Pick<
  SimWorld,
  'clock' | 'channel' | 'notices' | 'faults' | 'secrets' | 'setSettings' | 'kill' | 'start' | 'store' | 'databasePath'
> & {
  engine: SimWorld['engine']
  /** The PMS exports this now. */
  drop: (text: string, name?: string) => void
  /** From now on the channel answers so. */
  answer: (script: SimScript) => void
  /** Makes a call of the contract; time runs while it needs the channel. Throws when it is refused. */
  call: <M extends Method>(method: M, input?: Input<M>) => Promise<Output<M>>
  /** All messages, oldest first. */
  messages: () => StoredMessage[]
  /** Messages of a reservation, oldest first. */
  of: (reservation: string) => StoredMessage[]
  /** The n-th message of a reservation (from 0), as the calls show it. */
  item: (reservation: string, n?: number) => Promise<Output<'messages.get'>>
  states: (reservation: string) => MessageState[]
  /** Requests about messages, test calls left out. */
  sends: () => SimRequest[]
  tests: () => SimRequest[]
  /** Lets time run until it is so; fails the test when `forMs` of waking time pass first. */
  until: (what: string, isReached: () => boolean, forMs?: number) => Promise<void>
  runFor: (ms: number) => Promise<void>
}

export type SimEngineParts = {
  script?: SimScript
  /** Laid over the one connection `sim`. */
  connection?: Record<string, unknown>
  /** Whole settings in their place, for another kind of channel. */
  settings?: Record<string, unknown>
  startAt?: number
  answerMs?: (ask: SimAsk) => number
  /**
   * How often the owner shows that it lives. Half of it is the grain of alarms and self-tests; shorter beats
   * make long nights longer.
   */
  beatMs?: number
  parse?: Parse
}

/** The settings of the simulated hotel group: one connection, one folder, UTC. */
export const simSettings = (connection: Record<string, unknown> = {}): Record<string, unknown> => ({
  version: 1,
  hotelName: 'Hotel Simulation',
  timeZone: 'UTC',
  connections: [
    {
      id: 'sim',
      kind: 'pmsxchange',
      label: 'SiteMinder',
      url: 'https://channel.invalid/webservices/SIM',
      requestorId: 'SIM',
      username: 'sim',
      passwordSecret: 'sim',
      ...connection,
    },
  ],
  folders: [{ id: 'sim', path: '/export', connection: 'sim' }],
})

const startsAt = Date.parse('2026-11-20T08:00:00Z')

/** Starts it, and ends it after the test. */
export const simEngine = async (parts: SimEngineParts = {}): Promise<SimEngine> => {
  const made = openSimEngine(parts)
  onTestFinished(made.end)
  made.start()
  await made.runFor(2 * SECOND)
  return made
}

/** The same not yet started, for callers that end it themselves. */
export const openSimEngine = (parts: SimEngineParts = {}): SimEngine & { end: () => Promise<void> } => {
  let script: SimScript = parts.script ?? accepted
  let files = 0
  const world = createSimWorld({
    startAt: parts.startAt ?? startsAt,
    settings: parts.settings ?? simSettings(parts.connection),
    script: (ask) => script(ask),
    answerMs: parts.answerMs ?? (() => 400),
    beatMs: parts.beatMs ?? 4_000,
    ...(parts.parse ? { parse: parts.parse } : {}),
  })
  const { clock, channel, store } = world

  const call: SimEngine['call'] = async (method, input) => {
    const log = { debug: ignore, info: ignore, warn: ignore, error: ignore, child: () => log }
    let isDone = false
    const reply = answerCall({ handlers: world.engine().handlers, log }, method, input ?? {}).finally(() => {
      isDone = true
    })
    await clock.runUntil(() => isDone, 10 * MINUTE)
    const answer = await reply
    if (!answer.ok) throw new Error(`${method}: ${answer.error.code}: ${answer.error.message}`)
    return outputOf(method, answer.value)
  }
  const messages = () => store().lists.page({ beforeSeq: null, limit: 10_000 }).reverse()
  const of = (reservation: string) => messages().filter(({ reservationId }) => reservationId === reservation)
  return {
    ...world,
    drop: (text, name) => {
      files += 1
      world.drop(name ?? `${String(files).padStart(6, '0')}.xml`, text)
    },
    answer: (next) => {
      script = next
    },
    call,
    messages,
    of,
    item: async (reservation, n = 0) => {
      const message = of(reservation)[n]
      if (!message) throw new Error(`there is no message ${n} of ${reservation}`)
      return call('messages.get', { id: message.id })
    },
    states: (reservation) => of(reservation).map(({ state }) => state),
    sends: () => channel.seen.filter(({ kind }) => kind !== 'test'),
    tests: () => channel.seen.filter(({ kind }) => kind === 'test'),
    until: async (what, isReached, forMs = 10 * MINUTE) => {
      expect(await clock.runUntil(isReached, forMs), what).toBe(true)
    },
    runFor: clock.runFor,
  }
}

const ignore = () => undefined

/** Checked against the contract; what comes out of the schema is what the type says. */
const outputOf = <M extends Method>(method: M, value: unknown): Output<M> =>
  methods[method].output.parse(value) as Output<M>

/** Seconds from each request's answer to the next request. */
export const gapsAfter = (requests: readonly Pick<SimRequest, 'at' | 'endedAt'>[]): number[] =>
  requests.slice(1).map(({ at }, n) => Math.round((at - (requests[n]?.endedAt ?? Number.NaN)) / 100) / 10)
