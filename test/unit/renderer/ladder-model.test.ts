import { describe, expect, it } from 'vitest'
import type { MessageDetail } from '../../../main/contract/message.ts'
import { ladderOf, widthOf } from '../../../renderer/parts/ladder-model.ts'
import { attempt, message } from '../../support/screens-data.ts'

const start = Date.parse('2026-11-12T04:09:02Z')
const at = (seconds: number): number => start + seconds * 1000

const detailOf = (seconds: readonly number[], rest: Partial<MessageDetail> = {}): MessageDetail =>
  message(start, {
    id: '1',
    capturedAt: at(-7),
    // newest first, as the call gives them
    attemptList: seconds.map((second, index) => attempt(index + 1, at(second))).toReversed(),
    ...rest,
  })

describe('the ladder of tries', () => {
  it('puts the tries in order with the waits between them', () => {
    const rungs = ladderOf(detailOf([0, 5, 15, 35], { next: [{ at: at(75), what: 'attempt' }] }))
    expect(rungs.map(({ kind }) => kind)).toEqual(['try', 'try', 'try', 'try', 'next'])
    expect(rungs.map(({ gapMs }) => gapMs)).toEqual([null, 5000, 10_000, 20_000, 40_000])
    expect(rungs.map(({ n }) => n)).toEqual([1, 2, 3, 4, 5])
  })

  it('ends with when somebody is told', () => {
    const next = [
      { at: at(75), what: 'attempt' as const },
      { at: at(1800), what: 'alarm' as const },
      { at: at(43_200), what: 'give-up' as const },
    ]
    const last = ladderOf(detailOf([0, 5], { next })).at(-1)
    expect(last).toMatchObject({ kind: 'then', at: at(1800) })
  })

  it('does not draw an alarm that comes before the next try', () => {
    const next = [
      { at: at(75), what: 'attempt' as const },
      { at: at(60), what: 'alarm' as const },
    ]
    expect(ladderOf(detailOf([0, 5], { next })).at(-1)?.kind).toBe('next')
  })

  it('folds the middle of a long ladder and says how many', () => {
    const rungs = ladderOf(detailOf([0, 5, 15, 35, 75, 135, 195, 255, 315, 375]))
    expect(rungs.map(({ kind }) => kind)).toEqual(['try', 'folded', 'try', 'try', 'try', 'try', 'try'])
    expect(rungs[1]).toMatchObject({ count: 4, at: null })
    expect(rungs.filter(({ kind }) => kind === 'try').map(({ n }) => n)).toEqual([1, 6, 7, 8, 9, 10])
  })

  it('shows seven tries whole', () => {
    expect(ladderOf(detailOf([0, 1, 2, 3, 4, 5, 6]))).toHaveLength(7)
  })

  it('begins a lone try with its capture', () => {
    const rungs = ladderOf(detailOf([0], { state: 'failed' }))
    expect(rungs).toMatchObject([
      { kind: 'captured', at: at(-7), gapMs: null },
      { kind: 'try', gapMs: 7000 },
    ])
  })

  it('shows the way from the capture to the first try', () => {
    expect(ladderOf(detailOf([], { next: [{ at: at(3), what: 'attempt' }] })).map(({ kind }) => kind)).toEqual([
      'captured',
      'next',
    ])
  })

  it('gives every outcome its colour', () => {
    const outcomes = [
      'retry',
      'throttled',
      'failed',
      'paused',
      'unsure',
      'accepted',
      'delivered',
      'delivered-with-notes',
      null,
    ] as const
    const attemptList = outcomes.map((outcome, index) => attempt(index + 1, at(index), { outcome })).slice(0, 7)
    expect(ladderOf(detailOf([], { attemptList })).map(({ tone }) => tone)).toEqual([
      'heal',
      'heal',
      'act',
      'act',
      'act',
      'live',
      'ok',
    ])
    const rest = outcomes.slice(7).map((outcome, index) => attempt(index + 1, at(index), { outcome }))
    expect(ladderOf(detailOf([], { attemptList: rest })).map(({ tone }) => tone)).toEqual(['ok', 'live'])
  })

  it('never lets a clock that was set back draw a negative way', () => {
    expect(ladderOf(detailOf([0, -30, 5])).every(({ gapMs }) => gapMs === null || gapMs >= 0)).toBe(true)
  })

  it('widens with the wait, but slower', () => {
    expect([0, 5000, 10_000, 20_000, 40_000, 3_600_000].map(widthOf)).toEqual([1, 1, 1.5, 2, 2.5, 4])
  })
})
