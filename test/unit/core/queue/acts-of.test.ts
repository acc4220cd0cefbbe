import { describe, expect, it } from 'vitest'
import { messageKinds, messageStates } from '../../../../main/contract/words.ts'
import { type ActedOn, actsOf, whyNot } from '../../../../main/core/queue/acts-of.ts'
import { close, resend, settledByPerson } from '../../../../main/core/queue/moves.ts'
import { applyTransition } from '../../../../main/core/queue/transition.ts'
import { aMessage, now } from './records.ts'

/** What a person may do with a message: the same answer for the screens and for the calls. */

const acts = (message: Partial<ActedOn>, isRepeatRisky = false, isOvertaken = false) =>
  actsOf(aMessage(message), { isRepeatRisky, isOvertaken }).map(({ act, needsReason }) =>
    needsReason ? `${act}!` : act,
  )

describe('the acts of a message', () => {
  it('go by its state', () => {
    const all = messageStates.map((state) => [state, acts({ state })])
    expect(Object.fromEntries(all)).toEqual({
      waiting: ['resend', 'close!'],
      sending: [],
      confirming: ['close!'],
      unsure: ['settle!', 'resend!', 'support', 'close!'],
      failed: ['resend', 'support', 'close!'],
      delivered: ['resend!'],
      superseded: [],
      handled: ['resend!'],
      duplicate: ['resend!'],
    })
  })

  it('leave out a resend of a file that could not be read', () => {
    expect(acts({ state: 'failed', kind: 'other', messageType: 'file' })).toEqual(['support', 'close!'])
    expect(acts({ state: 'waiting', kind: 'other', messageType: 'file' })).toEqual(['support', 'close!'])
    expect(acts({ state: 'superseded', kind: 'other', messageType: 'file' })).toEqual([])
  })

  it('never hold a resend of what newer numbers went past, confirmed or not', () => {
    const without = messageStates.filter((state) =>
      acts({ state, kind: 'availability' }, false, true).join().includes('resend'),
    )
    expect(without).toEqual([])
    const facts = { isRepeatRisky: false, isOvertaken: true, hasReason: true }
    for (const state of ['waiting', 'unsure', 'failed', 'delivered', 'handled', 'duplicate'] as const)
      expect(whyNot('resend', aMessage({ state, kind: 'rates' }), facts)).toBe('overtaken')
  })

  it('want a reason where a repeat could make a second record, and an answer where a job never ends', () => {
    expect(acts({ state: 'failed' }, true)).toEqual(['resend!', 'support', 'close!'])
    expect(acts({ state: 'confirming', cause: 'job-never-ends' })).toEqual(['settle!', 'close!'])
  })
})

it('are exactly those that the transitions allow', () => {
  for (const state of messageStates)
    for (const kind of messageKinds)
      for (const cause of ['no-answer', 'job-never-ends'] as const)
        for (const [isRepeatRisky = false, isOvertaken = false] of [[], [true], [false, true], [true, true]]) {
          const message = aMessage({ state, kind, cause, messageType: kind === 'other' ? 'file' : 'x' })
          const given = {
            now,
            isRepeatRisky,
            isOvertaken,
            hasReason: true,
            notBefore: null,
            isShownWithHour: () => false,
          }
          const possible = actsOf(message, { isRepeatRisky, isOvertaken })
          const can = (act: string) => possible.some((one) => one.act === act)
          expect(applyTransition(resend, message, given).ok, `resend ${state} ${kind}`).toBe(can('resend'))
          expect(applyTransition(settledByPerson, message, { now, hasArrived: true }).ok).toBe(can('settle'))
          expect(applyTransition(close, message, { now }).ok).toBe(can('close'))
          const facts = { isRepeatRisky, isOvertaken, hasReason: true }
          for (const act of ['resend', 'settle', 'close'] as const)
            expect(whyNot(act, message, facts) === null, `${act} ${state}`).toBe(can(act))
          const withoutReason = applyTransition(resend, message, { ...given, hasReason: false })
          expect(withoutReason.ok).toBe(possible.some(({ act, needsReason }) => act === 'resend' && !needsReason))
        }
})
