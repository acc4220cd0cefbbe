import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import { createTexts } from '../../../main/adapters/texts.ts'
import type { Health } from '../../../main/contract/health.ts'
import type { Answer, Handlers, Topic } from '../../../main/contract/methods.ts'
import type { Notice } from '../../../main/contract/notice.ts'
import type { Clock } from '../../../main/core/ports/clock.ts'
import type { Log, LogFields } from '../../../main/core/ports/log.ts'
import type { AskedKeyStore } from '../../../main/core/ports/secrets.ts'
import type { Texts } from '../../../main/core/ports/texts.ts'
import { startDesktop } from '../../../main/desktop/desktop.ts'
import { answerCall } from '../../../main/engine/calls/answer-call.ts'
import { createListeners, type EngineLink, type EngineState, stateSentence } from '../../../main/host/engine-link.ts'
import { createElectronDouble, type DoubleOptions } from '../../support/electron-double.ts'
import { eventually } from '../../support/eventually.ts'

/** Starts the real main/desktop code over the Electron double, with an engine a test can steer. */

const projectFolder = path.resolve(import.meta.dirname, '../../..')

export const testHealth = (change: Partial<Health> = {}): Health => ({
  level: 'ok',
  sentence: 'Everything your PMS sent out has been delivered.',
  detail: 'Last delivered at 08:21.',
  counts: { waiting: 0, sending: 0, confirming: 0, unsure: 0, failed: 0, deliveredToday: 9 },
  reservations: { onTheWay: 0, needSomeone: 0, arrivingToday: 0 },
  lanes: [],
  connections: [connection('pmsx', 'ok')],
  folders: [],
  lastDeliveredAt: null,
  dayStartedAt: 0,
  hotelName: 'Hotel Lindenhof',
  timeZone: 'Europe/Vienna',
  locale: 'en',
  isRehearsal: false,
  sender: { isThis: true, name: null },
  ...change,
})

export const connection = (
  id: string,
  state: Health['connections'][number]['state'],
  isPausedByPerson = false,
): Health['connections'][number] => ({
  id,
  kind: 'pmsxchange',
  label: 'SiteMinder',
  state,
  sentence: '',
  since: null,
  nextTryAt: null,
  lastAnswerAt: null,
  lastAnswerMs: null,
  isPausedByPerson,
})

export type LogLine = { level: string; event: string; fields: LogFields }

export const createTestLog = (lines: LogLine[] = []): Log & { lines: LogLine[] } => {
  const write = (level: string) => (event: string, fields?: LogFields) => {
    lines.push({ level, event, fields: fields ?? {} })
  }
  const log = {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    lines,
    child: () => log,
  }
  return log
}

