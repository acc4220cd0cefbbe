import type { Topic } from '../contract/methods.ts'
import type { Settings } from '../contract/settings.ts'
import { createCapture } from './capture/capture.ts'
import type { EngineContext, EngineDeps } from './deps.ts'
import type { Engine } from './engine.ts'
import { createHandlers } from './handlers.ts'
import { createRequestMeter } from './jobs/request-meter.ts'
import { createNoticeReader, type Notice, watchAlarms } from './notify/alarms.ts'
import { createRole } from './role.ts'
import { createDispatcher } from './sending/dispatcher.ts'
import { createKeeper } from './sending/keeper.ts'
import { recoverClaims } from './sending/recover.ts'
import type { Owner } from './sending/send-message.ts'

const BATCH_EVENTS_MS = 100
const KEEP_EVERY_MS = 1_000
const MINUTE_MS = 60_000

/** Puts the parts together: role, capture, dispatch, keeper, handlers. Only the owner of the sender's lock captures and sends. */
export const createEngine = (deps: EngineDeps, options: { patienceMs?: number; beatMs?: number } = {}): Engine => {
  const { store, clock, log, settingsSource } = deps
  let settings: Settings = deps.settings
  let http = deps.createHttp({ proxyUrl: settings.proxy?.url ?? null })
  let stamp = settingsSource.stamp()
  let secretStamp = deps.secrets.stamp()
  let version = store.dataVersion()
  let keptAtMs = Number.NEGATIVE_INFINITY
  let owner: Owner | null = null
  const listeners = new Set<(topics: Topic[]) => void>()
  const noticeListeners = new Set<(notice: Notice) => void>()
  const pending = new Set<Topic>()
  let cancelEvents: (() => void) | null = null

  const raise = () => {
    cancelEvents = null
    const topics = [...pending]
    pending.clear()
    for (const listener of listeners) listener(topics)
  }
  const changed = (topic: Topic) => {
    pending.add(topic).add('health')
    cancelEvents ??= clock.after(BATCH_EVENTS_MS, raise)
    dispatcher.nudge()
  }

  const requests = createRequestMeter((connection) => store.jobs.requestsSince(connection, clock.now() - MINUTE_MS))
  const context: EngineContext = { ...deps, current: () => settings, http: () => http, requests, changed }
  const dispatcher = createDispatcher(context)
  const capture = createCapture(context, options)
  const keeper = createKeeper(context)
  const readNotices = createNoticeReader(context)

  const gained = (epoch: number) => {
    owner = { epoch, awakeMs: role.awakeMs }
    const recovered = recoverClaims(context, epoch)
    if (recovered > 0) log.warn('recovered', { messages: recovered })
    capture.start()
    dispatcher.start(owner)
    changed('messages')
  }
  const lost = () => {
    owner = null
    void capture.stop()
    void dispatcher.stop()
    changed('health')
  }

  /** Settings written by this or another process, or by hand. Wrong ones are logged and the ones in force stay. */
  const readSettings = () => {
    const now = settingsSource.stamp()
    if (now === stamp) return
    stamp = now
    const read = settingsSource.read()
    if (!read.ok) {
      log.error('settings-wrong', { file: read.file, reason: read.reason, field: read.problems[0]?.field })
      return
    }
    const before = settings
    settings = read.settings
    if (before.proxy?.url !== settings.proxy?.url) {
      const old = http
      http = deps.createHttp({ proxyUrl: settings.proxy?.url ?? null })
      old.close().catch((error: unknown) => log.warn('http-close', { error: error instanceof Error ? error.name : 'unknown' }))
    }
    log.info('settings-read')
    if (owner) {
      if (JSON.stringify(before.folders) !== JSON.stringify(settings.folders)) capture.settingsChanged()
      keeper.retest(owner)
    }
    changed('settings')
  }

  /** A password entered anew, perhaps by another process: a pause tests itself at once instead of at its next hour. */
  const watchSecrets = () => {
    const now = deps.secrets.stamp()
    if (now === secretStamp) return
    secretStamp = now
    if (owner) keeper.retest(owner)
    changed('settings')
  }

  const tick = () => {
    readSettings()
    watchSecrets()
    const seen = store.dataVersion()
    if (seen !== version) {
      version = seen
      changed('messages')
    }
    if (owner && clock.monotonicMs() - keptAtMs >= KEEP_EVERY_MS) {
      keptAtMs = clock.monotonicMs()
      keeper.tick(owner)
      watchAlarms(context)
    }
    for (const notice of readNotices()) for (const listener of noticeListeners) listener(notice)
  }

  const role = createRole({
    store,
    lock: deps.lock,
    clock,
    log: log.child('role'),
    host: deps.host,
    longestRequestMs: () => Math.max(...settings.connections.map(({ timeoutSeconds }) => timeoutSeconds)) * 1000,
    onGained: gained,
    onLost: lost,
    onTick: tick,
    ...(options.beatMs === undefined ? {} : { beatMs: options.beatMs }),
  })

  return {
    start: role.start,
    async stop() {
      await capture.stop()
      await dispatcher.stop()
      role.stop()
      owner = null
      cancelEvents?.()
      await http.close()
    },
    wake() {
      capture.scanNow()
      dispatcher.nudge()
    },
    handlers: createHandlers(context, role),
    onChanged(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    onNotice(listener) {
      noticeListeners.add(listener)
      return () => noticeListeners.delete(listener)
    },
  }
}
