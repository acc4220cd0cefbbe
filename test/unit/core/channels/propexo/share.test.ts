import { expect, it } from 'vitest'
import { paceOf, pollSlots } from '../../../../../main/core/channels/propexo/share.ts'

it.each([
  ['nothing is free', { slots: 0, isWriteDue: false, polls: 0, writes: 0 }, 0],
  ['no write is due', { slots: 3, isWriteDue: false, polls: 90, writes: 0 }, 3],
  ['one slot stays for the one write', { slots: 3, isWriteDue: true, polls: 90, writes: 0 }, 2],
  ['the last slot goes to questions, which had less', { slots: 1, isWriteDue: true, polls: 10, writes: 90 }, 1],
  ['the last slot goes to the write, which had less', { slots: 1, isWriteDue: true, polls: 90, writes: 10 }, 0],
])('%s', (_, input, expected) => {
  expect(pollSlots(input)).toBe(expected)
})

it('leaves room for a test call in a pace that has room', () => {
  expect(paceOf({ perMinute: 150, concurrent: 3 })).toEqual({ perMinute: 148, concurrent: 3 })
  expect(paceOf({ perMinute: 10, concurrent: 1 })).toEqual({ perMinute: 10, concurrent: 1 })
  expect(paceOf(null)).toBeNull()
})
