import { expect, it } from 'vitest'
import { longestPollMs, pollMs } from '../../../../main/core/queue/poll-interval.ts'

it('grows from the first interval to a minute and stays there', () => {
  const intervals = Array.from({ length: 10 }, (_, polls) => pollMs(5, polls))
  expect(intervals).toEqual([5_000, 7_500, 11_250, 16_875, 25_313, 37_969, 56_953, 60_000, 60_000, 60_000])
  expect(pollMs(5, 100_000)).toBe(60_000)
})

it('begins with fractions of a second in practice, and keeps an interval longer than a minute', () => {
  expect(pollMs(0.2, 0)).toBe(200)
  expect([pollMs(300, 0), pollMs(300, 9), longestPollMs(300)]).toEqual([300_000, 300_000, 300_000])
})
