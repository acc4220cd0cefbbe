import { describe, expect, it } from 'vitest'
import { createTexts } from '../../../../main/adapters/texts.ts'
import type { CauseName } from '../../../../main/core/playbook/entries.ts'
import { type ExplainInput, explain, titleOf } from '../../../../main/core/playbook/explain.ts'
import { type SupportInput, supportText } from '../../../../main/core/playbook/support-text.ts'
import { withoutGuest } from '../../../../main/core/playbook/without-guest.ts'

const texts = createTexts()
const en = texts.in('en')
const de = texts.in('de')

const input = (cause: CauseName, given: Partial<ExplainInput> = {}): ExplainInput => ({
  cause,
  facts: {},
  kind: 'new',
  connection: { label: 'SiteMinder' },
  contacts: {},
  times: { nextAt: null, alarmAt: null, giveUpAt: null },
  formatTime: (at) => new Date(at).toISOString().slice(11, 16),
  ...given,
})
const HOUR = 3_600_000

describe('whether a resend helps', () => {
  const facts = { isRepeatRisky: false, isOvertaken: false }
  const said = (cause: CauseName, resend: Partial<typeof facts>, kind: ExplainInput['kind'] = 'availability') =>
    explain(input(cause, { kind, resend: { ...facts, ...resend } }), en)

  it('is said of the message: of no use once newer numbers went past it, with the way out', () => {
    for (const cause of ['room-type-unknown', 'outage-too-long', 'channel-could-not'] as const) {
      const stale = said(cause, { isOvertaken: true })
      expect(stale).toMatchObject({ resend: 'useless', title: said(cause, {}).title })
      expect(stale.what).toMatch(/Newer data .* was delivered since/)
      expect(stale.steps[0]).toMatch(/full export/)
      expect(stale.will).toBe(said('availability-needs-refresh', {}).will)
    }
    expect(said('availability-needs-refresh', { isOvertaken: true }).what).not.toMatch(/was delivered since/)
  })

  it('is a risk where a repeat may make a second record, whatever the cause says', () => {
    expect(said('outage-too-long', {}, 'new').resend).toBe('helps')
    expect(said('outage-too-long', { isRepeatRisky: true }, 'new').resend).toBe('risky')
    expect(said('name-missing', { isRepeatRisky: true }, 'new').resend).toBe('useless')
  })
})

describe('explain', () => {
  it('names the thing where it is known, and reads well where it is not', () => {
    expect(explain(input('room-type-unknown', { facts: { roomType: 'DLXV' } }), en).title).toBe(
      'SiteMinder does not know room type DLXV',
    )
    expect(explain(input('room-type-unknown'), en).title).toBe('SiteMinder does not know the room type')
    expect(explain(input('part-missing', { facts: { thing: 'hotelCode' } }), de).title).toBe(
      'SiteMinder vermisst den Hotel-Code',
    )
    expect(titleOf(input('part-missing', { facts: { thing: 'not-a-thing' } }), en)).toBe(
      'Something is missing that SiteMinder needs',
    )
  })

  it('says what happens by itself with the times of the ladder', () => {
    const times = { nextAt: 14.5 * HOUR, alarmAt: 15 * HOUR, giveUpAt: 20 * HOUR }
    const { will, who } = explain(input('unavailable', { times }), en)
    expect(who).toBe('nobody')
    for (const time of ['14:30', '15:00', '20:00']) expect(will).toContain(time)
    expect(explain(input('unavailable'), en).will).not.toMatch(/\d\d:\d\d/)
    expect(explain(input('wrong-password', { times: { ...times, alarmAt: null } }), de).will).toContain('14:30')
    expect(
      explain(input('job-maintenance', { times: { nextAt: 9 * HOUR, alarmAt: null, giveUpAt: null } }), en).will,
    ).toContain('09:00')
  })

  it('names the person from the contacts, as far as they are filled in', () => {
    const first = (contacts: ExplainInput['contacts'], t = en) =>
      explain(input('wrong-password', { contacts }), t).steps[0] ?? ''
    expect(first({})).toMatch(/^Call hotel IT\. /)
    expect(first({ 'hotel-it': { name: 'Jana Brandt' } })).toMatch(/^Call Jana Brandt, hotel IT\. /)
    expect(first({ 'hotel-it': { phone: '+49 1' } })).toMatch(/^Call hotel IT: \+49 1\. /)
    expect(first({ 'hotel-it': { name: 'Jana Brandt', phone: '+49 1', hours: 'from 08:00' } })).toMatch(
      /^Call Jana Brandt, hotel IT: \+49 1 \(from 08:00\)\. /,
    )
    expect(first({ 'hotel-it': { name: 'Jana Brandt', phone: '+49 1' } }, de)).toMatch(
      /^Rufen Sie Jana Brandt \(Hotel-IT\) an: \+49 1\. /,
    )
  })

  it('speaks of the booking, the cancellation or the rooms, and begins with what is safe', () => {
    expect(explain(input('rate-unknown'), en).what).toMatch(
      /^This booking is safe in your PMS\. SiteMinder does not have it yet\. /,
    )
    expect(explain(input('rate-unknown', { kind: 'cancel' }), en).what).toMatch(
      /^This booking is safe in your PMS, with its cancellation\. /,
    )
    expect(explain(input('unknown-outcome'), en).what).not.toContain('does not have it yet')
    expect(explain(input('delivered'), en).what).not.toContain('safe')
  })

  it('takes room numbers more seriously than a booking', () => {
    const rooms = explain(input('room-type-unknown', { kind: 'availability' }), en)
    expect(rooms).toMatchObject({ urgency: 'this-shift' })
    expect(rooms.what).toContain('may sell rooms that are gone')
    expect(rooms.steps.at(-1)).toContain('Close what is sold out')
    expect(explain(input('room-type-unknown'), en).urgency).toBe('office-hours')
    expect(explain(input('unavailable', { kind: 'availability' }), en).steps).toHaveLength(2)
  })

  it.each(['no-answer', 'answer-cut-off', 'answer-empty', 'answer-too-long', 'gateway-timeout'] as const)(
    'does not say of one that waits that it was sent (%s)',
    (cause) => {
      const tried = explain(input(cause), en).what
      const untried = explain(input(cause, { isUntried: true }), en)
      expect(untried.what).toContain('Nothing has been sent of it yet')
      expect(untried.what).not.toBe(tried)
      expect(untried.what).not.toMatch(/sent the|whether the/)
      expect(untried).toMatchObject({ title: explain(input(cause), en).title, steps: explain(input(cause), en).steps })
      expect(explain(input(cause, { isUntried: true }), de).what).toContain('noch nichts gesendet')
    },
  )

  it('says of one that waits what is wrong with the line, where that is all there is to say', () => {
    expect(explain(input('captive-portal', { isUntried: true }), en)).toEqual(explain(input('captive-portal'), en))
  })

  it('counts the further problems', () => {
    expect(explain(input('rate-unknown', { facts: { more: '1' } }), en).what).toContain('1 more problem.')
    expect(explain(input('rate-unknown', { facts: { more: '3' } }), de).what).toContain('3 weitere Probleme.')
  })

  it('puts facts into sentences as they are, whatever they look like, but not at any length', () => {
    const odd = '{{label}} $t(steps.nothing) <b>'
    expect(explain(input('hotel-unknown', { facts: { hotelCode: odd, label: 'x', count: '9' } }), en).title).toBe(
      `SiteMinder does not know hotel code ${odd}`,
    )
    expect(explain(input('hotel-unknown', { facts: { hotelCode: 'A'.repeat(500) } }), en).title.length).toBeLessThan(
      150,
    )
  })
})

