import type { CauseName } from '../../playbook/entries.ts'
import type { Asked } from '../verdict.ts'

/** One thing the far system said, as text with its code where it named one. */
export type FarWord = { text: string; code: string | null }

const MAX_WORDS = 50
const MAX_DEPTH = 8

/** Parses JSON text from outside; undefined for anything that is none. */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // not JSON is an everyday answer: the caller shows it as text
  }
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A value's own property; nothing from the prototype. */
export const own = (value: unknown, name: string): unknown =>
  isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined

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

const codeOf = (value: Record<string, unknown>): string | null => {
  const found = codeKeys
    .map((key) => own(value, key))
    .find((code) => typeof code === 'string' || typeof code === 'number')
  return found === undefined || String(found).length > 60 ? null : String(found)
}

const collect = (value: unknown, code: string | null, depth: number, into: FarWord[]): void => {
  if (into.length >= MAX_WORDS || depth > MAX_DEPTH || value === null || value === undefined) return
  if (typeof value === 'string') {
    const inner = /^\s*[[{"]/.test(value) ? parseJson(value) : undefined
    if (inner !== undefined) collect(inner, code, depth + 1, into)
    else if (value.trim() !== '') into.push({ text: value.trim(), code })
  } else if (Array.isArray(value)) for (const item of value) collect(item, code, depth + 1, into)
  else if (isRecord(value)) {
    const before = into.length
    const named = codeOf(value) ?? code
    for (const key of textKeys) collect(own(value, key), named, depth + 1, into)
    // An object of another make: shown as it is rather than hidden.
    if (into.length === before && Object.keys(value).length > 0) into.push({ text: JSON.stringify(value), code: named })
  } else into.push({ text: String(value), code })
}

/** The far system's words in an `errors` list: texts, JSON, JSON written as text (also twice), arrays and nested shapes. */
export const farWords = (errors: unknown): FarWord[] => {
  const words: FarWord[] = []
  collect(errors, null, 0, words)
  return words.filter(
    (word, n) => words.findIndex((other) => other.text === word.text && other.code === word.code) === n,
  )
}

/** Laid out to be read: one line each, with the code behind it. */
export const layOut = (words: readonly FarWord[]): string | null =>
  words.length === 0
    ? null
    : words.map(({ text, code }) => (code === null || text.includes(code) ? text : `${text} (${code})`)).join('\n')

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

/** The cause of a failed job from the far system's words; of several the one that needs a person most. No sign: `job-failed`. */
export const causeOfWords = (words: readonly FarWord[], asked: Asked): CauseName => {
  const causes = words.map(({ text, code }) => {
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
