import { describe, expect, it } from 'vitest'
import { levels, messageStates } from '../../../main/contract/words.ts'
import { matchesFilter, sentenceName, sentenceSight, stateLook } from '../../../renderer/parts/looks.ts'
import { message } from '../../support/screens-data.ts'
import { healthOf } from '../../support/screens-health.ts'
import { createWorld } from '../../support/screens-world.ts'

const now = Date.parse('2026-11-12T04:12:20Z')
const worldOf = (scenario: Parameters<typeof createWorld>[0]) => {
  const world = createWorld(scenario, 'en', now)
  return { health: healthOf(world), causes: world.causes }
}

describe('the look of the sentence', () => {
  it('follows the level', () => {
    expect(worldOf('ok').health.level).toBe('ok')
    for (const scenario of ['ok', 'busy', 'attention', 'stopped'] as const) {
      const { health, causes } = worldOf(scenario)
      expect(sentenceName(health, causes)).toBe(scenario)
    }
  })

  it('is grey for a pause that a person made', () => {
    const { health, causes } = worldOf('paused')
    expect(sentenceName(health, causes)).toBe('paused')
  })

  it('stays red as soon as anything else needs someone', () => {
    const { health, causes } = worldOf('paused')
    const failed = worldOf('attention').causes
    expect(sentenceName(health, [...causes, ...failed])).toBe('attention')
    expect(sentenceName({ ...health, counts: { ...health.counts, failed: 1 } }, causes)).toBe('attention')
    expect(
      sentenceName(
        { ...health, folders: health.folders.map((folder) => ({ ...folder, state: 'missing' as const })) },
        causes,
      ),
    ).toBe('attention')
  })

  it('stays red for a pause that Night Porter made, and until the causes are known', () => {
    const { health, causes } = worldOf('paused')
    const refused = { ...health, connections: health.connections.map((one) => ({ ...one, isPausedByPerson: false })) }
    expect(sentenceName(refused, causes)).toBe('attention')
    expect(sentenceName(health, undefined)).toBe('attention')
  })

  it('never tells two looks apart by colour alone', () => {
    const glyphs = [...levels, 'paused' as const].map((name) => sentenceSight(name).glyph)
    expect(new Set(glyphs).size).toBe(glyphs.length)
  })
})

describe('the state of a message', () => {
  it('has a look and a word of its own for every stored state', () => {
    const looks = messageStates.map((state) => stateLook(message(now, { id: '1', state }), now))
    expect(new Set(looks.map(({ word }) => word)).size).toBe(messageStates.length)
  })

  it('tells the time of the next try while that lies ahead', () => {
    expect(stateLook(message(now, { id: '1', nextAttemptAt: now + 1 }), now)).toMatchObject({
      word: 'again',
      at: now + 1,
    })
    expect(stateLook(message(now, { id: '1', nextAttemptAt: now }), now)).toMatchObject({ word: 'waiting', at: null })
  })

  it('is held behind another message or a pause, but not in an outage: there it has a next try', () => {
    const heldBy = (kind: 'message' | 'pause' | 'outage') =>
      stateLook(message(now, { id: '1', nextAttemptAt: now + 1, heldBy: { kind, id: 'x' } }), now).word
    expect([heldBy('message'), heldBy('pause'), heldBy('outage')]).toEqual(['held', 'held', 'again'])
  })

  it('belongs to exactly one filter besides all', () => {
    for (const state of messageStates) {
      const filters = (['attention', 'on-the-way', 'delivered', 'closed'] as const).filter((show) =>
        matchesFilter({ state }, show),
      )
      expect(filters, state).toHaveLength(1)
      expect(matchesFilter({ state }, 'all')).toBe(true)
    }
  })
})
