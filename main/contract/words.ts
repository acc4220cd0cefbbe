import { z } from 'zod'

/** The closed lists of words that settings, calls, the store and the screens share. */

export const messageKinds = ['new', 'change', 'cancel', 'availability', 'rates', 'other'] as const
export const MessageKind = z.enum(messageKinds)
export type MessageKind = z.infer<typeof MessageKind>

/** Stored states of a message. `held` is derived and never stored. */
export const messageStates = [
  'waiting',
  'sending',
  'confirming',
  'unsure',
  'failed',
  'delivered',
  'superseded',
  'handled',
  'duplicate',
] as const
export const MessageState = z.enum(messageStates)
export type MessageState = z.infer<typeof MessageState>

/** States in which the channel does not have the message yet, or may not have it. */
export const undeliveredStates = ['waiting', 'sending', 'confirming', 'unsure', 'failed'] as const

export const outcomes = [
  'delivered',
  'delivered-with-notes',
  'accepted',
  'retry',
  'throttled',
  'failed',
  'paused',
  'unsure',
] as const
export const Outcome = z.enum(outcomes)
export type Outcome = z.infer<typeof Outcome>

const policies = ['none', 'outage', 'probe', 'throttle', 'fail', 'pause', 'ask', 'poll'] as const
export const Policy = z.enum(policies)
export type Policy = z.infer<typeof Policy>

const actors = ['nobody', 'front-desk', 'hotel-manager', 'hotel-it', 'pms-vendor', 'channel-support'] as const
export const Actor = z.enum(actors)
export type Actor = z.infer<typeof Actor>

const urgencies = ['now', 'this-shift', 'office-hours'] as const
export const Urgency = z.enum(urgencies)
export type Urgency = z.infer<typeof Urgency>

const resendWorths = ['helps', 'useless', 'risky'] as const
export const ResendWorth = z.enum(resendWorths)
export type ResendWorth = z.infer<typeof ResendWorth>

export const levels = ['ok', 'busy', 'attention', 'stopped'] as const
export const Level = z.enum(levels)
export type Level = z.infer<typeof Level>

export const locales = ['en', 'de'] as const
export const Locale = z.enum(locales)
export type Locale = z.infer<typeof Locale>
