import { z } from 'zod'
import { type FieldProblem, fieldName } from '../contract/settings-problems.ts'
import { otaMessageTypes } from '../core/channels/pmsxchange/ota-messages.ts'

/**
 * The scenario of a rehearsal: which hotels and credentials the channel's stand-in knows, and how it
 * misbehaves. People write it by hand as JSON, so every field but `rules[].do` may be left out, and every
 * mistake is named with what is allowed.
 */

/** A strict object whose complaint about an unknown field lists the fields there are. */
const object = <Fields extends z.ZodRawShape>(fields: Fields) =>
  z.strictObject(fields, {
    error: (issue) =>
      issue.code === 'unrecognized_keys' ? `is not known here; allowed: ${Object.keys(fields).join(', ')}` : undefined,
  })

const Text = z.string().min(1, 'must not be empty')
const Count = z.int('must be a whole number').min(1, 'must be at least 1')
const Ms = z.number().min(0, 'must be 0 or more milliseconds').max(3_600_000, 'must be at most 3600000 milliseconds')

/** OTA writes types and codes as text; people write them as numbers. */
const Code = z.union([z.string().min(1), z.number()], { error: 'must be a text or a number' }).transform(String)

const unitMs: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** A time counted from the start of the scenario, such as `+30s`; becomes milliseconds. */
const Offset = z
  .string('must be a time after the start such as +30s, +500ms, +2m or +1h')
  .transform((text, context) => {
    const parts = /^\+(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text.trim())
    const unit = unitMs[parts?.[2] ?? '']
    if (parts && unit) return Number(parts[1]) * unit
    context.issues.push({
      code: 'custom',
      input: text,
      message: 'must be a time after the start such as +30s, +500ms, +2m or +1h',
    })
    return z.NEVER
  })

const Hotel = object({
  code: Text,
  name: Text.optional(),
  /** Room type codes the channel has mapped. Left out: every room is known. */
  rooms: z.array(Text).optional(),
  /** Rate plan codes the channel has mapped. Left out: every rate is known. */
  rates: z.array(Text).optional(),
  isActive: z.boolean().default(true),
})

/** Practice values, plainly so. They open nothing. */
const Credentials = object({
  requestorId: Text.default('PRACTICE'),
  username: Text.default('practice-user'),
  password: Text.default('practice-only-password'),
  token: Text.default('practice-only-token'),
})

/** What the vendor lists as supported. A scenario may take the other types as well. */
const listedTypes = ['OTA_HotelResNotifRQ', 'OTA_HotelAvailNotifRQ', 'OTA_HotelRateAmountNotifRQ'] as const

const limits = {
  /** pmsXchange requests in one clock minute; left out: no limit. */
  perMinute: Count.optional(),
  /** Job API requests in one clock minute; left out: no limit. */
  jobsPerMinute: Count.optional(),
  maxBytes: Count.default(2 * 1024 * 1024),
  /** Updates of availability or rates in one request. */
  maxUpdates: Count.default(500),
}

/** How a job ends: a status word of the API, any other word (an unknown status), `lost` (404) or `never`. */
const jobFields = {
  pendingPolls: z.int('must be a whole number').min(0, 'must be 0 or more').default(1),
  end: Text.default('SUCCESS'),
  /**
   * Texts are given as they are; anything else is given as stringified JSON, as the API does. Left out: for
   * FAILURE, a maintenance.
   */
  errors: z.array(z.json()).optional(),
  recordId: Text.nullable().optional(),
  jobIdAt: z.enum(['meta', 'top', 'data', 'nowhere']).default('meta'),
  statusAt: z.enum(['top', 'data']).default('data'),
}
const Job = object(jobFields)

const seenKinds = [
  'new',
  'change',
  'cancel',
  'availability',
  'rates',
  'ping',
  'job-status',
  'job-retry',
  'other',
] as const

const Match = object({
  /** Exact, or with `*` for any characters. */
  reservationId: Text.optional(),
  kind: z.enum(seenKinds, `must be one of ${seenKinds.join(', ')}`).optional(),
  hotelCode: Text.optional(),
  /** Path of the request, exact or with `*`. */
  path: Text.optional(),
  method: Text.transform((method) => method.toUpperCase()).optional(),
  /** A piece of text in the body. */
  contains: Text.optional(),
  /** Only the nth request that fits the rest, counted from 1. */
  nth: Count.optional(),
})

export const cuts = ['at-once', 'before-reply', 'mid-reply'] as const

