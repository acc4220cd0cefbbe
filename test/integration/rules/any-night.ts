import Sqlite from 'better-sqlite3'
import { expect } from 'vitest'
import { createTexts } from '../../../main/adapters/texts.ts'
import { locales } from '../../../main/contract/words.ts'
import { isCause } from '../../../main/core/playbook/entries.ts'
import { explain } from '../../../main/core/playbook/explain.ts'
import type { SimAsk } from '../../../main/headless/simulate/sim-channel.ts'
import type { Store } from '../../../main/store/store.ts'
import type { StoredMessage } from '../../../main/store/tables/messages.ts'
import { createMoveReader, forbidMoves } from '../../support/forbidden-moves.ts'
import { HOUR, type openSimEngine } from '../../support/sim-engine.ts'

/** What must hold in any night: a witness that looks at every move of every message and every request. */

type Sim = ReturnType<typeof openSimEngine>

/**
 * Causes whose failures come back by themselves when what stopped them is over (docs/architecture.md#pause).
 */
const comesBack = new Set([
  'outage-too-long',
  'wrong-address',
  'wrong-method',
  'wrong-format',
  'not-supported',
  'wrong-http-version',
])

const texts = createTexts()

/**
 * `isTaken`: the channel took the message, whether or not its reply arrives. `isFinal`: the message must not
 * go again by itself.
 */
type WitnessedAnswer = { name: string; isTaken: boolean; isFinal: boolean }

export type Witness = {
  /** Lets a person act; only now may what failed or was closed go again. */
  acting: <T>(id: string | null, act: () => Promise<T>) => Promise<T>
  /** A request arrives at the channel and is answered so. */
  asked: (ask: SimAsk, answer: WitnessedAnswer) => void
  /** The program is about to die: answers under way will never be heard. */
  dying: () => void
  /** What was seen that must not be. */
  objections: string[]
  /** Everything that the calls show about what is not done. */
  look: () => Promise<void>
  /** Lets go of the database. */
  end: () => void
}

const isHeldBy = (message: StoredMessage, { state }: StoredMessage): boolean => {
  if (state === 'failed') return message.kind === 'change' && !message.isWhole
  return state === 'waiting' || state === 'sending' || state === 'confirming' || state === 'unsure'
}

/** Watches the database of a program that has been started. */
export const createWitness = (sim: Sim): Witness => {
  const answered = new Map<string, WitnessedAnswer>()
  const objections: string[] = []
  const known = new Set<string>()
  const touched = new Set<string>()
  const taken = new Map<string, number>()
  const db = new Sqlite(sim.databasePath)
  forbidMoves(db)
  const newMoves = createMoveReader(db)

  /** Every move since the last look: the database itself refuses what the table forbids. */
  const lookAtMoves = (isByPerson: boolean) => {
    for (const { before, after, causeBefore } of newMoves()) {
      const isBack = after === 'waiting' && before !== 'sending'
      const mayComeBack = isByPerson || (before === 'failed' && comesBack.has(causeBefore ?? ''))
      if (isBack && !mayComeBack) objections.push(`${before} (${causeBefore}) went back to waiting by itself`)
    }
  }

  /** The message that this request carries: the one that is being sent in its lane. */
  const carried = (ask: SimAsk) => {
    const sending = sim.messages().filter(({ state, hotelCode }) => state === 'sending' && hotelCode === ask.hotel)
    if (sending.length !== 1) objections.push(`${sending.length} messages are being sent at once to ${ask.hotel}`)
    return sending[0]
  }

  const asked: Witness['asked'] = (ask, answer) => {
    const message = carried(ask)
    if (!message) return
    for (const earlier of sim.messages())
      if (earlier.orderKey === message.orderKey && earlier.seq < message.seq && isHeldBy(message, earlier))
        objections.push(`${message.kind} went although ${earlier.kind} before it is ${earlier.state}`)
    const before = answered.get(message.id)
    if (before?.isFinal) objections.push(`${message.kind} went again after '${before.name}'`)
    answered.set(message.id, answer)
    if (!answer.isTaken) return
    const last = taken.get(message.orderKey) ?? 0
    // What a person sends again goes out of order by that person's word.
    if (!touched.has(message.id) && message.seq < last)
      objections.push(`${message.orderKey}: ${message.seq} was taken after ${last}`)
    taken.set(message.orderKey, Math.max(last, message.seq))
  }

  const look = async () => {
    lookAtMoves(false)
    const link = sim.store().links.get('sim')
    const causes = new Set((await sim.call('causes.list')).map(({ cause }) => cause))
    const { items } = await sim.call('messages.list', { limit: 500 })
    for (const { id } of items) known.add(id)
    expect(items, 'no message is ever gone').toHaveLength(known.size)
    for (const item of items) {
      if (item.state === 'waiting') expectShown(item, link, causes)
      if (item.state !== 'failed' && item.state !== 'unsure') continue
      expect(causes.has(item.cause ?? ''), `${item.cause} is in Needs attention`).toBe(true)
      expectWords(item)
    }
  }

  type Item = Awaited<ReturnType<typeof sim.call<'messages.list'>>>['items'][number]

  const expectShown = (item: Item, link: ReturnType<Store['links']['get']>, causes: ReadonlySet<string>) => {
    if (item.heldBy?.kind === 'message') {
      const blocker = sim.store().messages.get(item.heldBy.id)
      expect(['waiting', 'sending', 'unsure', 'failed']).toContain(blocker?.state)
      if (blocker?.state === 'unsure' || blocker?.state === 'failed')
        expect(causes.has(`held-behind-${blocker.state}`)).toBe(true)
      return
    }
    if (item.heldBy?.kind === 'pause')
      expect(causes.has(link.pauseCause ?? ''), 'a pause is in Needs attention').toBe(true)
    const isFree = link.pauseCause === null && link.outageCause === null
    expect(
      item.heldBy !== null || item.nextAttemptAt !== null || isFree,
      `${item.id} waits for nothing that is shown`,
    ).toBe(true)
    expect(
      (item.nextAttemptAt ?? 0) - sim.clock.now(),
      'no next time lies further away than an hour',
    ).toBeLessThanOrEqual(HOUR)
  }

  const expectWords = (item: Item) => {
    for (const locale of locales) {
      if (item.cause === null || !isCause(item.cause)) throw new Error(`${item.cause} has no entry in the playbook`)
      const said = explain(
        {
          cause: item.cause,
          facts: {},
          kind: item.kind,
          connection: { label: 'SiteMinder' },
          contacts: {},
          times: { nextAt: null, alarmAt: null, giveUpAt: null },
          formatTime: String,
        },
        texts.in(locale),
      )
      for (const text of [said.title, said.what, ...said.steps])
        expect(text, `${item.cause} ${locale}`).toMatch(/^(?!causes\.|steps\.)[^{]{3,}$/)
    }
    expect(item.explanation?.title).toBeTruthy()
  }

  /**
   * A message whose answer nobody heard goes again where that is the rule, and is a question where a repeat
   * is risky.
   */
  const dying = () => {
    for (const { id, state } of sim.messages()) if (state === 'sending') answered.delete(id)
  }

  return {
    asked,
    dying,
    look,
    objections,
    end: () => db.close(),
    acting: async (id, act) => {
      if (id !== null) {
        touched.add(id)
        answered.delete(id)
      }
      lookAtMoves(false)
      try {
        return await act()
      } finally {
        lookAtMoves(true)
      }
    },
  }
}
