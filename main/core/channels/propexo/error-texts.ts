import type { CauseName } from '../../playbook/entries.ts'
import type { Asked } from '../verdict.ts'
import { isRecord, own, parseJson } from './json.ts'

/** One error that the system behind the API named, as text with its code where it gave one. */
export type ErrorText = { text: string; code: string | null }

const MAX_ERRORS = 50
const MAX_DEPTH = 8

const textKeys = [
  'message',
  'detail',
  'details',
  'error',
  'error_message',
  'errorMessage',
  'error_description',
  'title',
  'reason',
  'description',
  'msg',
  'fault',
  'faultstring',
  'errors',
  'data',
  'body',
  'response',
]
const codeKeys = ['code', 'status', 'statusCode', 'status_code', 'errorCode', 'error_code']

const errorCodeOf = (value: Record<string, unknown>): string | null => {
  const found = codeKeys
    .map((key) => own(value, key))
    .find((code) => typeof code === 'string' || typeof code === 'number')
  return found === undefined || String(found).length > 60 ? null : String(found)
}

const collect = (value: unknown, code: string | null, depth: number, into: ErrorText[]): void => {
  if (into.length >= MAX_ERRORS || depth > MAX_DEPTH || value === null || value === undefined) return
  if (typeof value === 'string') {
    const inner = /^\s*[[{"]/.test(value) ? parseJson(value) : undefined
    if (inner !== undefined) collect(inner, code, depth + 1, into)
    else if (value.trim() !== '') into.push({ text: value.trim(), code })
  } else if (Array.isArray(value)) for (const item of value) collect(item, code, depth + 1, into)
  else if (isRecord(value)) {
    const before = into.length
    const named = errorCodeOf(value) ?? code
    for (const key of textKeys) collect(own(value, key), named, depth + 1, into)
    // An object of another make: shown as it is rather than hidden.
    if (into.length === before && Object.keys(value).length > 0) into.push({ text: JSON.stringify(value), code: named })
  } else into.push({ text: String(value), code })
}

/** The errors that the system behind the API named in an `errors` list: texts, JSON, JSON written as text (also twice), arrays and nested shapes. */
export const errorTexts = (errors: unknown): ErrorText[] => {
  const texts: ErrorText[] = []
  collect(errors, null, 0, texts)
  return texts.filter((one, n) => texts.findIndex((other) => other.text === one.text && other.code === one.code) === n)
}

/** Laid out to be read: one line each, with the code behind it. */
export const errorLines = (errors: readonly ErrorText[]): string | null =>
  errors.length === 0
    ? null
    : errors.map(({ text, code }) => (code === null || text.includes(code) ? text : `${text} (${code})`)).join('\n')

const classes: readonly { cause: CauseName; text: RegExp; codes: RegExp }[] = [
  {
    cause: 'job-duplicate',
    text: /\bduplicate\b|already exists|already (?:been )?(?:created|processed|imported|recorded)/i,
    codes: /^409$/,
  },
  { cause: 'job-maintenance', text: /maintenance|scheduled (?:downtime|outage)|wartung/i, codes: /^maintenance$/i },
  {
    cause: 'job-busy',
    text: /rate.?limit|too many requests|throttl|\bbusy\b|record (?:is )?locked|try again/i,
    codes: /^(?:429|busy|rate_limit\w*)$/i,
  },
  {
    cause: 'job-unreachable',
    text: /unavailable|unreachable|unresponsive|(?:could not|cannot|unable to) (?:be )?(?:connect|reach)|(?:did|does|is) not respon|no response|time(?:d|-)? ?-?out|ECONN\w+|\boffline\b|\b(?:is|api|server) down\b|bad gateway/i,
    codes: /^(?:408|502|503|504|ECONN\w+|ETIMEDOUT)$/i,
  },
  {
    cause: 'job-rights',
    text: /unauthori[sz]ed|not authori[sz]ed|forbidden|permission|access denied|credential|invalid (?:api )?(?:key|token)|token (?:has )?expired/i,
    codes: /^(?:401|403)$/,
  },
  {
    cause: 'job-refused',
    text: /\binvalid\b|required|missing|must (?:not )?be|not valid|validation|unprocessable|not found|does not exist|unknown|too long|wrong format|cannot be (?:null|blank|empty)/i,
    codes: /^(?:400|404|422)$/,
  },
]

const weights: readonly CauseName[] = [
  'job-busy',
  'job-unreachable',
  'job-maintenance',
  'job-failed',
  'job-refused',
  'job-rights',
  'job-duplicate',
]

/** The cause of a failed job from the errors named; of several the one that needs a person most. No sign: `job-failed`. */
export const causeOfErrors = (errors: readonly ErrorText[], asked: Asked): CauseName => {
  const causes = errors.map(({ text, code }) => {
    const looked = text.slice(0, 4_000)
    return (
      (
        classes.find((known) => known.text.test(looked)) ??
        classes.find((known) => code !== null && known.codes.test(code))
      )?.cause ?? 'job-failed'
    )
  })
  const worst =
    causes.reduce<CauseName | null>((a, b) => (a === null || weights.indexOf(b) > weights.indexOf(a) ? b : a), null) ??
    'job-failed'
  return worst === 'job-duplicate' && asked.isRepeatAfterUnknown ? 'already-there' : worst
}
