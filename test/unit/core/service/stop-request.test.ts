import { expect, it } from 'vitest'
import { isInForce, LONGEST_REQUEST_MS } from '../../../../main/core/service/stop-request.ts'

const request = { id: 'a', askedAt: 1_000_000, endsAt: 1_160_000, by: 'hotel IT' }

it.each([
  ['at once', 1_000_000, true],
  ['to its last millisecond', 1_159_999, true],
  ['no longer at its end', 1_160_000, false],
  ['where the clock stepped back a little', 950_000, true],
  ['not when it is from the future', 900_000, false],
])('a request to stop counts %s', (_when, now, expected) => {
  expect(isInForce(request, now)).toBe(expected)
})

it('no request counts for more than an hour, whatever it says', () => {
  const endless = { ...request, endsAt: Number.MAX_SAFE_INTEGER }
  expect(isInForce(endless, request.askedAt + LONGEST_REQUEST_MS - 1)).toBe(true)
  expect(isInForce(endless, request.askedAt + LONGEST_REQUEST_MS)).toBe(false)
})
