import type { Answer, Output, ParsedInput } from '../../contract/methods.ts'
import { parseSettings, type Settings } from '../../contract/settings.ts'
import type { EngineContext } from '../deps.ts'
import { misfitsOf } from '../fits-data.ts'

/** Settings as the screens read and change them. Values of secrets never travel outwards. */

export const secretNames = (settings: Settings): string[] => [
  ...new Set(
    settings.connections.map((connection) => (connection.kind === 'pmsxchange' ? connection.passwordSecret : connection.tokenSecret)),
  ),
]

export const getSettings = (context: EngineContext): Answer<Output<'settings.get'>> => {
  const read = context.settingsSource.read()
  return {
    ok: true,
    value: {
      settings: read.ok ? read.raw : context.current(),
      locked: read.ok ? read.locked : [],
      secrets: secretNames(context.current()).map((name) => ({ name, isSet: context.secrets.has(name) })),
      dataFolder: context.host.dataFolder,
    },
  }
}

/** Checks and writes the settings. Refused: a wrong field, and removing or renaming what still has undelivered messages. */
export const saveSettings = (context: EngineContext, input: ParsedInput<'settings.save'>): Answer<Output<'settings.save'>> => {
  const { store, settingsSource } = context
  const t = context.texts.in(context.current().locale)
  const refuse = (code: 'invalid-input' | 'wrong-state' | 'internal', message: string) => ({ ok: false as const, error: { code, message } })
  const parsed = parseSettings(input.settings)
  if (!parsed.ok) return refuse('invalid-input', parsed.problems.map((problem) => t('calls.settings-wrong', problem)).join('\n'))
  const [misfit] = misfitsOf(store, parsed.settings)
  if (misfit) return refuse('wrong-state', t('calls.settings-wrong', misfit))
  const saved = settingsSource.save(input.settings)
  if (!saved.ok) return refuse('internal', t('calls.settings-not-written', { code: saved.code }))
  context.changed('settings')
  return { ok: true, value: { saved: true } }
}

export const setSecret = (context: EngineContext, input: ParsedInput<'secrets.set'>): Answer<Output<'secrets.set'>> => {
  if (!secretNames(context.current()).includes(input.name))
    return {
      ok: false,
      error: { code: 'not-found', message: context.texts.in(context.current().locale)('calls.secret-unknown', { name: input.name }) },
    }
  try {
    context.secrets.set(input.name, input.value)
  } catch (error) {
    // The store's own sentence says which file is in the way; it never holds the value.
    return { ok: false, error: { code: 'not-available', message: error instanceof Error ? error.message : input.name } }
  }
  context.changed('settings')
  return { ok: true, value: { saved: true } }
}
