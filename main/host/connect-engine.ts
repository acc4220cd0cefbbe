import type { Topic } from '../contract/methods.ts'
import type { Notice } from '../contract/notice.ts'
import { createThreadEngine, type ThreadEngineDeps } from './engine-client.ts'
import { createListeners, type EngineLink, type EngineState, stateSentence } from './engine-link.ts'
import { forgetServed, readServed } from './served.ts'
import { joinServedEngine } from './served-engine.ts'
import { programVersion } from './version.ts'

/**
 * The engine of a data folder, wherever it is: in the process that serves the folder, if one answers there,
 * else in a thread of this one. Two engines on one folder would be no harm, the sender's lock decides which
 * of them sends; a second one is only needless. When the other process ends, this one starts its own at once,
 * and keeps it.
 */
export const connectEngine = (
  deps: ThreadEngineDeps & { createThread?: (deps: ThreadEngineDeps) => EngineLink },
): EngineLink => {
  const { folder, clock, log, translate, createThread = createThreadEngine } = deps
  const states = createListeners<EngineState>()
  const changes = createListeners<Topic[]>()
  const notices = createListeners<Notice>()
  const starting: EngineState = { kind: 'starting' }
  let current: EngineLink | null = null
  let isStarted = false
  let isStopped = false

  const use = (engine: EngineLink): void => {
    current = engine
    engine.onState(states.tell)
    engine.onChanged(changes.tell)
    engine.onNotice(notices.tell)
    if (isStarted) engine.start()
    states.tell(engine.state())
  }
  /** Null: told to stop meanwhile. */
  const connect = async (): Promise<EngineLink | null> => {
    const served = readServed(folder)
    const joined = served && (await joinServedEngine(served, { version: programVersion, clock, log, translate }))
    if (isStopped) {
      await joined?.stop()
      return null
    }
    if (!joined) {
      forgetServed(folder)
      const engine = createThread(deps)
      use(engine)
      return engine
    }
    log.info('engine-joined', { address: served.address })
    use(joined)
    void joined.lost.then(() => {
      if (isStopped) return
      log.warn('engine-left')
      current = null
      states.tell(starting)
      connecting = connect()
    })
    return joined
  }
  let connecting: Promise<EngineLink | null> = connect()

  return {
    start: () => {
      isStarted = true
      current?.start()
    },
    state: () => current?.state() ?? starting,
    call: async (method, input, caller) => {
      const engine = current ?? (await connecting)
      if (engine !== null && !isStopped) return engine.call(method, input, caller)
      const message = stateSentence({ kind: 'gone', refusal: null, retryMs: null }, translate()) ?? ''
      return { ok: false, error: { code: 'not-available', message } }
    },
    wake: () => current?.wake(),
    hold: (ms) => current?.hold(ms),
    stop: async () => {
      isStopped = true
      const engine = current ?? (await connecting)
      await engine?.stop()
    },
    onState: states.add,
    onChanged: changes.add,
    onNotice: notices.add,
  }
}
