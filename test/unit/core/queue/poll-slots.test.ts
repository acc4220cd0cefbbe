import { expect, it } from 'vitest'
import { pollSlots } from '../../../../main/core/queue/poll-slots.ts'

it.each([
  ['nothing is free', { slots: 0, isWriteDue: false, polls: 0, writes: 0 }, 0],
  ['no write is due', { slots: 3, isWriteDue: false, polls: 90, writes: 0 }, 3],
  ['one slot stays for the one write', { slots: 3, isWriteDue: true, polls: 90, writes: 0 }, 2],
  ['the last slot goes to questions, which had less', { slots: 1, isWriteDue: true, polls: 10, writes: 90 }, 1],
  ['the last slot goes to the write, which had less', { slots: 1, isWriteDue: true, polls: 90, writes: 10 }, 0],
])('%s', (_, input, expected) => {
  expect(pollSlots(input)).toBe(expected)
})
