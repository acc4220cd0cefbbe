import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { SettingsParser } from '../contract/settings.ts'
import type { SettingsRead, SettingsSource } from '../core/ports/settings.ts'
import { findJsonMistake } from '../core/settings/json-mistake.ts'
import { isObject } from '../core/settings/json-object.ts'
import { applyPolicy, isLocked, keepLocked, lockedFields } from '../core/settings/policy.ts'
import { type PolicyRules, ruleProblems, splitPolicy } from '../core/settings/policy-rules.ts'
import { policyFromRegistry } from '../core/settings/registry-policy.ts'
import { errnoOf } from './errno.ts'
import { writeNew, writeWhole } from './write-whole.ts'

const LAST_GOOD = 'settings.last-good.json'
/** Names for settings that were put aside; the last one is used again when all are taken. */
const MOST_PUT_ASIDE = 20

type FileName = 'settings.json' | 'policy.json'
type Failed = Extract<SettingsRead, { ok: false }>
type FileRead = { ok: true; value: unknown } | Failed

const failed = (file: FileName, reason: Failed['reason'], problem: string): Failed => ({
  ok: false,
  file,
  reason,
  problems: [{ field: file, problem }],
})

/** UTF-8 or, as Notepad may save it, UTF-16; with or without a byte order mark. */
const decode = (bytes: Uint8Array): string => {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8'
  return new TextDecoder(encoding).decode(bytes)
}

const parse = (file: FileName, text: string): FileRead => {
  const mistake = findJsonMistake(text)
  if (mistake !== null) {
    const { line, column, expected } = mistake
    return failed(file, 'not-json', `is not valid JSON: line ${line}, column ${column}: expected ${expected}`)
  }
  const value: unknown = JSON.parse(text)
  return isObject(value)
    ? { ok: true, value }
    : failed(file, 'not-json', 'must be one JSON object: { "version": 1, … }')
}

/** `from`: the name on disk, where it is another one than the name to be told. */
const readOne = (folder: string, file: FileName, from: string = file): FileRead => {
  try {
    return parse(file, decode(readFileSync(join(folder, from))))
  } catch (error) {
    const code = errnoOf(error)
    if (code === 'ENOENT') return failed(file, 'missing', `is not in the data folder ${folder}`)
    return failed(
      file,
      'unreadable',
      `cannot be read (${code}); the account that runs Night Porter needs the right to read it`,
    )
  }
}

/** A file's bytes; null where there is none. */
const bytesOf = (path: string): Buffer | null => {
  try {
    return readFileSync(path)
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null
    throw error
  }
}

/** Nothing, when the file is not there: that is what a policy mostly is. */
const orNothing = (read: FileRead): FileRead =>
  !read.ok && read.reason === 'missing' ? { ok: true, value: undefined } : read

/**
 * The settings of a data folder: `settings.json` with IT's `policy.json` laid over it, and the group policy
 * over that. Reads both files afresh every time. A policy that holds everything needs no settings beside it.
 */
