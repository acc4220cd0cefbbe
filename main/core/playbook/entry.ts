import type { Actor, Outcome, Policy, ResendWorth, Urgency } from '../../contract/words.ts'

export const families = [
  'done',
  'link',
  'server',
  'setup',
  'data',
  'mapping',
  'order',
  'job',
  'file',
  'queue',
  'unknown',
  'note',
] as const
export type Family = (typeof families)[number]

/**
 * Who sets the cause: the judgement on a reply, the engine by its own rules, or the reading of an export
 * file.
 */
type CauseSource = 'reply' | 'engine' | 'file'

/**
 * One cause of the playbook: everything about it but its words, which stand in assets/locales under
 * `causes.<cause>`.
 */
export type PlaybookEntry = {
  family: Family
  source: CauseSource
  outcome: Outcome
  policy: Policy
  who: Actor
  urgency: Urgency
  resend: ResendWorth
  /**
   * What `what` begins with: safe in the PMS and not yet there, safe in the PMS only, or nothing of the kind.
   */
  opening: 'safe-and-missing' | 'safe' | 'none'
  /** Names of the steps, in reading order; their texts stand under `steps.<name>`. */
  steps: readonly string[]
  /** Names of the sentences that say what Night Porter does by itself; texts under `will.<name>`. */
  will: readonly string[]
  /**
   * Facts that the full title and `what` name. Where one is missing the texts `title-plain` and `what-plain`
   * are shown.
   */
  needs: readonly string[]
  /** Availability and rates have texts of their own, `title-update` and `what-update`: they know no stay. */
  isWordedByKind: boolean
  /** The channel refuses the hotel, not the booking: its lane is held and probed each hour. */
  holdsLane: boolean
  /**
   * The test call may pass all the same (a ping names no PMS code): a message must show that the fault is
   * over.
   */
  isBeyondTest: boolean
  /**
   * The address or the protocol is wrong, not the booking: three order keys in a row pause the connection.
   */
  isSetup: boolean
}

type Given = Partial<PlaybookEntry>

const base: PlaybookEntry = {
  family: 'unknown',
  source: 'reply',
  outcome: 'failed',
  policy: 'fail',
  who: 'channel-support',
  urgency: 'office-hours',
  resend: 'useless',
  opening: 'safe-and-missing',
  steps: [],
  will: ['stays'],
  needs: [],
  isWordedByKind: false,
  holdsLane: false,
  isBeyondTest: false,
  isSetup: false,
}

/** Settled well, perhaps with a remark: nobody acts. */
export const done = (given: Given = {}): PlaybookEntry => ({
  ...base,
  family: 'done',
  outcome: 'delivered-with-notes',
  policy: 'none',
  who: 'nobody',
  opening: 'none',
  steps: ['nothing'],
  will: ['finished'],
  ...given,
})

/** The link is down: one probe at a time, nobody acts before the alarm. */
export const outage = (given: Given = {}): PlaybookEntry => ({
  ...base,
  family: 'link',
  outcome: 'retry',
  policy: 'outage',
  who: 'nobody',
  resend: 'helps',
  steps: ['nothing', 'support-if-long'],
  will: ['next', 'goes-out', 'alarm', 'give-up'],
  ...given,
})

/** The channel has a fault of its own with this message: tried again on its own ladder, the rest flow. */
export const probe = (given: Given = {}): PlaybookEntry => ({
  ...base,
  family: 'server',
  outcome: 'retry',
  policy: 'probe',
  who: 'nobody',
  resend: 'helps',
  steps: ['nothing', 'support-if-long'],
  will: ['next', 'others-flow', 'probing-ends'],
  ...given,
})

/** Refused for good: never sent again by itself. */
export const fail = (given: Given = {}): PlaybookEntry => ({ ...base, family: 'data', urgency: 'this-shift', ...given })

/** The whole connection stops until the set-up is mended and its test passes. */
export const pause = (given: Given = {}): PlaybookEntry => ({
  ...base,
  family: 'setup',
  outcome: 'paused',
  policy: 'pause',
  who: 'hotel-it',
  urgency: 'now',
  resend: 'useless',
  will: ['test-next', 'releases'],
  ...given,
})

/** It may have arrived: a person looks, nothing is sent again before. */
export const ask = (given: Given = {}): PlaybookEntry => ({
  ...base,
  family: 'queue',
  outcome: 'unsure',
  policy: 'ask',
  who: 'front-desk',
  urgency: 'this-shift',
  resend: 'risky',
  opening: 'safe',
  steps: ['look-first', 'say-arrived', 'say-not-arrived'],
  will: ['asks', 'later-ones-wait'],
  ...given,
})
