import type { Settings } from '../../contract/settings.ts'
import type { Channels } from '../../core/channels/channels.ts'
import type { Clock } from '../../core/ports/clock.ts'
import type { Files } from '../../core/ports/files.ts'
import type { Ids } from '../../core/ports/ids.ts'
import type { Log } from '../../core/ports/log.ts'
import type { OwnerFiles } from '../../core/ports/owner-files.ts'
import type { Parse } from '../../core/ports/parse.ts'
import type { CapturingStore } from '../../store/roles.ts'
import type { Changed } from '../events.ts'
import type { OwnerTimes } from './folder/ownership.ts'

/** What the capture room may touch. Its functions name the part of it that they use. */
export type CaptureDeps = {
  store: CapturingStore
  files: Files
  /** Owner files of shared export folders; without them this PC takes every folder to be its own. */
  owners: OwnerFiles | undefined
  parse: Pick<Parse, 'read' | 'mask'>
  channels: Pick<Channels, 'of'>
  clock: Clock
  ids: Ids
  log: Log
  host: {
    /** `computer, user`; the computer's name stands in the owner files. */
    name: string
    sha256: (bytes: Uint8Array) => Uint8Array
  }
  settings: () => Settings
  changed: Changed
  /**
   * Whether this process still captures and sends, as the database says; asked inside a transaction it holds
   * until that ends.
   */
  isSender: () => boolean
}

export type CaptureTimes = {
  /**
   * How long an unusable or unfinished file stays unchanged before it is set aside or failed, and an
   * unreadable file becomes a problem.
   */
  patienceMs: number
  /** How long a call to a share is out before the folder counts as unreachable. */
  answerMs: number
  owner: OwnerTimes
}
