import { describe, expect, it } from 'vitest'
import { channels } from '../../../main/core/channels/registry.ts'
import type { Asked, Question, Verdict } from '../../../main/core/channels/verdict.ts'
import { verdictOf } from '../../../main/core/channels/verdict-of.ts'
import { type CauseName, causeNames, entries } from '../../../main/core/playbook/entries.ts'
import { createParseHere } from '../../../main/engine/parse-here.ts'
import { accepted } from '../../../main/headless/simulate/sim-replies.ts'
import { availability, newBooking } from '../../../main/rehearsal/sample-exports.ts'
import { MINUTE, openSimEngine } from '../../support/sim-engine.ts'
import { isThorough } from '../../support/thorough.ts'

/**
 * Every policy ends with a person: a channel that gives one and the same answer for ever leaves no message
 * undelivered in silence. For each cause that a reply can have, on a clock that jumps. Each cause has a
 * connection and a hotel of its own in one program, and the judgement is given, so that none depends on the
 * words of a reply.
 */

const retry = { steps: [60, 240], alarmAfterMinutes: 6, giveUpAfterMinutes: 30 }
/** Longer than any rule takes to its end with these numbers. */
const NIGHT = 41 * MINUTE

/** No channel gives it: it is the end of a request that Night Porter itself stops when it ends. */
const OWN_END: CauseName = 'stopped-by-us'
const ofJobs = channels.of('propexo').causes
const ofReplies = causeNames.filter((cause) => entries[cause].source === 'reply' && cause !== OWN_END)

/** The rules know a cause by these members of its entry, and a few by name. */
const byName: readonly CauseName[] = [
  'forbidden',
  'job-maintenance',
  'job-unknown-word',
  'job-lost',
  'job-retry-refused',
]
const caseOf = (cause: CauseName): string => {
  const { policy, outcome, who, holdsLane, isSetup } = entries[cause]
  const isAny = !ofJobs.includes(cause)
  return [policy, outcome, who, holdsLane, isSetup, isAny, byName.includes(cause) ? cause : ''].join(' ')
}
/** One cause of each case; the thorough run takes every single one. */
const causes = isThorough ? ofReplies : [...new Map(ofReplies.map((cause) => [caseOf(cause), cause])).values()]
const ofAll = causes.filter((cause) => !ofJobs.includes(cause))

/** The cause of each answer, on the connection of a cause. */
type Answers = (cause: CauseName, question: Question, asked: Asked) => CauseName

type World = { causes: readonly CauseName[]; kind: 'pmsxchange' | 'propexo'; answers: Answers; exports: Exports }
type Exports = (hotel: string) => string[]

const settingsOf = ({ causes: all, kind }: World) => ({
  version: 1,
  timeZone: 'UTC',
  connections: all.map((cause) => ({
    id: cause,
    kind,
    label: 'Channel',
    url: 'https://channel.invalid/webservices/SIM',
    retry,
    ...(kind === 'propexo' ? { tokenSecret: 'sim' } : { requestorId: 'SIM', username: 'sim', passwordSecret: 'sim' }),
  })),
  folders: all.map((cause) => ({ id: cause, path: `/${cause}`, connection: cause, pattern: `${cause}.*` })),
})

const verdictFor = (cause: CauseName, question: Question): Verdict => {
  const { policy, outcome } = entries[cause]
  const isOfLink = policy === 'outage' || policy === 'pause' || policy === 'throttle'
  return verdictOf(cause, {
    isAnswer: policy !== 'outage' && policy !== 'ask',
    jobId: outcome === 'accepted' ? `job-${cause}` : null,
    // A question that found no answer leaves the job accepted, as the channel judges it.
    ...(question === 'job-status' && (isOfLink || policy === 'probe')
      ? { outcome: 'accepted', policy: isOfLink ? policy : 'poll' }
      : {}),
  })
}

const isCauseOfAll = (name: string): name is CauseName => causeNames.some((cause) => cause === name)

