import type { Channels } from '../../core/channels/channels.ts'
import type { Files } from '../../core/ports/files.ts'
import type { RightsFinding } from '../../core/ports/folder-rights.ts'
import type { Secrets } from '../../core/ports/secrets.ts'
import type { SettingsSource } from '../../core/ports/settings.ts'
import type { ActingStore } from '../../store/roles.ts'
import type { Changed } from '../events.ts'
import type { Role } from '../sender/sender-role.ts'
import type { LinkTestDeps } from '../sending/deps.ts'
import type { ViewDeps } from '../view/deps.ts'

/**
 * What the handlers of calls may touch: what they hand to the views and to the test call, and what a person
 * may change.
 */
export type CallDeps = ViewDeps &
  LinkTestDeps & {
    store: ActingStore
    channels: Channels
    settingsSource: Pick<SettingsSource, 'read' | 'save' | 'lastGood' | 'restore'>
    /** Takes what was just saved into force, so that nothing more goes out by what stood before. */
    readSettings: () => void
    secrets: Pick<Secrets, 'get' | 'set' | 'has' | 'bind' | 'isUnbound'>
    /** For the doctor, which tries the rights in an export folder, and for what is left there of a guest. */
    files: Pick<Files, 'list' | 'read' | 'write' | 'remove' | 'join'>
    host: {
      /** Who acts when a person presses a button. */
      person: string
      rights?: () => RightsFinding
      sleepMinutes?: () => number | null
    }
    role: Pick<Role, 'awakeMs' | 'isTaken'>
    changed: Changed
  }
