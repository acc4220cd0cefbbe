import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SettingsParser } from '../contract/settings.ts'
import type { SettingsRead, SettingsSource } from '../core/ports/settings.ts'
import { findJsonMistake } from '../core/settings/json-mistake.ts'
import { isObject } from '../core/settings/json-object.ts'
import { applyPolicy, isLocked, keepLocked, lockedFields } from '../core/settings/policy.ts'
import { errnoOf } from './errno.ts'
import { writeWhole } from './write-whole.ts'

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

const readOne = (folder: string, file: FileName): FileRead => {
  try {
    return parse(file, decode(readFileSync(join(folder, file))))
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

/** Nothing, when the file is not there: that is what a policy mostly is. */
const orNothing = (read: FileRead): FileRead =>
  !read.ok && read.reason === 'missing' ? { ok: true, value: undefined } : read

/**
 * The settings of a data folder: `settings.json` with IT's `policy.json` laid over it. Reads both afresh
 * every time. A policy that holds everything needs no settings beside it.
 */
export const createSettingsFile = (parts: { folder: string; parseSettings: SettingsParser }): SettingsSource => {
  const { folder, parseSettings } = parts
  const path = join(folder, 'settings.json')

  const read = (): SettingsRead => {
    const policy = orNothing(readOne(folder, 'policy.json'))
    if (!policy.ok) return policy
    const own = readOne(folder, 'settings.json')
    if (!own.ok && (own.reason !== 'missing' || policy.value === undefined)) return own
    const raw = applyPolicy(own.ok ? own.value : {}, policy.value)
    const locked = policy.value === undefined ? [] : lockedFields(raw, policy.value)
    const parsed = parseSettings(raw)
    if (parsed.ok) return { ok: true, settings: parsed.settings, raw, locked }
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
    const policy = orNothing(readOne(folder, 'policy.json'))
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

  return { path, read, save, stamp: () => `${stampOf('settings.json')} ${stampOf('policy.json')}` }
}
