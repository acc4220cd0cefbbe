import type { Notice } from '../contract/notice.ts'
import { faultOf } from '../core/redact/fault.ts'
import type { AlarmDeps } from './alarms/deps.ts'
import { createNoticeReader, watchAlarms } from './alarms/watch-alarms.ts'
import { createHandlers } from './calls/handlers.ts'
import { type CaptureOptions, createCapture } from './capture/capture.ts'
import type { EngineDeps } from './deps.ts'
import type { Engine } from './engine.ts'
import { createEvents, type Origin } from './events.ts'
import { misfitsOf } from './fits-data.ts'
import { createHttpClient } from './http-client.ts'
import { createListeners } from './listeners.ts'
import { createParseHere } from './parse-here.ts'
import { createRole, type RoleTimes } from './sender/sender-role.ts'
import { createClockWatch } from './sending/clock-watch.ts'
import type { SendingDeps } from './sending/deps.ts'
import { createDispatcher } from './sending/dispatcher.ts'
import { createLinkWatch } from './sending/link-watch.ts'
import { recoverClaims } from './sending/recover.ts'
import { createRequestMeter } from './sending/request-meter.ts'
import { returnUnlocked } from './sending/return-unlocked.ts'
import { bindSecrets } from './sending/secret-of.ts'
import type { SenderTerm } from './sending/sender-term.ts'
import { createSettingsWatch } from './settings-watch.ts'
import { createStallWatch } from './stall-watch.ts'
import { createStampWatch } from './stamp-watch.ts'
import { createTick } from './tick.ts'
import { createTimers } from './timers.ts'
import { readUndelivered } from './upkeep/read-coverage.ts'
import { createUpkeep, type UpkeepTimes } from './upkeep/upkeep.ts'

const MINUTE_MS = 60_000
/** Whoever took over has judged the request in flight already; and the time a reply needs to be written. */
const LOST_WAIT_MS = 5_000

/**
 * Puts the rooms together, each with what it may touch. Only the owner of the sender's lock captures and
 * sends.
 */
