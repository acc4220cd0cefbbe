import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { HttpResult } from '../../../main/core/ports/http.ts'
import type { SimAsk } from '../../../main/headless/simulate/sim-channel.ts'
import { accepted, fault, noReply, refused, status } from '../../../main/headless/simulate/sim-replies.ts'
import {
  availability,
  cancelBooking,
  changeBooking,
  modifyRequest,
  newBooking,
  rates,
} from '../../../main/rehearsal/sample-exports.ts'
import { MINUTE, openSimEngine, SECOND, simSettings } from '../../support/sim-engine.ts'
import { isThorough } from '../../support/thorough.ts'
import { createWitness, type Witness } from './any-night.ts'

/** Any night: random exports, answers, people and kills, and a witness of what must hold whatever happens. */

type Sim = ReturnType<typeof openSimEngine>

/**
 * Everything the channel may say. `isTaken`: it took the message, whether or not its reply arrives.
 * `isFinal`: a person's matter from then on.
 */
type Answered = { say: (ask: SimAsk) => HttpResult; isTaken?: true; isFinal?: true | 'ask' }
const answers: Readonly<Record<string, Answered>> = {
  fine: { say: accepted, isTaken: true },
  unavailable: { say: () => status(503) },
  'gateway-timeout': { say: () => status(504) },
  'bare-500': { say: () => status(500) },
  'server-fault': { say: () => fault('Server', 'Something went wrong inside') },
  'client-fault': { isFinal: true, say: () => fault('Client', 'The request cannot be understood') },
  throttled: { say: () => status(429, { 'retry-after': '30' }) },
  'not-sent': { say: () => noReply('refused', false) },
  'lost-before': { isFinal: 'ask', say: () => noReply('reset', true) },
  'lost-after': { isFinal: 'ask', say: () => noReply('timeout', true), isTaken: true },
  room: { isFinal: true, say: (ask) => refused(ask, { type: '3', code: '402', text: 'Invalid room type' }) },
  exists: { isFinal: true, say: (ask) => refused(ask, { type: '3', code: '127', text: 'Reservation already exists' }) },
  'not-found': {
    isFinal: true,
    say: (ask) => refused(ask, { type: '3', code: '385', text: 'Invalid confirmation number' }),
  },
  hotel: {
    isFinal: true,
    say: (ask) =>
      refused(ask, { type: '6', text: `PMS SIM is not authorized to access hotel with HotelCode=${ask.hotel}` }),
  },
  password: {
    say: (ask) => refused(ask, { type: '4', text: 'PMS SIM received request with invalid username/password' }),
  },
  address: { say: () => status(404) },
  forbidden: { say: () => status(403) },
  'no-sense': { isFinal: true, say: (ask) => refused(ask, { text: 'Nobody knows what this is' }) },
  portal: { say: () => status(200) },
}

const Answer = fc.constantFrom(...Object.keys(answers))

type Step =
  | { do: 'export'; what: 'new' | 'change' | 'part' | 'cancel' | 'availability' | 'rates'; reservation: number }
  | { do: 'wait'; seconds: number }
  | { do: 'answers'; list: string[] }
  | { do: 'person'; act: 'resend' | 'close' | 'arrived' | 'not-arrived'; nth: number }
  | { do: 'pause' | 'resume' | 'secret' | 'settings' | 'kill' }

const Step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('export' as const),
      what: fc.constantFrom('new', 'change', 'part', 'cancel', 'availability', 'rates'),
      reservation: fc.nat(2),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      seconds: fc.oneof(
        { weight: 8, arbitrary: fc.integer({ min: 1, max: 60 }) },
        { weight: 1, arbitrary: fc.constantFrom(400, 2_000) },
      ),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('answers' as const),
      list: fc.array(Answer, { minLength: 1, maxLength: 4 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('person' as const),
      act: fc.constantFrom('resend', 'close', 'arrived', 'not-arrived'),
      nth: fc.nat(11),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('pause', 'resume', 'secret', 'settings', 'kill') }) },
)

let written = 0

const exported = ({ what, reservation }: Extract<Step, { do: 'export' }>): string => {
  written += 1
  const hotelCode = `H${reservation % 2}`
  // The PMS writes ever later states, each with a price of its own, so that no two exports are alike.
  const at = Date.parse('2026-11-20T06:00:00Z') + written * SECOND
  const booking = { reservationId: `R${reservation}`, hotelCode, amount: `${written}.00`, modifiedAt: at }
  switch (what) {
    case 'new':
      return newBooking(booking)
    case 'change':
      return changeBooking(booking)
    case 'part':
      return modifyRequest(booking)
    case 'cancel':
      return cancelBooking(booking)
    case 'availability':
      return availability({ hotelCode, limit: written, writtenAt: at })
    case 'rates':
      return rates({ hotelCode, amount: `${written}.00`, writtenAt: at })
  }
}

