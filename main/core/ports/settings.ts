import type { Settings } from '../../contract/settings.ts'
import type { FieldProblem } from '../../contract/settings-problems.ts'
import type { PolicyRules } from '../settings/policy-rules.ts'

export type SettingsRead =
  | {
      ok: true
      settings: Settings
      /** What the file says with the policy's fields laid over it, before defaults. */
      raw: unknown
      /** Fields the machine policy locks, written as in error messages: `connections[0].url`. */
      locked: string[]
      /** What the policy forbids beyond that. */
      rules: PolicyRules
    }
  | {
      ok: false
      file: 'settings.json' | 'policy.json'
      reason: 'missing' | 'unreadable' | 'not-json' | 'invalid'
      problems: FieldProblem[]
    }

/** Why the settings on disk are not those in force: the next start would refuse them. */
export type SettingsFault = FieldProblem & { file: 'settings.json' | 'policy.json'; noticedAt: number }

/** What a person is told of the last good settings: when they were kept, by the file's own time. */
export type LastGoodSettings = { savedAt: number }

/** `keptAs`: the name under which the settings that were in force on disk are kept; null: there were none. */
type SettingsRestored = { ok: true; keptAs: string | null } | { ok: false; code: string }

/** `settings.json` and `policy.json` of a data folder, and the copy of the last good settings beside them. */
export type SettingsSource = {
  readonly path: string
  read(): SettingsRead
  /**
   * Writes the file whole (temporary name, sync, rename). Fields locked by policy are left as the file had
   * them.
   */
  save(raw: unknown): { ok: true } | { ok: false; code: string }
  /**
   * Keeps `settings.json` as it stands as the last good one. Wrong settings are not kept, nor is what is kept
   * already.
   */
  keep(): { ok: true } | { ok: false; code: string }
  /** The kept settings; null where there are none, or none that the policy and this version accept. */
  lastGood(): LastGoodSettings | null
  /**
   * Puts the kept settings in the place of `settings.json`, which is kept under another name if it differs.
   */
  restore(): SettingsRestored
  /** Changes whenever either file changed, also by another process. For polling. */
  stamp(): string
}
