import type { Answer, Output, ParsedInput } from '../../contract/methods.ts'
import type { Settings } from '../../contract/settings.ts'
import type { SecretUse } from '../../core/ports/secrets.ts'
import { isListOfThings, own } from '../../core/settings/json-object.ts'
import { ruleProblems } from '../../core/settings/policy-rules.ts'
import { isSameUse, secretUseOf } from '../../core/settings/secret-use.ts'
import { misfitsOf } from '../fits-data.ts'
import type { LinkTestDeps } from '../sending/deps.ts'
import type { CallDeps } from './deps.ts'

/** Settings as the screens read and change them. Values of secrets never travel outwards. */

/** The names of the secrets that the connections in force need. */
export const secretNames = ({ channels, settings }: Pick<LinkTestDeps, 'channels' | 'settings'>): string[] => [
  ...new Set(settings().connections.map((connection) => channels.connect(connection).secret.name)),
]

/** What a secret is for: each connection that names it, with where it would send it. */
const usesOf = (
  { channels, settings }: Pick<LinkTestDeps, 'channels' | 'settings'>,
  name: string,
): { connection: string; use: SecretUse }[] =>
  settings().connections.flatMap((connection) => {
    const connector = channels.connect(connection)
    return connector.secret.name === name
      ? [{ connection: connection.id, use: secretUseOf(connection, connector, settings()) }]
      : []
  })

export const getSettings = (
  deps: Pick<CallDeps, 'settingsSource' | 'channels' | 'secrets' | 'settings' | 'host'>,
): Answer<Output<'settings.get'>> => {
  const read = deps.settingsSource.read()
  return {
    ok: true,
    value: {
      settings: read.ok ? read.raw : deps.settings(),
      locked: read.ok ? read.locked : [],
      secrets: secretNames(deps).map((name) => ({
        name,
        isSet: usesOf(deps, name).every(({ use }) => deps.secrets.has(name, use)),
      })),
      connections: deps.settings().connections.map((connection) => {
        const connector = deps.channels.connect(connection)
        const { name, kind } = connector.secret
        const isSecretSet = deps.secrets.has(name, secretUseOf(connection, connector, deps.settings()))
        return { id: connection.id, secret: name, secretKind: kind, isSecretSet }
      }),
      dataFolder: deps.host.dataFolder,
    },
  }
}

/**
 * A value by its place in `before`, as `connections[0].url` names it, in both; entries with an id are found
 * by it, wherever they stand.
 */
const bothAt = (field: string, before: unknown, after: unknown): { before: unknown; after: unknown } =>
  (field.match(/[^.[\]]+/g) ?? []).reduce<{ before: unknown; after: unknown }>(
    (at, key) => {
      if (!Array.isArray(at.before)) return { before: own(at.before, key), after: own(at.after, key) }
      const entry: unknown = at.before[Number(key)]
      const id = own(entry, 'id')
      return { before: entry, after: isListOfThings(at.after) ? at.after.find((thing) => thing.id === id) : undefined }
    },
    { before, after },
  )

/**
 * The fields that hotel IT locked and that would not stay as they are. Both sides with their defaults: left
 * out is the default.
 */
const lockedChanges = (deps: Pick<CallDeps, 'settingsSource'>, edited: Settings): string[] => {
  const read = deps.settingsSource.read()
  if (!read.ok) return []
  return read.locked.filter((field) => {
    const { before, after } = bothAt(field, read.settings, edited)
    return JSON.stringify(before) !== JSON.stringify(after)
  })
}

/**
 * Checks and writes the settings. Refused: a wrong field, a changed field of the policy, and removing or
 * renaming what still has undelivered messages.
 */
export const saveSettings = (
  deps: Pick<CallDeps, 'store' | 'settingsSource' | 'readSettings' | 'channels' | 'texts' | 'settings'>,
  input: ParsedInput<'settings.save'>,
): Answer<Output<'settings.save'>> => {
  const { store, settingsSource } = deps
  const t = deps.texts.in(deps.settings().locale)
  const refuse = (code: 'invalid-input' | 'wrong-state' | 'internal', message: string) => ({
    ok: false as const,
    error: { code, message },
  })
  const parsed = deps.channels.parseSettings(input.settings)
  if (!parsed.ok)
    return refuse('invalid-input', parsed.problems.map((problem) => t('calls.settings-wrong', problem)).join('\n'))
  const locked = lockedChanges(deps, parsed.settings)
  if (locked.length > 0) return refuse('wrong-state', t('calls.settings-locked', { field: locked.join(', ') }))
  const read = settingsSource.read()
  const [forbidden] = read.ok ? ruleProblems(read.rules, parsed.settings) : []
  if (forbidden) return refuse('wrong-state', t('calls.settings-wrong', forbidden))
  const [misfit] = misfitsOf(store, parsed.settings)
  if (misfit) return refuse('wrong-state', t('calls.settings-wrong', misfit))
  const saved = settingsSource.save(input.settings)
  if (!saved.ok) return refuse('internal', t('calls.settings-not-written', { code: saved.code }))
  deps.readSettings()
  return { ok: true, value: { saved: true } }
}

/** Refused while the settings on disk are right: there is nothing to put in their place. */
export const restoreSettings = (
  deps: Pick<CallDeps, 'settingsSource' | 'readSettings' | 'settingsFault' | 'texts' | 'settings' | 'log'>,
): Answer<Output<'settings.restore'>> => {
  const { settingsSource, log } = deps
  const t = deps.texts.in(deps.settings().locale)
  const refuse = (message: string) => ({ ok: false as const, error: { code: 'wrong-state' as const, message } })
  if (settingsSource.read().ok && deps.settingsFault() === null) return refuse(t('calls.settings-right'))
  if (settingsSource.lastGood() === null) return refuse(t('calls.no-last-good'))
  const restored = settingsSource.restore()
  if (!restored.ok)
    return {
      ok: false,
      error: { code: 'internal', message: t('calls.settings-not-written', { code: restored.code }) },
    }
  log.info('settings-restored', { keptAs: restored.keptAs })
  deps.readSettings()
  return { ok: true, value: { keptAs: restored.keptAs } }
}

/**
 * Stores a secret for the address, user and proxy of its connection as they are now; it goes nowhere else.
 */
export const setSecret = (
  deps: Pick<CallDeps, 'channels' | 'secrets' | 'texts' | 'settings' | 'changed'>,
  input: ParsedInput<'secrets.set'>,
): Answer<Output<'secrets.set'>> => {
  const t = deps.texts.in(deps.settings().locale)
  const { name } = input
  const [first, ...others] = usesOf(deps, name).filter(
    ({ connection }) => input.connection === undefined || connection === input.connection,
  )
  if (first === undefined)
    return { ok: false, error: { code: 'not-found', message: t('calls.secret-unknown', { name }) } }
  if (others.some(({ use }) => !isSameUse(use, first.use)))
    return { ok: false, error: { code: 'invalid-input', message: t('calls.secret-for-which', { name }) } }
  try {
    deps.secrets.set(name, input.value, first.use)
  } catch (error) {
    // The store's own sentence says which file is in the way; it never holds the value.
    return { ok: false, error: { code: 'not-available', message: error instanceof Error ? error.message : input.name } }
  }
  deps.changed('settings')
  return { ok: true, value: { saved: true } }
}
