import { z } from 'zod'
import { isOwnSecret } from './secret-names.ts'

/**
 * The kinds of value that stand in the settings file, with what is said of a wrong one. Channels build their
 * own fields of them.
 */

export const Id = z.string().regex(/^[A-Za-z0-9_-]{1,40}$/, 'must be 1 to 40 letters, digits, - or _')
/**
 * The name of a secret that a connection sends. Night Porter's own never leave, so no field can name them.
 */
export const SecretName = Id.refine((name) => !isOwnSecret(name), {
  error: 'must be another name; Night Porter keeps this one to itself',
})
export const Label = z.string().trim().min(1, 'must not be empty').max(80, 'must be at most 80 characters')
export const ClockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as 04:00')
export const Positive = z.number().positive('must be greater than 0')

export const TimeZone = z.string().refine(
  (zone) => {
    try {
      return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }))
    } catch {
      return false // Intl throws on a zone it does not know; that is the answer, not a fault
    }
  },
  { error: 'must be a time zone name such as Europe/Vienna' },
)

export const EndPoint = z.string().refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), {
  error: 'must be a full address that begins with https://',
})

export const Retry = z
  .strictObject({
    steps: z.array(Positive.max(3600)).min(1, 'must list at least one number of seconds').max(20),
    alarmAfterMinutes: Positive.max(24 * 60),
    giveUpAfterMinutes: Positive.max(14 * 24 * 60),
  })
  .partial()
  .transform((retry) => ({
    steps: retry.steps ?? [5, 10, 20, 40, 60],
    alarmAfterMinutes: retry.alarmAfterMinutes ?? 30,
    giveUpAfterMinutes: retry.giveUpAfterMinutes ?? 720,
  }))

export const Pace = z.strictObject({
  perMinute: z.int().min(1).max(6000),
  concurrent: z.int().min(1).max(20),
})
export type Pace = z.output<typeof Pace>

/** How many PCs use the channel's limit together: each takes its part of the pace. */
export const SharedBy = z.int().min(1).max(1000)

/** The largest request in bytes, envelope included. */
export const RequestBytes = z
  .int()
  .min(1_024, 'must be at least 1024 bytes')
  .max(64_000_000, 'must be at most 64000000 bytes')
