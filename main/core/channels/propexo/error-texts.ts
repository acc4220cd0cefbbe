import type { CauseName } from '../../playbook/entries.ts'
import type { Predicate } from '../../text/lexicon.ts'
import { causeNamedIn } from '../../text/named-by.ts'
import { type ReadText, readText } from '../../text/senses.ts'
import type { Asked } from '../verdict.ts'
import { isRecord, own, parseJson } from './json.ts'

/**
 * One error that the system behind the API named, as text with its code and the field it is about, where it
 * gave them.
 */
export type ErrorText = { text: string; code: string | null; field: string | null }

/** What surrounds a text: the code and the field of the object that it stands in. */
type Place = Pick<ErrorText, 'code' | 'field'>

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

const fieldKeys = [
  'field',
  'fieldName',
  'field_name',
  'fields',
  'param',
  'parameter',
  'property',
  'path',
  'loc',
  'location',
  'pointer',
  'instancePath',
  'dataPath',
  'attribute',
  'source',
  'key',
]

/**
 * `arrival_date`, `["body", "guest", "email"]`, `/data/attributes/email` and `{ "pointer": … }` as one short
 * name; never a value.
 */
const fieldName = (value: unknown): string | null => {
  if (typeof value === 'string') {
    const name = value
      .trim()
      .replace(/^[#/$.]+/, '')
      .replace(/\//g, '.')
      .replace(/^(?:body|data\.attributes|data)\.(?=.)/, '')
    return /^[\w.\-[\]]{1,80}$/.test(name) ? name : null
  }
  if (Array.isArray(value)) {
    const names = value
      .map((part) => (typeof part === 'number' ? String(part) : fieldName(part)))
      .filter((name) => name !== null)
    return names.length === 0 ? null : fieldName(names.join('.'))
  }
  return isRecord(value) ? fieldOf(value) : null
}

const fieldOf = (value: Record<string, unknown>): string | null =>
  fieldKeys.map((key) => fieldName(own(value, key))).find((name) => name !== null) ?? null

/** Whether a text says that something is wrong, or how it must be. */
const isComplaint = (text: string): boolean => {
  const { senses, clauses } = readText(text)
  return senses.length > 0 || hasMust(clauses)
}

/** `Must be a number`: a rule that a field broke. */
const hasMust = (clauses: ReadText['clauses']): boolean =>
  clauses.some((clause) => clause.some(({ text }) => text === 'must'))

/**
 * An object whose members are named after fields: `{ "email": ["is invalid"], "guest": { "surname": "is
 * required" } }`.
 */
const isByField = (value: Record<string, unknown>): boolean =>
  Object.keys(value).length > 0 &&
  Object.entries(value).every(
    ([name, member]) =>
      fieldName(name) !== null &&
      !textKeys.includes(name) &&
      !codeKeys.includes(name) &&
      ((typeof member === 'string' && isComplaint(member)) ||
        (Array.isArray(member) && member.every((item) => typeof item === 'string'))),
  )

const collect = (value: unknown, place: Place, depth: number, into: ErrorText[]): void => {
  if (into.length >= MAX_ERRORS || depth > MAX_DEPTH || value === null || value === undefined) return
  if (typeof value === 'string') {
    const inner = /^\s*[[{"]/.test(value) ? parseJson(value) : undefined
    if (inner !== undefined) collect(inner, place, depth + 1, into)
    else if (value.trim() !== '') into.push({ text: value.trim(), ...place })
  } else if (Array.isArray(value)) for (const item of value) collect(item, place, depth + 1, into)
  else if (isRecord(value)) {
    const before = into.length
    const named = { code: errorCodeOf(value) ?? place.code, field: fieldOf(value) ?? place.field }
    for (const key of textKeys) {
      const member = own(value, key)
      // Lists of field errors stand below one of these names, whatever the fields are called.
      if (isRecord(member) && isByField(member))
        for (const [field, texts] of Object.entries(member)) collect(texts, { ...named, field }, depth + 2, into)
      else collect(member, named, depth + 1, into)
    }
    if (into.length > before || Object.keys(value).length === 0) return
    if (isByField(value))
      for (const [field, texts] of Object.entries(value)) collect(texts, { ...named, field }, depth + 1, into)
    // An object of another make: shown as it is rather than hidden.
    else into.push({ text: JSON.stringify(value), ...named })
  } else into.push({ text: String(value), ...place })
}

/**
 * The errors that the system behind the API named in an `errors` list: texts, JSON, JSON written as text
 * (also twice), arrays and nested shapes.
 */
export const errorTexts = (errors: unknown): ErrorText[] => {
  const texts: ErrorText[] = []
  collect(errors, { code: null, field: null }, 0, texts)
  return texts.filter(
    (one, n) =>
      texts.findIndex((other) => other.text === one.text && other.code === one.code && other.field === one.field) === n,
  )
}

/**
 * A field as only programs write one, at the beginning of its error: `move_in_date is missing`, `'firstName'
 * must be a text`. One word alone is left away, because it may be a guest's name.
 */
const fieldAtBeginning =
  /^\s*["'`]?([a-z][a-z\d]{0,30}(?:_[a-z\d]{1,30}){1,5}|[a-z][a-z\d]{0,30}(?:[A-Z][a-z\d]{1,30}){1,5})["'`]?(?=[\s:]|$)/

const namedField = ({ field, text }: ErrorText): string | null => field ?? fieldAtBeginning.exec(text)?.[1] ?? null

/** The fields that errors name, as a fact of the explanation; names only, never what stands in them. */
export const fieldFacts = (errors: readonly ErrorText[]): Record<string, string> => {
  const names = [...new Set(errors.flatMap((error) => namedField(error) ?? []))]
  return names.length === 0 ? {} : { fields: names.slice(0, 6).join(', ') }
}

/** Laid out to be read: one line each, with the code behind it. */
export const errorLines = (errors: readonly ErrorText[]): string | null =>
  errors.length === 0
    ? null
    : errors
        .map(({ text, code, field }) => {
          const about = field === null || text.includes(field) ? text : `${field}: ${text}`
          return code === null || about.includes(code) ? about : `${about} (${code})`
        })
        .join('\n')

/** What words say, most telling first. */
const classes: readonly { cause: CauseName; isIn(read: ReadText): boolean; codes: RegExp }[] = [
  {
    cause: 'job-duplicate',
    isIn: ({ senses }) => senses.some(({ predicate }) => predicate === 'exists'),
    codes: /^409$/,
  },
  {
    cause: 'job-maintenance',
    isIn: ({ senses }) => senses.some(({ predicate }) => predicate === 'maintenance'),
    codes: /^maintenance$/i,
  },
  {
    cause: 'job-busy',
    isIn: (read) =>
      causeNamedIn(read, false) === 'throttled' ||
      read.senses.some(({ predicate }) => predicate === 'busy' || predicate === 'locked'),
    codes: /^(?:429|busy|rate_limit\w*)$/i,
  },
  {
    cause: 'job-unreachable',
    isIn: ({ senses }) =>
      senses.some(
        ({ predicate, things }) =>
          predicate === 'unreachable' ||
          (predicate === 'unavailable' && things.every((thing) => thing === 'system' || thing === 'pms')),
      ),
    codes: /^(?:408|502|503|504|ECONN\w+|ETIMEDOUT)$/i,
  },
  {
    cause: 'job-rights',
    isIn: (read) => {
      const named = causeNamedIn(read, false)
      return named !== null && named !== 'throttled' && named !== 'too-large' && named !== 'clock-wrong'
    },
    codes: /^(?:401|403)$/,
  },
  {
    cause: 'job-refused',
    isIn: ({ senses, clauses }) => senses.some(({ predicate }) => ofDetails.includes(predicate)) || hasMust(clauses),
    codes: /^(?:400|404|422)$/,
  },
]

const ofDetails: readonly Predicate[] = [
  'missing',
  'none',
  'unknown',
  'invalid',
  'mismatch',
  'too-long',
  'too-large',
  'date-order',
  'expired',
  'exceeded',
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

/**
 * The cause of a failed job from the errors named; of several the one that needs a person most. No sign:
 * `job-failed`.
 */
export const causeOfErrors = (errors: readonly ErrorText[], asked: Asked): CauseName => {
  const causes = errors.map(({ text, code, field }) => {
    const read = readText(text)
    return (
      (classes.find((known) => known.isIn(read)) ?? classes.find((known) => code !== null && known.codes.test(code)))
        ?.cause ?? (field === null ? 'job-failed' : 'job-refused')
    )
  })
  const worst =
    causes.reduce<CauseName | null>((a, b) => (a === null || weights.indexOf(b) > weights.indexOf(a) ? b : a), null) ??
    'job-failed'
  return worst === 'job-duplicate' && asked.isRepeatAfterUnknown ? 'already-there' : worst
}
