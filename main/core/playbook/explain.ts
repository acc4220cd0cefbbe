import type { Explanation } from '../../contract/message.ts'
import type { Settings } from '../../contract/settings.ts'
import type { MessageKind, Urgency } from '../../contract/words.ts'
import type { PlaybookTextKey } from '../ports/text-key.ts'
import type { TextValues, Translate } from '../ports/texts.ts'
import { isBookingTerm } from './booking-terms.ts'
import { type CauseName, entries } from './entries.ts'
import type { PlaybookEntry } from './entry.ts'

type Contacts = Settings['contacts']
type ContactRole = keyof Contacts

/** Epoch ms; null where nothing of the kind is ahead. */
type LadderTimes = { nextAt: number | null; alarmAt: number | null; giveUpAt: number | null }

export type TitleInput = {
  cause: CauseName
  /** As the verdict gave them. */
  facts: Readonly<Record<string, string>>
  /** `other` for a connection or a group as a whole. */
  kind: MessageKind
  connection: { label: string }
}

export type ExplainInput = TitleInput & {
  contacts: Contacts
  times: LadderTimes
  /** It waits for the line and has not been sent: what is said of the one that was must not be said of it. */
  isUntried?: boolean
  /** Writes a time as staff read it, in the hotel's time zone. */
  formatTime: (at: number) => string
}

const LONGEST_FACT = 80

const factWords = (facts: TitleInput['facts'], t: Translate): TextValues => {
  const words = Object.entries(facts).filter(([name, value]) => name !== 'thing' && name !== 'count' && value !== '')
  const thing = facts.thing
  return {
    ...Object.fromEntries(words.map(([name, value]) => [name, value.slice(0, LONGEST_FACT)])),
    ...(thing !== undefined && isBookingTerm(thing) ? { thing: t(`playbook.thing.${thing}`) } : {}),
  }
}

const commonWords = ({ facts, kind, connection }: TitleInput, t: Translate): TextValues => ({
  ...factWords(facts, t),
  label: connection.label,
  item: t(`playbook.item.${kind}`),
  booking: t(`playbook.booking.${kind}`),
})

/** The full text where every fact it names is known, else the plain one, which reads well without; some have one for updates. */
const textOf = ({ cause, kind }: TitleInput, part: 'title' | 'what', words: TextValues, t: Translate): string => {
  const { needs, isWordedByKind } = entries[cause]
  const key: PlaybookTextKey = `causes.${cause}.${part}`
  if (isWordedByKind && (kind === 'availability' || kind === 'rates')) return t(`${key}-update`, words)
  return t(needs.every((name) => words[name] !== undefined) ? key : `${key}-plain`, words)
}

/** The title of a cause: short, without jargon, naming the thing where it is known. */
export const titleOf = (input: TitleInput, t: Translate): string => textOf(input, 'title', commonWords(input, t), t)

const call = (role: ContactRole, contacts: Contacts, label: string, t: Translate): string => {
  const { name, phone, hours } = contacts[role] ?? {}
  const start = name ? t(`playbook.call.${role}-named`, { name, label }) : t(`playbook.call.${role}`, { label })
  const end = `playbook.call.end${phone ? '-phone' : ''}${hours ? '-hours' : ''}` as const
  return start + t(end, { phone: phone ?? '', hours: hours ?? '' })
}

const callWords = ({ contacts, connection }: ExplainInput, t: Translate): TextValues => {
  const to = (role: ContactRole) => call(role, contacts, connection.label, t)
  return {
    callHotelIt: to('hotel-it'),
    callVendor: to('pms-vendor'),
    callSupport: to('channel-support'),
    callManager: to('hotel-manager'),
  }
}

/** Sentences about what happens by itself that name a time; where there is none they have a plain form, or are left out (null). */
const timed: Readonly<Record<string, { at: keyof LadderTimes; plain: string | null }>> = {
  next: { at: 'nextAt', plain: 'next-plain' },
  alarm: { at: 'alarmAt', plain: 'alarm-plain' },
  'give-up': { at: 'giveUpAt', plain: null },
  'probing-ends': { at: 'alarmAt', plain: 'probing-ends-plain' },
  'test-next': { at: 'nextAt', plain: 'test-next-plain' },
  'hotel-probe': { at: 'nextAt', plain: 'hotel-probe-plain' },
  'stays-or-hour': { at: 'nextAt', plain: 'stays-or-hour-plain' },
  'asks-again': { at: 'nextAt', plain: 'asks-again-plain' },
  'poll-alarm': { at: 'alarmAt', plain: 'poll-alarm-plain' },
  'goes-soon': { at: 'nextAt', plain: 'goes-soon-plain' },
  resumes: { at: 'nextAt', plain: 'resumes-plain' },
}

const willOf = (entry: PlaybookEntry, input: ExplainInput, words: TextValues, t: Translate): string => {
  const sentences = entry.will.map((name) => {
    const rule = timed[name]
    if (rule === undefined) return t(`will.${name}`, words)
    const at = input.times[rule.at]
    if (at !== null) return t(`will.${name}`, { ...words, [rule.at]: input.formatTime(at) })
    return rule.plain === null ? '' : t(`will.${rule.plain}`, words)
  })
  return sentences.filter(Boolean).join(' ')
}

/** Causes of the line that speak of a request that went out and of its answer. */
const isOfSomethingSent = ({ policy, opening }: PlaybookEntry): boolean => policy === 'outage' && opening === 'safe'

const whatOf = (entry: PlaybookEntry, input: ExplainInput, words: TextValues, t: Translate): string => {
  const more = Number(input.facts.more ?? 0)
  if (input.isUntried && isOfSomethingSent(entry))
    return [
      t(`playbook.safe.${input.kind}`, words),
      t(`playbook.missing.${input.kind}`, words),
      t('playbook.untried', words),
    ].join(' ')
  const sentences = [
    entry.opening === 'none' ? '' : t(`playbook.safe.${input.kind}`, words),
    entry.opening === 'safe-and-missing' ? t(`playbook.missing.${input.kind}`, words) : '',
    textOf(input, 'what', words, t),
    more > 0 ? t('playbook.more', { ...words, count: more }) : '',
  ]
  return sentences.filter(Boolean).join(' ')
}

const isStuck = (entry: PlaybookEntry): boolean => entry.outcome === 'failed' || entry.outcome === 'paused'

/** Room numbers that do not arrive may sell rooms twice: they never wait for office hours, and somebody looks at the channel. */
const urgencyOf = (entry: PlaybookEntry, kind: MessageKind): Urgency =>
  kind === 'availability' && isStuck(entry) && entry.urgency === 'office-hours' ? 'this-shift' : entry.urgency

const stepNamesOf = (entry: PlaybookEntry, kind: MessageKind): readonly string[] =>
  kind === 'availability' && isStuck(entry) && !entry.steps.includes('check-rooms-at-channel')
    ? [...entry.steps, 'check-rooms-at-channel']
    : entry.steps

/** Explains a cause in one language: what happened, who acts, how urgent, what to do, and what Night Porter does by itself and when. */
export const explain = (input: ExplainInput, t: Translate): Explanation => {
  const entry = entries[input.cause]
  const words = { ...commonWords(input, t), ...callWords(input, t) }
  return {
    title: titleOf(input, t),
    what: whatOf(entry, input, words, t),
    who: entry.who,
    urgency: urgencyOf(entry, input.kind),
    resend: entry.resend,
    steps: stepNamesOf(entry, input.kind).map((name) => t(`steps.${name}`, words)),
    will: willOf(entry, input, words, t),
  }
}
