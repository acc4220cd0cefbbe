import type { Settings } from '../../contract/settings.ts'
import type { Channels } from '../../core/channels/channels.ts'
import type { Clock } from '../../core/ports/clock.ts'
import type { Http } from '../../core/ports/http.ts'
import type { Ids } from '../../core/ports/ids.ts'
import type { Log } from '../../core/ports/log.ts'
import type { Parse } from '../../core/ports/parse.ts'
import type { Secrets } from '../../core/ports/secrets.ts'
import type { Texts } from '../../core/ports/texts.ts'
import type { FreeingStore, SendingStore } from '../../store/roles.ts'
import type { Changed } from '../events.ts'
import type { RequestMeter } from './request-meter.ts'

/** What the sending room may touch. Its functions name the part of it that they use. */
export type SendingDeps = {
  store: SendingStore
  channels: Pick<Channels, 'connect'>
  parse: Pick<Parse, 'judge' | 'missing'>
  secrets: Pick<Secrets, 'get' | 'bind' | 'isUnbound'>
  /** The client of the proxy in force. */
  http: () => Http
  /** Every request to a channel is counted here; the pace of a connection reads it. */
  requests: RequestMeter
  clock: Clock
  ids: Ids
  log: Log
  texts: Texts
  settings: () => Settings
  changed: Changed
}

/** What a test call needs. It writes nothing. */
export type LinkTestDeps = Pick<
  SendingDeps,
  'channels' | 'parse' | 'secrets' | 'http' | 'requests' | 'clock' | 'ids' | 'texts' | 'settings'
>

/** What it takes to free what a link held. */
export type FreeingDeps = Pick<SendingDeps, 'clock'> & { store: FreeingStore }
