import { MessageChannel, Worker } from 'node:worker_threads'
import type { Reply, Topic } from '../contract/methods.ts'
import type { Notice } from '../contract/notice.ts'
import type { Clock } from '../core/ports/clock.ts'
import type { Log } from '../core/ports/log.ts'
import type { AskedKeyStore } from '../core/ports/secrets.ts'
import type { Translate } from '../core/ports/texts.ts'
import { faultOf } from '../core/redact/fault.ts'
import { createListeners, type EngineLink, type EngineState, stateSentence } from './engine-link.ts'
import { answerKeyStore } from './key-store-port.ts'
import { bundlePath, isFromSources } from './places.ts'
import type { StartRefusal } from './refusal.ts'
import { FromThread, type ThreadGiven, type ToThread } from './thread-messages.ts'

/** How long after its end the engine is started again, step by step; the last repeats. */
const waitsMs = [1_000, 2_000, 5_000, 10_000, 20_000, 30_000, 60_000] as const

/** An engine that ran so long had a good start: the waits begin anew. */
const GOOD_RUN_MS = 60_000

/** How long a call waits for an engine that is starting, so that a usual start shows no words about it. */
const STARTING_PATIENCE_MS = 2_000

/** Longer than a request in flight may take (120 s); then the thread is ended from outside. */
const STOP_PATIENCE_MS = 140_000
const TERMINATE_PATIENCE_MS = 5_000

export type ThreadEngineDeps = {
  folder: string
  /** Begin a new data folder with secrets that only this user can read. */
  isForThisUser?: boolean
  keyStore?: AskedKeyStore | null
  clock: Clock
  log: Log
  /** For the words of refusals; asked each time, since the language may change. */
  translate: () => Translate
  /** The thread's file; another one in tests. */
  entry?: URL | string
}

/** Beside this file as source; a file of its own in the built program. */
const ownEntry = (): URL | string =>
  isFromSources ? new URL('./engine-thread.ts', import.meta.url) : bundlePath('engine-thread.mjs')

/**
 * Starts a thread with an engine on a data folder at once, keeps it going, and passes calls and events. Needs
 * no store or engine code.
 */
export const createThreadEngine = (deps: ThreadEngineDeps): EngineLink => {
  const { folder, isForThisUser = false, keyStore = null, clock, log, translate, entry = ownEntry() } = deps
  const states = createListeners<EngineState>()
  const changes = createListeners<Topic[]>()
  const notices = createListeners<Notice>()
  const pending = new Map<number, (reply: Reply) => void>()
  const ended = Promise.withResolvers<void>()

  let state: EngineState = { kind: 'starting' }
  let worker: Worker | null = null
  let isStarted = false
  let isStopping = false
  let failures = 0
  let runningSinceMs: number | null = null
  let refusal: StartRefusal | null = null
  let calls = 0
  let cancelRetry: () => void = () => undefined

  const enter = (next: EngineState): void => {
    state = next
    states.tell(next)
  }
  const post = (message: ToThread): void => worker?.postMessage(message)
  const refused = (): Reply => ({
    ok: false,
    error: { code: 'not-available', message: stateSentence(state, translate()) ?? '' },
  })

  const take = (message: FromThread): void => {
    if (message.kind === 'reply') {
      pending.get(message.id)?.(message.reply)
      pending.delete(message.id)
    } else if (message.kind === 'changed') changes.tell(message.topics)
    else if (message.kind === 'notice') notices.tell(message.notice)
    else if (message.kind === 'refused') refusal = message.refusal
    else if (!isStopping) {
      refusal = null
      runningSinceMs = clock.monotonicMs()
      if (isStarted) post({ kind: 'start' })
      enter({ kind: 'running', locale: message.locale, isElsewhere: false })
    }
  }

  const onEnd = (code: number): void => {
    worker = null
    if (runningSinceMs !== null && clock.monotonicMs() - runningSinceMs >= GOOD_RUN_MS) failures = 0
    runningSinceMs = null
    const retryMs = isStopping ? null : (waitsMs[Math.min(failures, waitsMs.length - 1)] ?? GOOD_RUN_MS)
    failures += 1
    enter({ kind: 'gone', refusal, retryMs })
    for (const settle of pending.values()) settle(refused())
    pending.clear()
    if (retryMs === null) ended.resolve()
    else {
      log.error('engine-ended', { code, refusal: refusal?.kind ?? null, retryMs })
      cancelRetry = clock.after(retryMs, launch)
    }
  }

  const launch = (): void => {
    const bell = new SharedArrayBuffer(4)
    const { port1, port2 } = new MessageChannel()
    if (keyStore) answerKeyStore(port1, bell, keyStore)
    const given: ThreadGiven = { folder, isForThisUser, keyStore: keyStore ? { port: port2, bell } : null }
    enter({ kind: 'starting' })
    try {
      const made = new Worker(entry, { workerData: given, transferList: keyStore ? [port2] : [] })
      worker = made
      made.on('message', (data: unknown) => {
        const message = FromThread.safeParse(data)
        if (message.success) take(message.data)
        else log.error('thread-message-unknown')
      })
      // An error that the thread itself could not take care of, such as a file that is not there. Its end
      // comes after it.
      made.on('error', (error) => log.error('engine-failed', faultOf(error)))
      made.once('exit', (code) => {
        port1.close()
        if (worker === made) onEnd(code)
      })
    } catch (error) {
      // No memory or thread to be had.
      log.error('engine-failed', faultOf(error))
      port1.close()
      onEnd(1)
    }
  }

  /** Whether the engine runs, after waiting a little for one that starts. */
  const isRunning = (): Promise<boolean> => {
    if (state.kind !== 'starting') return Promise.resolve(state.kind === 'running')
    return new Promise((resolve) => {
      const settle = (next: EngineState) => {
        cancel()
        unlisten()
        resolve(next.kind === 'running')
      }
      const cancel = clock.after(STARTING_PATIENCE_MS, () => settle(state))
      const unlisten = states.add(settle)
    })
  }

  launch()
  return {
    start: () => {
      if (isStarted) return
      isStarted = true
      if (state.kind === 'running') post({ kind: 'start' })
    },
    state: () => state,
    call: async (method, input, caller) => {
      if (!(await isRunning())) return refused()
      const id = calls++
      const { promise, resolve } = Promise.withResolvers<Reply>()
      pending.set(id, resolve)
      post({ kind: 'call', id, method, input, caller })
      return promise
    },
    wake: () => post({ kind: 'wake' }),
    hold: (ms) => post({ kind: 'hold', ms }),
    stop: async () => {
      const wasStopping = isStopping
      isStopping = true
      cancelRetry()
      if (wasStopping) return ended.promise
      if (worker === null) {
        enter({ kind: 'gone', refusal, retryMs: null })
        ended.resolve()
        return ended.promise
      }
      let cancel: () => void = () => undefined
      const terminate = () => {
        log.warn('engine-terminated')
        void worker?.terminate()
        // A thread inside the database ends only when that lets it go.
        cancel = clock.after(TERMINATE_PATIENCE_MS, ended.resolve)
      }
      // One that is not made yet has nothing in flight, and hears nothing while it waits for the database.
      if (state.kind !== 'running') terminate()
      else {
        post({ kind: 'stop' })
        cancel = clock.after(STOP_PATIENCE_MS, terminate)
      }
      await ended.promise
      cancel()
    },
    onState: states.add,
    onChanged: changes.add,
    onNotice: notices.add,
  }
}
