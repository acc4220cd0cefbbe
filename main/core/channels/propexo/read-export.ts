import type { MessageKind } from '../../../contract/words.ts'
import { decodeText } from '../../xml/decode.ts'
import { type ExportedMessage, LONGEST_VALUE, MAX_EXPORT_BYTES, MAX_EXPORT_SIZE, type ReadExport } from '../export.ts'
import { isRecord, parseJson } from './json.ts'

/** Job-API exports: `{ method, path, reference, body }`, one object a file. */

const kinds: Record<string, MessageKind> = { POST: 'new', PUT: 'change', PATCH: 'change', DELETE: 'cancel' }

type Fields = Record<string, unknown>

const DEEPEST = 100

/**
 * How far the outermost bracket of JSON text gets: closed, still open at the end, or nested beyond all
 * reason.
 */
const lookAtBrackets = (text: string): 'closed' | 'open' | 'too-deep' => {
  let depth = 0
  let isInString = false
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]
    if (isInString) {
      if (character === '\\') at += 1
      else if (character === '"') isInString = false
    } else if (character === '"') isInString = true
    else if (character === '{' || character === '[') depth += 1
    else if (character === '}' || character === ']') depth -= 1
    if (depth === 0) return 'closed'
    if (depth > DEEPEST) return 'too-deep'
  }
  return 'open'
}

/**
 * A path on the connection's own host: one `/` first, no host, no way up, no characters an address would need
 * escaped.
 */
const isOwnPath = (path: unknown): path is string =>
  typeof path === 'string' &&
  path.length <= 2000 &&
  /^\/(?!\/)[\w\-.~!$&'()*+,;=:@/%?]*$/.test(path) &&
  !/\.\.|%2e|%2f|%5c/i.test(path)

const textField = (fields: Fields, ...names: string[]): string => {
  for (const name of names) {
    const value = fields[name]
    if (typeof value === 'string' && value.trim() !== '')
      return value.replace(/\s+/g, ' ').trim().slice(0, LONGEST_VALUE)
  }
  return ''
}

const namesIn = (body: unknown): string[] => {
  if (!isRecord(body)) return []
  const surname = textField(body, 'last_name', 'lastName', 'surname', 'family_name')
  const given = textField(body, 'first_name', 'firstName', 'given_name', 'givenName')
  const person =
    [surname, given].filter((part) => part !== '').join(', ') || textField(body, 'name', 'full_name', 'guest_name')
  const company = textField(body, 'company', 'company_name', 'companyName')
  return [person, company].filter((name) => name !== '')
}

const messageOf = (fields: Fields, text: string): ExportedMessage | { field: string } => {
  const method = typeof fields.method === 'string' ? fields.method.trim().toUpperCase() : ''
  const kind = Object.hasOwn(kinds, method) ? kinds[method] : undefined
  if (kind === undefined) return { field: 'method' }
  if (!isOwnPath(fields.path)) return { field: 'path' }
  const { reference } = fields
  if (reference !== undefined && reference !== null && typeof reference !== 'string' && typeof reference !== 'number')
    return { field: 'reference' }
  const id = String(reference ?? '').trim() || null
  if (id !== null && id.length > LONGEST_VALUE) return { field: 'reference' }
  const names = namesIn(fields.body)
  return {
    part: 1,
    parts: 1,
    kind,
    messageType: `${method} ${fields.path}`,
    rewrittenFrom: null,
    hotelCode: null,
    reservationId: id,
    bookingIds: id === null ? [] : [{ value: id, rank: 0 }],
    guest: names[0] ?? null,
    names,
    arrival: null,
    departure: null,
    // A POST creates the whole record and a DELETE says all; PUT and PATCH need the record they change.
    isWhole: method === 'POST' || method === 'DELETE',
    modified: null,
    lastModified: null,
    booking: null,
    body: text,
    ownEchoToken: null,
    ownTimeStamp: null,
  }
}

/**
 * Reads one export for a job API. The body is the JSON text of the whole object. What is no JSON is broken;
 * JSON with a wrong `method`, `path` or `reference` is unsupported and `facts.field` names the field. Never
 * throws.
 */
export const readJobExport = (bytes: Uint8Array): ReadExport => {
  if (bytes.length === 0) return { kind: 'unusable', cause: 'file-empty', facts: {} }
  if (bytes.length > MAX_EXPORT_BYTES)
    return { kind: 'unusable', cause: 'file-too-large', facts: { limit: MAX_EXPORT_SIZE } }
  const decoded = decodeText(bytes)
  if (!decoded.ok) return { kind: 'unusable', cause: decoded.cause, facts: decoded.facts }
  const text = decoded.text.trimStart()
  if (text === '')
    return bytes.includes(0) ? { kind: 'incomplete' } : { kind: 'unusable', cause: 'file-empty', facts: {} }
  const brackets = lookAtBrackets(text)
  if (!text.startsWith('{') || brackets === 'too-deep') return { kind: 'unusable', cause: 'file-broken', facts: {} }
  const parsed = parseJson(text)
  if (parsed === undefined)
    return brackets === 'open' ? { kind: 'incomplete' } : { kind: 'unusable', cause: 'file-broken', facts: {} }
  const message = isRecord(parsed) ? messageOf(parsed, text) : { field: 'method' }
  if ('field' in message)
    return { kind: 'unusable', cause: 'file-unsupported', facts: { root: 'JSON', field: message.field } }
  return { kind: 'messages', messages: [message] }
}
