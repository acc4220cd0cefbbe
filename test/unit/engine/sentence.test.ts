import { expect, it } from 'vitest'
import { createTexts } from '../../../main/adapters/texts.ts'
import type { CauseName } from '../../../main/core/playbook/entries.ts'
import { type Situation, sentenceOf } from '../../../main/engine/view/sentence.ts'
import { aLink } from '../core/queue/records.ts'

/** Which of several things that are wrong at once is the one sentence. */

const t = createTexts().in('en')
const calm: Situation = {
  isSending: true,
  isStarting: false,
  isTakingOver: false,
  reservations: { needSomeone: 0, arrivingToday: 0, onTheWay: 0 },
  connections: [],
  folders: [],
  loss: null,
  settings: null,
  formerFolder: null,
  hasAnything: true,
  now: 0,
}
const said = (given: Partial<Situation>) => sentenceOf({ ...calm, ...given }, t, () => '08:00')
const paused = (label: string, pauseCause: CauseName) => ({
  label,
  link: aLink({ pauseCause }),
  pause: null,
  pauseTitle: `${label} refuses the password`,
  held: 2,
})
const loss = { level: 'attention', sentence: 'Lost', detail: 'Compare' } as const

it('a pause that somebody chose hides neither a refused password nor a loss', () => {
  const chosen = paused('Chosen', 'paused-by-person')
  const refused = paused('Refused', 'wrong-password')
  expect(said({ connections: [chosen] }).sentence).toContain('Chosen')
  expect(said({ connections: [chosen], loss })).toEqual(loss)
  for (const connections of [
    [chosen, refused],
    [refused, chosen],
  ]) {
    expect(said({ connections }).detail).toBe('Refused refuses the password')
    expect(said({ connections, loss }).detail).toBe('Refused refuses the password')
  }
})
