import type { Settings } from '../../contract/settings.ts'
import type { Channels } from '../../core/channels/channels.ts'
import type { Clock } from '../../core/ports/clock.ts'
import type { Log } from '../../core/ports/log.ts'
import type { LastGoodSettings, SettingsFault } from '../../core/ports/settings.ts'
import type { Texts } from '../../core/ports/texts.ts'
import type { ReadingStore } from '../../store/roles.ts'

/**
 * What the views may touch: they read and put into words, and change nothing. Their functions name the part
 * of it that they use.
 */
export type ViewDeps = {
  store: ReadingStore
  channels: Pick<Channels, 'of' | 'connect'>
  clock: Pick<Clock, 'now' | 'monotonicMs'>
  log: Log
  texts: Texts
  settings: () => Settings
  /**
   * Why the next start would refuse the settings on disk, and what could take their place; null: all is well.
   */
  settingsFault: () => (SettingsFault & { lastGood: LastGoodSettings | null }) | null
  host: { dataFolder: string; version: string }
  /** Whether this process sends, takes part in sending at all, or knows that some process does. */
  role: { epoch(): number | null; isTakingPart(): boolean; isTaken(): boolean }
  /** The last stand-still of the event loop worth telling. */
  lastStall: () => { at: number; ms: number } | null
}