const doFields = {
  status: z.int('must be a whole number').min(200, 'must be 200 to 599').max(599, 'must be 200 to 599').optional(),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.string().optional(),
  /** The reply is a web page: `body`, or the sort of page a proxy or portal shows. */
  html: z.boolean().optional(),
  fault: object({ code: Text.default('SOAP-ENV:Server'), text: Text }).optional(),
  otaError: object({
    type: Code.optional(),
    code: Code.optional(),
    text: z.string().optional(),
    isShortText: z.boolean().optional(),
  }).optional(),
  /** `<Success/>` beside a warning. */
  warning: object({
    type: Code.default('12'),
    code: Code.optional(),
    status: Text.default('NotProcessed'),
    recordId: Text.optional(),
    text: Text.default('Record not processed'),
  }).optional(),
  /** The reply carries this EchoToken instead of the one that was sent. */
  echoToken: z.string().optional(),
  delayMs: Ms.optional(),
  /**
   * `at-once`: nothing was read. `before-reply`, `mid-reply`: the request was processed, its reply does not
   * arrive whole.
   */
  cut: z.enum(cuts, `must be one of ${cuts.join(', ')}`).optional(),
  /** The connection stays open and nothing ever comes. The request is not processed. */
  halfOpen: z.boolean().optional(),
  throttle: z.boolean().optional(),
  job: Job.optional(),
}

/** Fields that each decide the whole reply, so that only one of them can stand in a rule. */
const deciding = ['fault', 'otaError', 'warning', 'halfOpen', 'throttle', 'job'] as const

const Do = object(doFields).superRefine((what, context) => {
  const found = deciding.filter((name) => what[name])
  const second = found[1]
  if (second)
    context.addIssue({
      code: 'custom',
      path: [second],
      message: `cannot stand beside "${found[0]}"; only one of ${deciding.join(', ')} in a rule`,
    })
  if (Object.keys(what).length === 0)
    context.addIssue({ code: 'custom', path: [], message: `must name one of ${Object.keys(doFields).join(', ')}` })
})

const Rule = object({
  match: Match.prefault({}),
  /** The rule stops after so many requests. */
  times: Count.optional(),
  from: Offset.optional(),
  until: Offset.optional(),
  do: Do,
}).superRefine((rule, context) => {
  if (rule.from !== undefined && rule.until !== undefined && rule.until <= rule.from)
    context.addIssue({ code: 'custom', path: ['until'], message: 'must be later than "from"' })
})

/** The scenario schema. One hotel is written as `hotel`, several as `hotels`; both together are fine. */
export const Scenario = object({
  name: Text.optional(),
  hotel: Hotel.optional(),
  hotels: z.array(Hotel).optional(),
  credentials: Credentials.prefault({}),
  limits: object(limits).prefault({}),
  messageTypes: z
    .array(z.enum(otaMessageTypes, `must be one of ${otaMessageTypes.join(', ')}`))
    .default([...listedTypes]),
  /** A second Commit of a reservation that was accepted before. The channel documents neither. */
  onRepeat: z.enum(['accept', 'duplicate'], 'must be accept or duplicate').default('accept'),
  onUnknownChange: z.enum(['accept', 'not-found'], 'must be accept or not-found').default('accept'),
  onUnknownCancel: z.enum(['accept', 'not-found'], 'must be accept or not-found').default('accept'),
  onRepeatedCancel: z.enum(['accept', 'already-cancelled'], 'must be accept or already-cancelled').default('accept'),
  /** How jobs go that no rule speaks of. */
  job: Job.prefault({}),
  rules: z.array(Rule).default([]),
})
  .superRefine((scenario, context) => {
    const codes = new Set<string>(scenario.hotel ? [scenario.hotel.code] : [])
    scenario.hotels?.forEach(({ code }, n) => {
      if (codes.has(code))
        context.addIssue({ code: 'custom', path: ['hotels', n, 'code'], message: `'${code}' is used twice` })
      codes.add(code)
    })
  })
  .transform(({ hotel, hotels, ...rest }) => ({
    ...rest,
    hotels: [...(hotel ? [hotel] : []), ...(hotels ?? [])],
  }))

/** What people write. */
export type ScenarioFile = z.input<typeof Scenario>
/** What the stand-in plays: defaults filled in, times in milliseconds. */
export type Scenario = z.output<typeof Scenario>
export type ScenarioRule = Scenario['rules'][number]
export type Misbehaviour = ScenarioRule['do']
export type ScenarioHotel = Scenario['hotels'][number]
export type JobPlan = Scenario['job']
export type SeenKind = (typeof seenKinds)[number]
export type ScenarioResult = { ok: true; scenario: Scenario } | { ok: false; problems: FieldProblem[] }

/**
 * Reads a scenario from outside. Gives it with all defaults filled in, or every wrong field with what is
 * allowed.
 */
export const parseScenario = (input: unknown): ScenarioResult => {
  const result = Scenario.safeParse(input)
  if (result.success) return { ok: true, scenario: result.data }
  const problems = result.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ field: fieldName([...issue.path, key]), problem: issue.message }))
      : [{ field: fieldName(issue.path) || 'scenario', problem: issue.message }],
  )
  return { ok: false, problems }
}
