import type { Topic } from '../contract/methods.ts'
import type { Notice } from '../contract/notice.ts'
import type { Settings } from '../contract/settings.ts'
import type { Clock } from '../core/ports/clock.ts'
import { createNoticeReader, watchAlarms } from './alarms/alarms.ts'
import { createHandlers } from './calls/handlers.ts'
import { type CaptureOptions, createCapture } from './capture/capture.ts'
import type { EngineContext, EngineDeps } from './deps.ts'
import type { Engine } from './engine.ts'
import { misfitsOf } from './fits-data.ts'
import { createParseHere } from './parse-here.ts'
import { createRole, type RoleTimes } from './sender/sender-role.ts'
import { createDispatcher } from './sending/dispatcher.ts'
import { createKeeper } from './sending/keeper.ts'
import type { Owner } from './sending/owner.ts'
import { recoverClaims } from './sending/recover.ts'
import { createRequestMeter } from './sending/request-meter.ts'
import { createUpkeep, type UpkeepTimes } from './upkeep/upkeep.ts'

const BATCH_EVENTS_MS = 100
const KEEP_EVERY_MS = 1_000
const MINUTE_MS = 60_000

/** Practice stays on this computer, whatever proxy the hotel has. */
const proxyOf = (settings: Settings): string | null => (settings.rehearsal ? null : (settings.proxy?.url ?? null))

/** The engine's own timers: whatever is still set when it has stopped, such as the longest wait for a share, would keep the process alive. */
const createTimers = (clock: Clock): { clock: Clock; cancelAll: () => void } => {
  const cancels = new Set<() => void>()
  const after: Clock['after'] = (ms, run) => {
    const stopTimer = clock.after(ms, () => {
      cancels.delete(cancel)
      run()
    })
    const cancel = () => {
      cancels.delete(cancel)
      stopTimer()
    }
    cancels.add(cancel)
    return cancel
  }
  return {
    clock: { now: () => clock.now(), monotonicMs: () => clock.monotonicMs(), after },
    cancelAll: () => {
      for (const cancel of cancels) cancel()
    },
  }
}

/** Puts the parts together: role, capture, dispatch, keeper, handlers. Only the owner of the sender's lock captures and sends. */
export const createEngine = (deps: EngineDeps, options: CaptureOptions & RoleTimes & UpkeepTimes = {}): Engine => {
  const { store, log, settingsSource } = deps
  const timers = createTimers(deps.clock)
  const { clock } = timers
  let settings: Settings = deps.settings
  const readAtStart = settingsSource.read()
  let raw: unknown = readAtStart.ok ? readAtStart.raw : null
  let http = deps.createHttp({ proxyUrl: proxyOf(settings) })
  let stamp = settingsSource.stamp()
  let secretStamp = deps.secrets.stamp()
  let version = store.dataVersion()
  let keptAtMs = Number.NEGATIVE_INFINITY
  let owner: Owner | null = null
  let stall: { at: number; ms: number } | null = null
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

  const isOwner = () => owner !== null && store.sender.isOwner(owner.epoch)
  const requests = createRequestMeter((connection) => store.jobs.requestsSince(connection, clock.now() - MINUTE_MS))
  const context: EngineContext = {
    ...deps,
    parse: deps.parse ?? createParseHere(deps.channels),
    clock,
    current: () => settings,
    http: () => http,
    requests,
    changed,
    isOwner,
    lastStall: () => stall,
  }
  const dispatcher = createDispatcher(context)
  const capture = createCapture(context, options)
  const keeper = createKeeper(context)
  const upkeep = createUpkeep(context, () => raw, options)
  const readNotices = createNoticeReader(context)

  const gained = (epoch: number) => {
    // First, and whole: nothing is sent before it is clear what an earlier owner left on its way.
    const recovered = recoverClaims(context, epoch)
    if (recovered > 0) log.warn('recovered', { messages: recovered })
    owner = { epoch, awakeMs: role.awakeMs }
    capture.start()
    dispatcher.start(owner)
    changed('messages')
  }
  const lost = () => {
    owner = null
    void capture.halt()
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
    const [misfit] = misfitsOf(store, read.settings)
    if (misfit) {
      log.error('settings-do-not-fit', { field: misfit.field })
      return
    }
    const before = settings
    settings = read.settings
    raw = read.raw
    if (proxyOf(before) !== proxyOf(settings)) {
      const old = http
      http = deps.createHttp({ proxyUrl: proxyOf(settings) })
      old
        .close()
        .catch((error: unknown) => log.warn('http-close', { error: error instanceof Error ? error.name : 'unknown' }))
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
    const isLookDue = clock.monotonicMs() - keptAtMs >= KEEP_EVERY_MS
    if (isLookDue) {
      keptAtMs = clock.monotonicMs()
      // First, because all else may fail on a disk in trouble.
      upkeep.tick(owner !== null)
    }
    readSettings()
    watchSecrets()
    const seen = store.dataVersion()
    if (seen !== version) {
      version = seen
      changed('messages')
    }
    if (owner && isLookDue) {
      keeper.tick(owner)
      watchAlarms(context)
    }
    for (const notice of readNotices()) for (const listener of noticeListeners) listener(notice)
  }

  const role = createRole(
    {
      store,
      lock: deps.lock,
      clock,
      log: log.child('role'),
      host: deps.host,
      longestRequestMs: () => Math.max(...settings.connections.map(({ timeoutSeconds }) => timeoutSeconds)) * 1000,
      onGained: gained,
      onLost: lost,
      onTick: tick,
    },
    options,
  )

  const unwatchStalls = deps.stalls?.watch((ms) => {
    stall = { at: clock.now(), ms }
    log.warn('stood-still', { ms })
    changed('health')
  })

  return {
    start: role.start,
    async stop() {
      await capture.stop()
      await dispatcher.stop()
      role.stop()
      owner = null
      cancelEvents?.()
      unwatchStalls?.()
      await deps.parse?.close()
      await http.close()
      timers.cancelAll()
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
