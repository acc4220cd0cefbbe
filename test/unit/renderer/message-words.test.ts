import { describe, expect, it } from 'vitest'
import type { MessageDetail } from '../../../main/contract/message.ts'
import { createFormats } from '../../../renderer/i18n/formats.ts'
import { createTexts } from '../../../renderer/i18n/setup.ts'
import { stateLook } from '../../../renderer/parts/looks.ts'
import { arrivesOn, nameOf, spokenName, stateText, titleOf } from '../../../renderer/parts/message-words.ts'
import { buttonsOf, isResendMain } from '../../../renderer/screens/message/message-actions.tsx'
import { message } from '../../support/screens-data.ts'

const now = Date.parse('2026-11-12T04:12:20Z')
const { t } = createTexts('en')

describe('what a message is called', () => {
  it('is the guest, else the kind of update, else the number, else the file', () => {
    expect(nameOf(t, message(now, { id: '1', guest: 'Iyer, Kavya' }))).toBe('Iyer, Kavya')
    expect(nameOf(t, message(now, { id: '1', kind: 'rates' }))).toBe('Rates')
    expect(nameOf(t, message(now, { id: '1' }))).toBe('LH-1')
    expect(nameOf(t, message(now, { id: '1', kind: 'other', reservationId: null, fileName: 'X.xml' }))).toBe('X.xml')
  })

  it('is spoken with the given name first', () => {
    expect(spokenName('van den Berg, Lotte Maria')).toBe('Lotte Maria van den Berg')
    expect(spokenName('Cher')).toBe('Cher')
  })

  it('becomes a title', () => {
    const one = { ...message(now, { id: '1', guest: 'Iyer, Kavya', kind: 'cancel' }), stay: '12–16 Nov' }
    expect(titleOf(t, one)).toBe('Kavya Iyer, cancellation of 12–16 Nov')
    expect(titleOf(t, { ...one, stay: '' })).toBe('Kavya Iyer, cancellation')
    expect(titleOf(t, { ...one, kind: 'availability', guest: null })).toBe('Availability, 12–16 Nov')
  })

  it('is said in staff words', () => {
    const formats = createFormats({ locale: 'en', timeZone: 'Europe/Vienna' })
    const look = stateLook(message(now, { id: '1', nextAttemptAt: now + 60_000 }), now)
    expect(stateText(t, look, formats, now)).toBe('Trying again at 05:13')
  })

  it('arrives today only as a booking', () => {
    const kinds = ['new', 'change', 'cancel', 'availability', 'rates', 'other'] as const
    expect(kinds.filter((kind) => arrivesOn({ kind, arrival: '2026-11-12' }, '2026-11-12'))).toEqual(['new', 'change'])
  })
})

describe('the buttons of a message', () => {
  const buttons = (state: MessageDetail['state'], given: Partial<MessageDetail> = {}) =>
    buttonsOf(message(now, { id: '1', ...given, state }).acts)

  it('ask a person to look, and do not offer to resend, where it may have arrived', () => {
    expect(buttons('unsure')).toEqual(['arrived', 'missing', 'support', 'handled'])
    expect(buttons('confirming', { cause: 'job-never-ends' })).toEqual(['arrived', 'missing', 'handled'])
  })

  it('are none while it is sent or once it was replaced', () => {
    for (const state of ['sending', 'superseded'] as const) expect(buttons(state)).toEqual([])
  })

  it('never offer to resend a file that could not be read', () => {
    expect(buttons('failed', { kind: 'other' })).toEqual(['support', 'handled'])
    expect(buttons('superseded', { kind: 'other' })).toEqual([])
  })

  it('offer an hour only where no reason is needed', () => {
    expect(buttons('failed')).toEqual(['resend', 'later', 'support', 'handled'])
    expect(buttons('waiting')).toEqual(['resend', 'later', 'handled'])
    expect(buttons('delivered')).toEqual(['resend'])
    expect(buttonsOf([{ act: 'resend', needsReason: true }])).toEqual(['resend'])
  })

  it('have Resend as the main one only where that helps now', () => {
    const explanation = { title: '', what: '', who: 'hotel-it', urgency: 'now', steps: [], will: '' } as const
    const isMain = (resend: 'helps' | 'useless' | 'risky') =>
      isResendMain({ state: 'failed', explanation: { ...explanation, steps: [], resend } })
    expect([isMain('helps'), isMain('useless'), isMain('risky')]).toEqual([true, false, false])
  })
})