export const createSettingsFile = (parts: {
  folder: string
  parseSettings: SettingsParser
  /** What group policy says, as the registry exports it. It goes before policy.json. */
  groupPolicy?: string | null
}): SettingsSource => {
  const { folder, parseSettings } = parts
  const group = policyFromRegistry(parts.groupPolicy ?? '')
  const path = join(folder, 'settings.json')
  const lastGoodPath = join(folder, LAST_GOOD)

  /** The values that the policy sets; undefined without one. Its rules are apart. */
  const readPolicy = (): { ok: true; value: unknown; rules: PolicyRules } | Failed => {
    const found = orNothing(readOne(folder, 'policy.json'))
    if (!found.ok) return found
    if (!group.ok) return { ok: false, file: 'policy.json', reason: 'invalid', problems: group.problems }
    const split = splitPolicy(applyPolicy(found.value, group.policy))
    return split.ok
      ? { ok: true, value: split.values, rules: split.rules }
      : { ok: false, file: 'policy.json', reason: 'invalid', problems: split.problems }
  }

  const readFrom = (name: string): SettingsRead => {
    const policy = readPolicy()
    if (!policy.ok) return policy
    const own = readOne(folder, 'settings.json', name)
    if (!own.ok && (own.reason !== 'missing' || policy.value === undefined)) return own
    const raw = applyPolicy(own.ok ? own.value : {}, policy.value)
    const locked = policy.value === undefined ? [] : lockedFields(raw, policy.value)
    const parsed = parseSettings(raw)
    const forbidden = parsed.ok ? ruleProblems(policy.rules, parsed.settings) : []
    if (forbidden.length > 0) return { ok: false, file: 'settings.json', reason: 'invalid', problems: forbidden }
    if (parsed.ok) return { ok: true, settings: parsed.settings, raw, locked, rules: policy.rules }
    const inPolicy = parsed.problems.filter(({ field }) => isLocked(field, locked))
    // What the policy does not decide is still to come; what it decides is wrong already.
    if (!own.ok && inPolicy.length === 0) return own
    return {
      ok: false,
      file: inPolicy.length > 0 ? 'policy.json' : 'settings.json',
      reason: 'invalid',
      problems: own.ok ? parsed.problems : inPolicy,
    }
  }

  const save: SettingsSource['save'] = (raw) => {
    const policy = readPolicy()
    if (!policy.ok) return { ok: false, code: policy.reason }
    const before = orNothing(readOne(folder, 'settings.json'))
    // With a policy, a file that cannot be understood must not be overwritten: it holds the hotel's own
    // values of locked fields.
    if (!before.ok && policy.value !== undefined) return { ok: false, code: before.reason }
    const content = keepLocked(raw, before.ok ? before.value : undefined, policy.value)
    try {
      writeWhole(path, `${JSON.stringify(content ?? {}, null, 2)}\n`)
      return { ok: true }
    } catch (error) {
      return { ok: false, code: errnoOf(error) }
    }
  }

  /** By content: an editor may keep size and time, and touching a file changes nothing. */
  const stampOf = (file: FileName): string => {
    try {
      return createHash('sha256')
        .update(readFileSync(join(folder, file)))
        .digest('base64')
    } catch (error) {
      return errnoOf(error) // Missing or unreadable is a state of its own, and changes when that ends.
    }
  }

  const keep: SettingsSource['keep'] = () => {
    if (!readFrom('settings.json').ok) return { ok: true }
    try {
      const bytes = readFileSync(path)
      if (!bytesOf(lastGoodPath)?.equals(bytes)) writeWhole(lastGoodPath, bytes)
      return { ok: true }
    } catch (error) {
      const code = errnoOf(error)
      // A policy that holds everything needs no settings beside it.
      return code === 'ENOENT' ? { ok: true } : { ok: false, code }
    }
  }

  const lastGood = () => {
    try {
      const savedAt = Math.round(statSync(lastGoodPath).mtimeMs)
      return readFrom(LAST_GOOD).ok ? { savedAt } : null
    } catch {
      return null // Not there, or not to be looked at: nothing to offer.
    }
  }

  /** Keeps what stands there now under a name that is free. */
  const putAside = (): string | null => {
    const bytes = bytesOf(path)
    if (bytes === null) return null
    for (let n = 1; n < MOST_PUT_ASIDE; n++) {
      const name = `settings.wrong-${n}.json`
      try {
        writeNew(join(folder, name), bytes)
        return name
      } catch (error) {
        if (errnoOf(error) !== 'EEXIST') throw error
      }
    }
    const name = `settings.wrong-${MOST_PUT_ASIDE}.json`
    writeWhole(join(folder, name), bytes)
    return name
  }

  const restore: SettingsSource['restore'] = () => {
    if (lastGood() === null) return { ok: false, code: 'ENOENT' }
    try {
      const bytes = readFileSync(lastGoodPath)
      if (bytesOf(path)?.equals(bytes)) return { ok: true, keptAs: null }
      const keptAs = putAside()
      writeWhole(path, bytes)
      return { ok: true, keptAs }
    } catch (error) {
      return { ok: false, code: errnoOf(error) }
    }
  }

  const stamp = () => `${stampOf('settings.json')} ${stampOf('policy.json')}`

  return { path, read: () => readFrom('settings.json'), save, keep, lastGood, restore, stamp }
}