export const createEngine = (deps: EngineDeps, options: CaptureOptions & RoleTimes & UpkeepTimes = {}): Engine => {
  const { store, log } = deps
  const { clock, cancelAll } = createTimers(deps.clock)
  const parse = deps.parse ?? createParseHere(deps.channels)
  const events = createEvents({ clock })
  const notices = createListeners<Notice>()
  const httpClient = createHttpClient({ createHttp: deps.createHttp, atStart: deps.settings, log })
  const requests = createRequestMeter((connection) => store.jobs.requestsSince(connection, clock.now() - MINUTE_MS))
  let owner: SenderTerm | null = null

  const settingsWatch = createSettingsWatch({
    source: deps.settingsSource,
    atStart: deps.settings,
    misfits: (settings) => misfitsOf(store, settings),
    clock,
    log,
    onChange: (now, before) => {
      httpClient.useProxyOf(now)
      if (owner) {
        if (JSON.stringify(before.folders) !== JSON.stringify(now.folders)) capture.settingsChanged()
        linkWatch.retest(owner)
      }
      events.publisher('settings')('settings')
    },
    onFault: () => {
      events.publisher('settings')('settings')
      events.publisher('settings')('health')
    },
  })
  const bindStored = () => {
    try {
      bindSecrets({ channels: deps.channels, secrets: deps.secrets, settings: settingsWatch.settings })
    } catch (error) {
      // A disk that refuses: what is not bound is sent nowhere, and the next start tries again.
      log.error('secrets-not-bound', faultOf(error))
    }
  }
  bindStored()
  const secretsWatch = createStampWatch({
    read: () => deps.secrets.stamp(),
    onChange: () => {
      bindStored()
      if (owner) linkWatch.retest(owner)
      events.publisher('settings')('settings')
    },
  })
  const databaseWatch = createStampWatch({
    read: () => store.dataVersion(),
    onChange: () => events.publisher('another-process')('messages'),
  })
  const stallWatch = createStallWatch({
    stalls: deps.stalls,
    clock,
    log,
    onStall: () => events.publisher('process')('health'),
  })

  const isSender = () => owner !== null && store.sender.isOwner(owner.epoch)

  const settings = settingsWatch.settings
  const sendingAs = (by: Origin): SendingDeps => ({
    store,
    channels: deps.channels,
    parse,
    secrets: deps.secrets,
    http: httpClient.http,
    requests,
    clock,
    ids: deps.ids,
    log,
    texts: deps.texts,
    settings,
    changed: events.publisher(by),
  })
  const dispatcher = createDispatcher({ ...sendingAs('dispatcher'), onChange: events.onChange })
  const linkWatch = createLinkWatch(sendingAs('links'))
  const clockWatch = createClockWatch(sendingAs('links'))
  const capture = createCapture(
    {
      store,
      files: deps.files,
      owners: deps.owners,
      parse,
      channels: deps.channels,
      clock,
      ids: deps.ids,
      log,
      host: deps.host,
      settings,
      changed: events.publisher('capture'),
      isSender,
    },
    options,
  )
  const upkeep = createUpkeep(
    {
      store,
      channels: deps.channels,
      settingsSource: deps.settingsSource,
      rawSettings: settingsWatch.raw,
      settings,
      clock,
      ids: deps.ids,
      log,
      changed: events.publisher('upkeep'),
    },
    options,
  )
  const settingsFault = () => {
    const fault = settingsWatch.fault()
    return fault === null ? null : { ...fault, lastGood: deps.settingsSource.lastGood() }
  }
  const alarms: AlarmDeps = {
    store,
    clock,
    log,
    texts: deps.texts,
    settings,
    settingsFault: settingsWatch.fault,
    changed: events.publisher('alarms'),
  }
  const readNotices = createNoticeReader(alarms)

  const longestRequestMs = () => Math.max(...settings().connections.map(({ timeoutSeconds }) => timeoutSeconds)) * 1000

  const role = createRole(
    {
      store,
      lock: deps.lock,
      clock,
      log: log.child('role'),
      host: deps.host,
      longestRequestMs,
      onGained: (epoch) => {
        // First, and whole: nothing is sent before it is clear what an earlier owner left on its way.
        const recovered = recoverClaims({ store, clock, settings }, epoch)
        if (recovered > 0) log.warn('recovered', { messages: recovered })
        returnUnlocked({ store, clock, settings })
        readUndelivered({ store, channels: deps.channels, settings })
        owner = { epoch, awakeMs: role.awakeMs }
        clockWatch.look(owner)
        capture.start()
        dispatcher.start(owner)
        events.publisher('role')('messages')
      },
      onLost: () => {
        owner = null
        void capture.halt()
        void dispatcher.stop(LOST_WAIT_MS)
        events.publisher('role')('health')
      },
      onTick: createTick({
        clock,
        upkeep: () => upkeep.tick(owner !== null),
        polls: [settingsWatch, secretsWatch, databaseWatch],
        watches: () => {
          if (!owner) return
          clockWatch.look(owner)
          linkWatch.tick(owner)
          watchAlarms(alarms)
        },
        tell: () => {
          for (const notice of readNotices()) notices.tell(notice)
        },
      }),
    },
    options,
  )

  return {
    start: role.start,
    async stop() {
      await Promise.all([capture.stop(), dispatcher.stop(longestRequestMs() + LOST_WAIT_MS)])
      role.stop()
      owner = null
      events.stop()
      stallWatch.stop()
      await deps.parse?.close()
      await httpClient.close()
      cancelAll()
    },
    wake() {
      capture.scanNow()
      dispatcher.wake()
    },
    hold: dispatcher.hold,
    handlers: createHandlers({
      ...sendingAs('person'),
      store,
      channels: deps.channels,
      settingsSource: deps.settingsSource,
      readSettings: settingsWatch.poll,
      settingsFault,
      secrets: deps.secrets,
      files: deps.files,
      host: deps.host,
      role,
      lastStall: stallWatch.last,
    }),
    onChanged: events.onTopics,
    onNotice: notices.add,
  }
}
