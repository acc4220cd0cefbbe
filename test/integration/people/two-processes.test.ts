import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { MessageState } from '../../../main/contract/words.ts'
import { practiceHotel } from '../../support/night-porter.ts'
import { dataFolder, openIn, writeMessage } from '../lifecycle/hotel.ts'
import { startChild } from '../store-foundation/child.ts'

/**
 * Two real processes act on one message, or on one pause: the second waits for the write lock that the first
 * one holds, and then finds what the first one did. It must not act on what it read before.
 */

const REASON = 'seen at the channel'
const MINUTE = 60_000

type Call = [method: string, input: Record<string, unknown>]

const startPerson = async (data: string, name: string) => {
  const child = startChild('../../people/children/person.ts', data, name)
  const expectLine = async (line: string) => expect(await child.line()).toBe(line)
  const answer = async (): Promise<unknown> => JSON.parse((await child.line()) ?? 'null')
  await expectLine('started')
  return {
    ...child,
    expectLine,
    answer,
    call: async (...[method, input]: Call): Promise<unknown> => {
      child.say(`call ${method} ${JSON.stringify(input)}`)
      await expectLine('asks')
      return answer()
    },
  }
}

/** A data folder with one message for each given state, and two people at it who are not the sender. */
const twoPeople = async (...states: MessageState[]) => {
  const data = dataFolder()
  const folder = join(data, 'export')
  mkdirSync(folder)
  writeFileSync(
    join(data, 'settings.json'),
    JSON.stringify(practiceHotel({ url: 'http://127.0.0.1:9', exportFolder: folder })),
  )
  const store = openIn(data)
  const ids = states.map((state, n) => writeMessage(store, { n, state }).id)
  const [ann, ben] = await Promise.all([startPerson(data, 'Ann'), startPerson(data, 'Ben')])
  /** Ann takes the lock, Ben asks for it with his command, Ann acts and commits. Gives Ben's answer. */
  const afterAnn = async (anns: Call[], bensCommand: string): Promise<unknown> => {
    ann.say(`hold ${JSON.stringify(anns)}`)
    await ann.expectLine('held')
    ben.say(bensCommand)
    await ben.expectLine('asks')
    ann.say('go')
    expect(await ann.answer()).toEqual(anns.map(() => expect.objectContaining({ ok: true })))
    const line = await ben.line()
    return line === 'kept' ? line : JSON.parse(line ?? 'null')
  }
  return { store, ids, ann, ben, afterAnn }
}

const wrongState = { ok: false, error: { code: 'wrong-state' } }

describe('a message that somebody else has just dealt with', () => {
  const close: Call = ['messages.close', { reason: REASON }]
  const arrived: Call = ['messages.settle', { arrived: true, reason: REASON }]
  const missing: Call = ['messages.settle', { arrived: false, reason: REASON }]
  const again: Call = ['messages.resend', {}]

  it('is not touched, and the second person is told so', async () => {
    const cases = [
      { state: 'unsure', first: close, second: missing, stays: 'handled' },
      { state: 'unsure', first: close, second: arrived, stays: 'handled' },
      { state: 'unsure', first: arrived, second: missing, stays: 'delivered' },
      { state: 'unsure', first: missing, second: arrived, stays: 'waiting' },
      { state: 'unsure', first: arrived, second: close, stays: 'delivered' },
      { state: 'failed', first: close, second: again, stays: 'handled' },
      { state: 'waiting', first: close, second: again, stays: 'handled' },
      { state: 'failed', first: close, second: close, stays: 'handled' },
      { state: 'waiting', first: close, second: close, stays: 'handled' },
    ] as const
    const { store, ids, afterAnn } = await twoPeople(...cases.map(({ state }) => state))
    const seen: unknown[] = []
    for (const [n, { first, second }] of cases.entries()) {
      const id = ids[n] ?? ''
      const about = ([method, input]: Call): Call => [
        method,
        { ...input, ...(method === 'messages.resend' ? { ids: [id] } : { id }) },
      ]
      const [method, input] = about(second)
      const answer = await afterAnn([about(first)], `call ${method} ${JSON.stringify(input)}`)
      seen.push({ answer, state: store.messages.get(id)?.state, who: store.acts.list(id).map(({ who }) => who) })
    }
    expect(seen).toMatchObject(cases.map(({ stays }) => ({ answer: wrongState, state: stays, who: ['Ann'] })))
  })

  it('is left out of a resend of many', async () => {
    const { store, ids, afterAnn } = await twoPeople('failed', 'failed')
    const [id = '', other = ''] = ids
    const answer = await afterAnn(
      [['messages.close', { id, reason: REASON }]],
      `call messages.resend ${JSON.stringify({ ids: [id, other] })}`,
    )
    expect(answer).toMatchObject({ ok: true, value: { count: 1 } })
    expect([id, other].map((one) => store.messages.get(one)?.state)).toEqual(['handled', 'waiting'])
  })
})

describe('a pause', () => {
  const pause = (more: Record<string, unknown> = {}): Call => ['connections.pause', { id: 'pmsx', ...more }]
  const resume: Call = ['connections.resume', { id: 'pmsx' }]

  it('that somebody made longer in the moment in which it ends does not end', async () => {
    const { store, ben, afterAnn } = await twoPeople()
    expect(await ben.call(...pause({ until: Date.now() - 1 }))).toMatchObject({ ok: true })
    const until = Date.now() + 60 * MINUTE
    expect(await afterAnn([pause({ until, reason: 'maintenance' })], 'keep 0')).toBe('kept')
    expect(store.links.get('pmsx')).toMatchObject({ pauseCause: 'paused-by-person', pauseUntilAt: until })
    expect(store.links.pause('pmsx')).toMatchObject({ who: 'Ann', reason: 'maintenance' })
  })

  it('is what the last one said: resumed and paused again meanwhile, and the other way round', async () => {
    const { store, afterAnn } = await twoPeople()
    const until = Date.now() + 60 * MINUTE
    const pausing = `call connections.pause ${JSON.stringify({ id: 'pmsx', reason: 'second' })}`
    expect(await afterAnn([pause({ until, reason: 'first' }), resume], pausing)).toMatchObject({ ok: true })
    expect(store.links.get('pmsx')).toMatchObject({ pauseCause: 'paused-by-person', pauseUntilAt: null })
    expect(store.links.pause('pmsx')).toMatchObject({ who: 'Ben', reason: 'second' })
    const resuming = `call connections.resume ${JSON.stringify({ id: 'pmsx' })}`
    expect(await afterAnn([resume, pause({ until })], resuming)).toMatchObject({ ok: true })
    expect(store.links.get('pmsx')).toMatchObject({ pauseCause: null, pauseUntilAt: null })
    expect(store.links.pause('pmsx')).toBeNull()
  })
})

it('a long outage does not fail what somebody handled or asked for in the moment in which it is given up', async () => {
  const { store, ids, afterAnn } = await twoPeople('waiting', 'waiting', 'waiting')
  const [handled = '', asked = '', left = ''] = ids
  store.links.change('pmsx', (link) => ({
    ...link,
    ...{ outageCause: 'connection-refused', outageSinceAt: Date.now(), outageSinceAwake: 0, hasAlarmed: true },
  }))
  const anns: Call[] = [
    ['messages.close', { id: handled, reason: REASON }],
    ['messages.resend', { ids: [asked] }],
  ]
  expect(await afterAnn(anns, `keep ${31 * MINUTE}`)).toBe('kept')
  expect([handled, asked, left].map((id) => store.messages.get(id)?.state)).toEqual(['handled', 'waiting', 'failed'])
})
