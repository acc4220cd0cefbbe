import type { Settings } from '../../contract/settings.ts'
import type { Clock } from '../../core/ports/clock.ts'
import type { Log } from '../../core/ports/log.ts'
import type { SettingsFault } from '../../core/ports/settings.ts'
import type { Texts } from '../../core/ports/texts.ts'
import type { AlarmingStore } from '../../store/roles.ts'
import type { Changed } from '../events.ts'

/** What the alarms may touch. */
export type AlarmDeps = {
  store: AlarmingStore
  clock: Pick<Clock, 'now'>
  log: Log
  texts: Texts
  settings: () => Settings
  /** Why the next start would refuse the settings on disk; null while it would not. */
  settingsFault: () => SettingsFault | null
  changed: Changed
}