/** A clock that stands still until it is moved. */
export const createTestClock = (
  startAt = 1_764_000_000_000,
): Clock & { advance(ms: number): void; planned(): number } => {
  let nowMs = startAt
  const timers = new Set<{ at: number; run: () => void }>()
  return {
    now: () => nowMs,
    monotonicMs: () => nowMs - startAt,
    sinceBootMs: () => nowMs - startAt,
    after: (ms, run) => {
      const timer = { at: nowMs + ms, run }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    planned: () => timers.size,
    advance: (ms) => {
      nowMs += ms
      for (const timer of [...timers].filter(({ at }) => at <= nowMs)) {
        timers.delete(timer)
        timer.run()
      }
    },
  }
}

/** The real texts of assets/locales. */
export const createTestTexts = (): Texts => createTexts()

/** An engine in place of the thread's: it does as it is told and notes what was asked of it. */
export const createTestEngine = (first: Health = testHealth()) => {
  let health = first
  let state: EngineState = { kind: 'running', locale: first.locale === 'de' ? 'de' : 'en', isElsewhere: false }
  const states = createListeners<EngineState>()
  const changes = createListeners<Topic[]>()
  const notices = createListeners<Notice>()
  const calls: { method: string; input: unknown }[] = []
  const counted = { starts: 0, stops: 0, wakes: 0, holds: 0 }
  const stopping: Promise<void>[] = []
  const log = createTestLog()
  const ready = <T>(value: T): Answer<T> => ({ ok: true, value })
  const refused = { ok: false, error: { code: 'not-available', message: 'not in this test' } } as const
  const no = () => refused
  const setState = (id: string, state: 'ok' | 'paused') => {
    const isPausedByPerson = state === 'paused'
    health = {
      ...health,
      connections: health.connections.map((one) => (one.id === id ? { ...one, state, isPausedByPerson } : one)),
    }
  }
  const changed = changes.tell
  const handlers: Handlers = {
    'health.get': () => ready(health),
    'connections.pause': (input) => {
      calls.push({ method: 'connections.pause', input })
      setState(input.id, 'paused')
      changed(['health'])
      return ready({ paused: true })
    },
    'connections.resume': (input) => {
      calls.push({ method: 'connections.resume', input })
      setState(input.id, 'ok')
      changed(['health'])
      return ready({ paused: false })
    },
    'folders.list': no,
    'guests.find': no,
    'guests.erase': no,
    'guests.erasures': no,
    'messages.list': no,
    'messages.get': no,
    'messages.content': no,
    'messages.original': no,
    'notices.close': no,
    'messages.support': no,
    'messages.resend': no,
    'messages.settle': no,
    'messages.close': no,
    'causes.list': no,
    'connections.test': no,
    'settings.get': no,
    'folders.capture': no,
    'settings.save': no,
    'settings.restore': no,
    'access.state': no,
    'access.unlock': no,
    'secrets.set': no,
    'doctor.run': () => {
      throw new TypeError('a bug in this test')
    },
  }
  const engine: EngineLink = {
    state: () => state,
    call: async (method, input) =>
      state.kind === 'running'
        ? answerCall({ handlers, log }, method, input)
        : {
            ok: false,
            error: { code: 'not-available', message: stateSentence(state, createTestTexts().in('en')) ?? '' },
          },
    start: () => {
      counted.starts += 1
    },
    stop: async () => {
      counted.stops += 1
      await Promise.all(stopping)
    },
    hold: () => {
      counted.holds += 1
    },
    wake: () => {
      counted.wakes += 1
    },
    onState: states.add,
    onChanged: changes.add,
    onNotice: notices.add,
  }
  return {
    engine,
    handlers,
    calls,
    counted,
    changed,
    enter: (next: EngineState) => {
      state = next
      states.tell(next)
    },
    /** The engine's stop waits for this. */
    holdStop: (until: Promise<void>) => {
      stopping.push(until)
    },
    notice: notices.tell,
    setHealth: (change: Partial<Health>) => {
      health = { ...health, ...change }
      changed(['health'])
    },
  }
}

/** A program folder as it is installed: the project's assets, and screens built by hand. */
export const createProgramFolder = (): string => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'np-program-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  symlinkSync(path.join(projectFolder, 'assets'), path.join(folder, 'assets'))
  mkdirSync(path.join(folder, 'out', 'renderer', 'assets'), { recursive: true })
  const screens = path.join(folder, 'out', 'renderer')
  writeFileSync(
    path.join(screens, 'index.html'),
    '<meta name="csp-nonce" content="__NONCE__"><style nonce="__NONCE__"></style>',
  )
  writeFileSync(path.join(screens, 'assets', 'main.js'), 'export const started = true\n')
  writeFileSync(path.join(folder, 'out', 'secret.json'), '{"not":"a screen"}')
  return folder
}

type StartOptions = {
  argv?: string[]
  double?: Partial<DoubleOptions>
  engine?: ReturnType<typeof createTestEngine>
  platform?: NodeJS.Platform
  programFolder?: string
  makeFolder?: (folder: string) => void
}

/**
 * One start of the program, up to the moment the system says ready. `running` is null when it ended at once.
 */
export const startTestDesktop = async (options: StartOptions = {}) => {
  const programFolder = options.programFolder ?? createProgramFolder()
  const double = createElectronDouble({ programFolder, ...options.double })
  const engine = options.engine ?? createTestEngine()
  const clock = createTestClock()
  const log = createTestLog()
  const host = { kind: '', left: 0, asked: Promise.withResolvers<void>() }
  const given: { folder: string; isForThisUser: boolean; keyStore: AskedKeyStore }[] = []
  const starting = startDesktop({
    electron: double.electron,
    argv: ['night-porter', ...(options.argv ?? [])],
    surroundings: {
      platform: options.platform ?? 'linux',
      env: { XDG_STATE_HOME: path.join(programFolder, 'state') },
      home: programFolder,
      makeFolder: options.makeFolder ?? ((folder) => double.app.folders.add(folder)),
    },
    createParts: () => ({ clock, log, texts: createTestTexts() }),
    guardFaults: () => undefined,
    joinHosts: ({ kind }) => {
      host.kind = kind
      return { asked: host.asked.promise, leave: () => (host.left += 1) }
    },
    startEngine: (parts) => {
      given.push(parts)
      return engine.engine
    },
  })
  double.app.becomeReady()
  const running = await starting
  const isUp = () => {
    if (!double.windows[0]?.page) throw new Error('The window has no page yet')
    if (engine.engine.state().kind === 'running' && double.trays[0]?.toolTip.startsWith('Night Porter is starting'))
      throw new Error('The tray is still starting')
  }
  if (running) await eventually(isUp)
  const [window] = double.windows
  const [tray] = double.trays
  return { ...double, double, running, engine, host, given, clock, log, window, tray, programFolder }
}