/** Runs a night and gives what is wrong: messages that nobody is named for. */
const nightOf = async (world: World): Promise<string[]> => {
  const here = createParseHere(channels)
  const sim = openSimEngine({
    settings: settingsOf(world),
    script: accepted,
    beatMs: 30_000,
    parse: {
      ...here,
      judge: async ({ id }, question, _result, asked) =>
        verdictFor(isCauseOfAll(id) ? world.answers(id, question, asked) : OWN_END, question),
    },
  })
  try {
    for (const cause of world.causes)
      for (const [n, text] of world.exports(cause).entries()) sim.drop(text, `${cause}.${n}`)
    sim.start()
    await sim.runFor(NIGHT)
    expect(sim.faults).toEqual([])
    const groups = await sim.call('causes.list')
    const told = sim.store().alarms.list()
    const wrong: string[] = []
    for (const { id, connection, state, cause, kind } of sim.messages()) {
      const link = sim.store().links.get(connection)
      const { explanation } = await sim.call('messages.get', { id })
      if (['delivered', 'superseded', 'duplicate', 'handled'].includes(state)) continue
      const isNamed = explanation !== null && explanation.who !== 'nobody'
      const isNamedByPause = groups.some((group) => group.connection === connection && group.who !== 'nobody')
      const isNamedByAlarm = (link.hasAlarmed || link.hasThrottleAlarmed) && ['confirming', 'sending'].includes(state)
      if (!isNamed && !isNamedByPause && !isNamedByAlarm)
        wrong.push(`${connection}: nobody is named for the ${kind} message, ${state} for ${cause}`)
      // What makes the level `attention` and rings: a failure, a question, a pause, an outage or throttling
      // past its alarm.
      if (!told.some((alarm) => alarm.connection === connection && alarm.toldAt !== null))
        wrong.push(`${connection}: no alarm was told for the ${kind} message, ${state} for ${cause}`)
    }
    expect(new Set(sim.messages().map(({ connection }) => connection)).size).toBe(world.causes.length)
    return wrong
  } finally {
    await sim.end()
  }
}

const booking = (hotel: string, n: number) => newBooking({ reservationId: `${hotel}-${n}`, hotelCode: hotel })
const three: Exports = (hotel) => [booking(hotel, 1), booking(hotel, 2), booking(`${hotel}-b`, 3)]
const write: Exports = (hotel) => [
  JSON.stringify({ method: 'POST', path: '/v1/bookings', reference: hotel, body: { room: 'DBL' } }),
]

it('looks at every case that the rules tell apart', () => {
  expect(ofReplies.length).toBeGreaterThan(100)
  expect(new Set(causes.map(caseOf))).toEqual(new Set(ofReplies.map(caseOf)))
  expect(ofAll.length).toBeGreaterThan(12)
})

describe('a channel that answers the same for ever names a person for every message', () => {
  it.each<[string, World]>([
    [
      'to one booking, and to the test call',
      { causes: ofAll, kind: 'pmsxchange', answers: (cause) => cause, exports: (hotel) => [booking(hotel, 1)] },
    ],
    [
      'to all bookings, while the test call passes',
      {
        causes: ofAll,
        kind: 'pmsxchange',
        answers: (cause, question) => (question === 'test' ? 'delivered' : cause),
        exports: three,
      },
    ],
    [
      'to one message, while others get through',
      {
        causes: ofAll,
        kind: 'pmsxchange',
        answers: (cause, _, { kind }) => (kind === 'availability' ? cause : 'delivered'),
        exports: (hotel) => [availability({ hotelCode: hotel }), ...three(hotel)],
      },
    ],
    [
      'to a write that becomes a job, and to all questions',
      { causes, kind: 'propexo', answers: (cause) => cause, exports: write },
    ],
    [
      'to the question about a job',
      {
        causes,
        kind: 'propexo',
        answers: (cause, question) => (question === 'job-status' ? cause : 'job-accepted'),
        exports: write,
      },
    ],
  ])('%s', async (_, world) => {
    expect(await nightOf(world)).toEqual([])
  })
})
