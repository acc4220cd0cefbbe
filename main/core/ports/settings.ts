import type { Settings } from '../../contract/settings.ts'
import type { FieldProblem } from '../../contract/settings-problems.ts'

export type SettingsRead =
  | {
      ok: true
      settings: Settings
      /** What the file says with the policy's fields laid over it, before defaults. */
      raw: unknown
      /** Fields the machine policy locks, written as in error messages: `connections[0].url`. */
      locked: string[]
    }
  | {
      ok: false
      file: 'settings.json' | 'policy.json'
      reason: 'missing' | 'unreadable' | 'not-json' | 'invalid'
      problems: FieldProblem[]
    }

/** `settings.json` and `policy.json` of a data folder. */
export type SettingsSource = {
  readonly path: string
  read(): SettingsRead
  /**
   * Writes the file whole (temporary name, sync, rename). Fields locked by policy are left as the file had
   * them.
   */
  save(raw: unknown): { ok: true } | { ok: false; code: string }
  /** Changes whenever either file changed, also by another process. For polling. */
  stamp(): string
}
