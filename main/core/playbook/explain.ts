import type { Explanation } from '../../contract/message.ts'
import type { Settings } from '../../contract/settings.ts'
import type { MessageKind, ResendWorth, Urgency } from '../../contract/words.ts'
import type { PlaybookTextKey } from '../ports/text-key.ts'
import type { TextValues, Translate } from '../ports/texts.ts'
import type { ActFacts } from '../queue/acts-of.ts'
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
  /** What is known of this one message: whether a resend helps is said of it, and not of its cause alone. */
  resend?: ActFacts
  /** Its link has been down past the alarm: somebody is named where nobody was before. */
  hasAlarmed?: boolean
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

/**
 * The full text where every fact it names is known, else the plain one, which reads well without; some have
 * one for updates.
 */
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

/**
 * Sentences about what happens by itself that name a time; where there is none they have a plain form, or are
 * left out (null).
 */
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
    input.resend?.isOvertaken && input.cause !== REFRESH ? t('playbook.overtaken', words) : '',
  ]
  return sentences.filter(Boolean).join(' ')
}

const isStuck = (entry: PlaybookEntry): boolean => entry.outcome === 'failed' || entry.outcome === 'paused'

/**
 * Room numbers that do not arrive may sell rooms twice: they never wait for office hours, and somebody looks
 * at the channel.
 */
const urgencyOf = (entry: PlaybookEntry, kind: MessageKind): Urgency =>
  kind === 'availability' && isStuck(entry) && entry.urgency === 'office-hours' ? 'this-shift' : entry.urgency

/** The cause of numbers that newer ones went past. */
const REFRESH = 'availability-needs-refresh'

/**
 * What newer numbers went past is of no use any more; what may make a second record is risky, whatever its
 * cause says.
 */
const resendWorthOf = (entry: PlaybookEntry, resend: ExplainInput['resend']): ResendWorth => {
  if (resend?.isOvertaken) return 'useless'
  return resend?.isRepeatRisky && entry.resend === 'helps' ? 'risky' : entry.resend
}

const stepNamesOf = (entry: PlaybookEntry, kind: MessageKind): readonly string[] =>
  kind === 'availability' && isStuck(entry) && !entry.steps.includes('check-rooms-at-channel')
    ? [...entry.steps, 'check-rooms-at-channel']
    : entry.steps

/**
 * Explains a cause in one language: what happened, who acts, how urgent, what to do, and what Night Porter
 * does by itself and when.
 */
export const explain = (input: ExplainInput, t: Translate): Explanation => {
  const entry = entries[input.cause]
  const words = { ...commonWords(input, t), ...callWords(input, t) }
  const isStale = input.resend?.isOvertaken === true && isStuck(entry)
  /** Mending what the cause names helps the next export; these numbers come with a full one only. */
  const ahead = isStale ? entries[REFRESH] : entry
  const isOverdue = input.hasAlarmed === true && entry.who === 'nobody'
  return {
    title: titleOf(input, t),
    what: whatOf(entry, input, words, t),
    who: isOverdue ? 'channel-support' : entry.who,
    urgency: isOverdue ? 'now' : urgencyOf(entry, input.kind),
    resend: resendWorthOf(entry, input.resend),
    steps: stepNamesOf(ahead, input.kind).map((name) => t(`steps.${name}`, words)),
    will: willOf(ahead, input, words, t),
  }
}
