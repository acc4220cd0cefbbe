import type { FieldProblem } from '../../contract/settings-problems.ts'
import { isObject, type JsonObject, own } from './json-object.ts'

/**
 * The machine policy as group policy lays it into the registry: one value for each field, named as in error
 * messages (`retention.deliveredDays`). Numbers are DWORDs, `true` and `false` stand for themselves, and what
 * is a list in policy.json is a value of several lines: one entry a line, or JSON where entries have fields.
 * The templates of assets/installer/admx.ts write exactly this.
 */

type RegistryPolicy = { ok: true; policy: JsonObject | undefined } | { ok: false; problems: FieldProblem[] }

/** The bytes of `hex(7):5b,00,…` as text: UTF-16, each line ends with a zero. */
const linesOf = (hex: string): string[] => {
  const bytes = Uint8Array.from(
    hex.split(',').filter((pair) => pair !== ''),
    (pair) => Number.parseInt(pair, 16),
  )
  return new TextDecoder('utf-16le')
    .decode(bytes)
    .split('\0')
    .filter((line) => line.trim() !== '')
}

const listOf = (lines: string[]): unknown => (/^\s*\[/.test(lines[0] ?? '') ? JSON.parse(lines.join('\n')) : lines)

/** One value as the file of an export writes it; undefined for a kind that no template uses. */
const meaningOf = (written: string): unknown => {
  const text = /^"(.*)"$/s.exec(written)?.[1]?.replaceAll(/\\(["\\])/g, '$1')
  if (text !== undefined) return text === 'true' || text === 'false' ? text === 'true' : text
  const number = /^dword:([0-9a-f]{8})$/i.exec(written)?.[1]
  if (number !== undefined) return Number.parseInt(number, 16)
  const lines = /^hex\(7\):(.*)$/is.exec(written)?.[1]
  return lines === undefined ? undefined : listOf(linesOf(lines))
}

const put = (into: JsonObject, [name = '', ...rest]: string[], value: unknown): JsonObject => {
  const inner = own(into, name)
  return { ...into, [name]: rest.length === 0 ? value : put(isObject(inner) ? inner : {}, rest, value) }
}

/**
 * Reads what `reg export` wrote of the policy's key. Undefined where the key holds nothing. A list that is
 * not JSON is told by its field.
 */
export const policyFromRegistry = (exported: string): RegistryPolicy => {
  const joined = exported.replaceAll(/\\\r?\n\s*/g, '')
  const problems: FieldProblem[] = []
  let policy: JsonObject | undefined
  for (const [, name = '', written = ''] of joined.matchAll(/^"([^"]+)"=(.+?)\r?$/gm)) {
    try {
      const value = meaningOf(written)
      if (value !== undefined) policy = put(policy ?? {}, name.split('.'), value)
    } catch {
      problems.push({ field: name, problem: 'is not valid JSON in the group policy' }) // JSON.parse says no more
    }
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, policy }
}