describe('withoutGuest', () => {
  const guest = ['Quillfeather, Ömür Jean-Luc', '+43 660 1234567', 'Straße 12']
  it.each([
    ['Value Quillfeather of Surname', 'Value […] of Surname'],
    ["name 'QUILLFEATHER' and 'omur'", "name '[…]' and '[…]'"],
    ['OEMUER is too long', '[…] is too long'],
    ['Jean-Luc, Jean Luc', '[…]-[…], […] […]'],
    ['call 1234567 in room 12', 'call […] in room 12'],
    ['STRASSE', '[…]'],
    ['card 4111 1111 1111 1111 refused', 'card […] refused'],
    ['mail to ana.m@example.test now', 'mail to […] now'],
    ['Quillfeathers are birds', 'Quillfeathers are birds'],
    ['', ''],
  ])('%s', (text, left) => {
    expect(withoutGuest(text, guest)).toBe(left)
  })

  it('leaves texts alone when there is no guest', () => {
    expect(withoutGuest('Invalid room type DLXV', [])).toBe('Invalid room type DLXV')
    expect(withoutGuest('a b', ['', ' ', ','])).toBe('a b')
  })
})

describe('supportText', () => {
  const support = (given: Partial<SupportInput> = {}): SupportInput => ({
    cause: 'part-wrong',
    facts: { thing: 'surname', path: 'Customer / PersonName / Surname' },
    kind: 'new',
    connection: { label: 'SiteMinder' },
    hotelName: 'Hotel Aurora',
    hotelCode: 'HAUR01',
    reservationId: 'AU-48219',
    attempts: 1,
    firstAttemptAt: 2 * HOUR,
    lastAttemptAt: 3 * HOUR,
    echoToken: 'e-77',
    jobId: null,
    httpStatus: 200,
    vendorText: "Error Type=\"10\": The value 'Quillfeather' of element 'Surname' is not valid.",
    guestValues: ['Quillfeather, Ana'],
    others: 4,
    version: '0.1.0',
    formatTime: (at) => new Date(at).toISOString(),
    ...given,
  })

  it.each([
    ['en', en],
    ['de', de],
  ] as const)('holds the evidence and no guest in %s', (_, t) => {
    const text = supportText(support(), t)
    for (const part of [
      'SiteMinder',
      'Hotel Aurora',
      'HAUR01',
      'AU-48219',
      '1970-01-01T02:00',
      '1970-01-01T03:00',
      'e-77',
      '200',
      'part-wrong',
      'PersonName',
      '[…]',
      '4 ',
    ])
      expect(text).toContain(part)
    expect(text).not.toMatch(/Quillfeather|Ana\b|\{\{|null|undefined/)
  })

  it('leaves out what is not known', () => {
    const text = supportText(
      support({
        hotelCode: null,
        reservationId: null,
        attempts: 0,
        others: 0,
        firstAttemptAt: null,
        lastAttemptAt: null,
        echoToken: null,
        httpStatus: null,
        vendorText: null,
        facts: {},
        jobId: 'j-9',
      }),
      en,
    )
    expect(text).toContain('Job: j-9')
    expect(text).not.toMatch(/EchoToken|status|number|answer was|try/)
  })
})