/** A person presses a button; what the program refuses is refused. */
const person = async (sim: Sim, witness: Witness, step: Extract<Step, { do: 'person' }>) => {
  const message = sim.messages()[step.nth]
  if (!message) return
  const { id } = message
  const reason = 'seen at the channel'
  const act = (): Promise<unknown> =>
    step.act === 'resend'
      ? sim.call('messages.resend', { ids: [id], confirm: true, reason })
      : step.act === 'close'
        ? sim.call('messages.close', { id, reason })
        : sim.call('messages.settle', { id, arrived: step.act === 'arrived', reason })
  await witness.acting(id, act).catch((error: unknown) => {
    if (!(error instanceof Error && error.message.includes('wrong-state'))) throw error
  })
}

const take = async (sim: Sim, witness: Witness, step: Step, night: { answers: string[]; exports: number }) => {
  switch (step.do) {
    case 'export':
      night.exports += 1
      return sim.drop(exported(step))
    case 'wait':
      return sim.runFor(step.seconds * SECOND)
    case 'answers':
      night.answers = step.list
      return
    case 'person':
      return person(sim, witness, step)
    case 'pause':
      return void (await sim.call('connections.pause', { id: 'sim' }))
    case 'resume':
      return void (await sim.call('connections.resume', { id: 'sim' }))
    case 'secret':
      return sim.secrets.set('sim', 'another')
    case 'settings':
      return sim.setSettings(simSettings({ ...settingsOf(night), label: `SiteMinder ${night.exports}` }))
    case 'kill':
      // Rather in the middle of something than between two things.
      await sim.clock.runUntil(() => sim.messages().some(({ state }) => state === 'sending'), 20 * SECOND)
      witness.dying()
      sim.kill()
      return sim.start()
  }
}

const settingsOf = (night: object) => connections.get(night) ?? {}
const connections = new WeakMap<object, Record<string, unknown>>()

/** Everything is well again: whatever may move by itself must now come to its end. */
const expectEnd = async (sim: Sim, witness: Witness, night: { answers: string[]; exports: number }) => {
  night.answers = ['fine']
  await sim.call('connections.resume', { id: 'sim' })
  sim.secrets.set('sim', 'right')
  await sim.runFor(12 * MINUTE)
  await witness.look()
  const { items } = await sim.call('messages.list', { limit: 500 })
  expect(items).toHaveLength(night.exports)
  for (const { state, cause, heldBy } of items)
    if (heldBy?.kind !== 'message')
      expect(['delivered', 'superseded', 'failed', 'unsure', 'handled'], `${state} ${cause}`).toContain(state)
  const told = new Map<string, string>()
  for (const { cause, edge } of sim.notices) {
    expect(edge, `${cause}: the two edges take turns`).not.toBe(told.get(cause) ?? 'ended')
    told.set(cause, edge)
  }
}

const live = async (steps: readonly Step[], afterUnknownOutcome: 'retry' | 'ask') => {
  const night = { answers: ['fine', 'room', 'lost-after'], exports: 0 }
  const connection = { afterUnknownOutcome, retry: { alarmAfterMinutes: 30, giveUpAfterMinutes: 40 } }
  connections.set(night, connection)
  const sim = openSimEngine({ connection, beatMs: 10_000, answerMs: ({ body }) => 400 + (body.length % 7) * 2_000 })
  sim.start()
  const witness = createWitness(sim)
  let asked = 0
  sim.answer((ask) => {
    const name = night.answers[asked++ % night.answers.length] ?? 'fine'
    const { say, isTaken = false, isFinal } = answers[name] ?? { say: accepted, isTaken: true }
    if (ask.kind !== 'test')
      witness.asked(ask, {
        name,
        isTaken,
        isFinal: isFinal === true || (isFinal === 'ask' && afterUnknownOutcome === 'ask'),
      })
    return say(ask)
  })
  try {
    for (const step of steps) {
      await take(sim, witness, step, night)
      await witness.look()
      expect(witness.objections).toEqual([])
    }
    await expectEnd(sim, witness, night)
    expect(witness.objections).toEqual([])
    expect(sim.channel.maxInFlight()).toBeLessThanOrEqual(1)
    expect(sim.faults).toEqual([])
  } finally {
    witness.end()
    await sim.end()
  }
}

const nights = Number(process.env.NIGHTS ?? (isThorough ? 60 : 20))
const seed = Number(process.env.NIGHT_SEED ?? 20261122)

it(
  'whatever happens: nothing lost, doubled, out of order, tried against its rule or held in silence',
  async () => {
    const night = fc.asyncProperty(
      fc.array(Step, { minLength: 8, maxLength: 40, size: 'max' }),
      fc.constantFrom('retry' as const, 'ask' as const),
      live,
    )
    await fc.assert(night, { seed, numRuns: nights, interruptAfterTimeLimit: 60_000 + nights * 3_000 })
  },
  120_000 + nights * 4_000,
)

it('each kind of answer alone, for as long as it lasts', async () => {
  for (const list of Object.keys(answers).map((name) => [name]))
    await live(
      [
        { do: 'answers', list },
        { do: 'export', what: 'new', reservation: 0 },
        { do: 'export', what: 'availability', reservation: 1 },
        { do: 'export', what: 'new', reservation: 2 },
        { do: 'wait', seconds: 90 },
        { do: 'export', what: 'change', reservation: 0 },
        { do: 'export', what: 'part', reservation: 0 },
        { do: 'kill' },
        { do: 'wait', seconds: 600 },
      ],
      'retry',
    )
}, 120_000)
