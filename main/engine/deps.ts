import type { Settings } from '../contract/settings.ts'
import type { Channels } from '../core/channels/channels.ts'
import type { Clock } from '../core/ports/clock.ts'
import type { Files } from '../core/ports/files.ts'
import type { RightsFinding } from '../core/ports/folder-rights.ts'
import type { Http } from '../core/ports/http.ts'
import type { Ids } from '../core/ports/ids.ts'
import type { Log } from '../core/ports/log.ts'
import type { OwnerFiles } from '../core/ports/owner-files.ts'
import type { Parse } from '../core/ports/parse.ts'
import type { Secrets } from '../core/ports/secrets.ts'
import type { SettingsSource } from '../core/ports/settings.ts'
import type { Stalls } from '../core/ports/stalls.ts'
import type { Texts } from '../core/ports/texts.ts'
import type { SenderLock } from '../store/sender-lock.ts'
import type { Store } from '../store/store.ts'

/**
 * What a host hands the engine. Everything that touches the world is here, so that tests can move time and
 * break things.
 */
export type EngineDeps = {
  store: Store
  lock: SenderLock
  settingsSource: SettingsSource
  /** Read and found right by the host before it started the engine. */
  settings: Settings
  /** The channels there are; settings with others were refused. */
  channels: Channels
  secrets: Secrets
  files: Files
  createHttp: (options: { proxyUrl: string | null }) => Http
  /** Owner files of shared export folders; without them this PC takes every folder to be its own. */
  owners?: OwnerFiles
  /** Reads exports; without it they are read in this thread. */
  parse?: Parse
  /** Watches the event loop; without it a stand-still is not noticed. */
  stalls?: Stalls
  clock: Clock
  ids: Ids
  log: Log
  texts: Texts
  host: {
    /** The data folder, shown in the settings. */
    dataFolder: string
    /** What others may do in it; without it nothing is known. */
    rights?: () => RightsFinding
    /** After how many minutes without use this PC sleeps; 0: never, null: not known. */
    sleepMinutes?: () => number | null
    version: string
    pid: number
    /** `computer, user`: who is sending, for other windows. */
    name: string
    /** Who acts when a person presses a button. */
    person: string
    sha256: (bytes: Uint8Array) => Uint8Array
  }
}
