import { describe, expect, it } from 'vitest'
import { happeningsOf } from '../../../renderer/screens/message/happened-model.ts'
import { attempt, message } from '../../support/screens-data.ts'

const start = Date.parse('2026-11-12T04:09:02Z')
const at = (seconds: number): number => start + seconds * 1000

describe('what happened', () => {
  it('runs from what comes next down to the capture', () => {
    const detail = message(start, {
      id: '1',
      capturedAt: at(-7),
      attemptList: [attempt(2, at(5)), attempt(1, at(0))],
      next: [
        { at: at(1800), what: 'alarm' },
        { at: at(15), what: 'attempt' },
      ],
      actList: [{ at: at(3), what: 'resent', who: 'T. Weber', reason: null }],
    })
    expect(happeningsOf(detail).map(({ kind, at: moment }) => [kind, moment - start])).toEqual([
      ['next', 15_000],
      ['try', 5000],
      ['act', 3000],
      ['try', 0],
      ['captured', -7000],
    ])
  })

  it('tells the same answer many times over as one line, between the first and the last', () => {
    const attemptList = [0, 5, 15, 35, 75].map((second, index) => attempt(index + 1, at(second)))
    const told = happeningsOf(message(start, { id: '1', capturedAt: at(-7), attemptList }))
    expect(told.map(({ kind }) => kind)).toEqual(['try', 'tries', 'try', 'captured'])
    const between = told[1]
    expect(between?.kind === 'tries' && between.attempts.map(({ n }) => n)).toEqual([2, 3, 4])
    expect(between).toMatchObject({ at: at(5), untilAt: at(35) })
    expect(told[0]).toMatchObject({ isSameAsBefore: true })
    expect(told[2]).toMatchObject({ isSameAsBefore: false })
  })

  it('does not fold answers that differ', () => {
    const statuses = [500, 503, 500, 503, 500]
    const attemptList = statuses.map((httpStatus, index) => attempt(index + 1, at(index), { httpStatus }))
    expect(
      happeningsOf(message(start, { id: '1', capturedAt: at(-7), attemptList })).filter(({ kind }) => kind === 'try'),
    ).toHaveLength(5)
  })

  it('puts a try above the capture of the same moment', () => {
    const detail = message(start, { id: '1', capturedAt: at(0), attemptList: [attempt(1, at(0))] })
    expect(happeningsOf(detail).map(({ kind }) => kind)).toEqual(['try', 'captured'])
  })

  it('names what replaced it', () => {
    expect(happeningsOf(message(start, { id: '1', state: 'superseded', supersededBy: '2' }))[0]).toMatchObject({
      kind: 'replaced',
      by: '2',
    })
  })
})
