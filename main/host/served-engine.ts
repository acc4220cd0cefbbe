import { randomUUID } from 'node:crypto'
import { Health } from '../contract/health.ts'
import { HostInfo } from '../contract/host.ts'
import { ChangedEvent, Reply, type Topic } from '../contract/methods.ts'
import { Notice } from '../contract/notice.ts'
import type { Clock } from '../core/ports/clock.ts'
import type { Log } from '../core/ports/log.ts'
import type { Translate } from '../core/ports/texts.ts'
import { faultOf } from '../core/redact/fault.ts'
import { createListeners, type EngineLink, type EngineState, stateSentence } from './engine-link.ts'
import { readEvents } from './read-events.ts'
import { WINDOW_HEADER } from './window-header.ts'

const ANSWER_PATIENCE_MS = 3_000
/** The server says something at least every 20 s; one that is silent so long has hung or lost the line. */
const SILENCE_MS = 60_000

/**
 * An engine that another process serves over HTTP. `lost` is done when that process does not answer any more.
 */
export type ServedEngine = EngineLink & { lost: Promise<void> }

type Served = { address: string; token: string }

/**
 * Joins the process that serves a data folder: this one is then only its screen. Null where nothing of the
 * same version answers there; what is written about who serves may be old. `stop` leaves that process
 * running.
 */
export const joinServedEngine = async (
  { address, token }: Served,
  deps: { version: string; clock: Clock; log: Log; translate: () => Translate },
): Promise<ServedEngine | null> => {
  const { version, clock, log, translate } = deps
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const window = randomUUID()
  const rpc = async (method: string, input: unknown, caller = '', signal?: AbortSignal): Promise<Reply> => {
    const body = JSON.stringify(input ?? {})
    const response = await fetch(`${address}/rpc/${encodeURIComponent(method)}`, {
      method: 'POST',
      headers: { ...headers, [WINDOW_HEADER]: `${window} ${caller}` },
      body,
      ...(signal ? { signal } : {}),
    })
    return Reply.parse(await response.json())
  }

  const ask = async (): Promise<EngineState | null> => {
    const signal = AbortSignal.timeout(ANSWER_PATIENCE_MS)
    const info = Reply.parse(await (await fetch(`${address}/info`, { headers, signal })).json())
    if (!info.ok || HostInfo.parse(info.value).version !== version) return null
    const health = await rpc('health.get', {}, '', signal)
    if (!health.ok) return null
    return { kind: 'running', locale: Health.parse(health.value).locale === 'de' ? 'de' : 'en', isElsewhere: true }
  }
  let state: EngineState
  try {
    const found = await ask()
    if (found === null) return null
    state = found
  } catch (error) {
    // Nobody is there any more, or something that is not Night Porter: an everyday thing after a crash.
    log.info('served-not-joined', faultOf(error))
    return null
  }

  const changes = createListeners<Topic[]>()
  const notices = createListeners<Notice>()
  const ending = new AbortController()
  const listen = async (): Promise<void> => {
    const response = await fetch(`${address}/events`, { headers, signal: ending.signal })
    if (!response.ok || response.body === null) return
    let cancel = clock.after(SILENCE_MS, () => ending.abort())
    const onBytes = () => {
      cancel()
      cancel = clock.after(SILENCE_MS, () => ending.abort())
    }
    try {
      for await (const { event, data } of readEvents(response.body, onBytes)) {
        const changed = event === 'changed' ? ChangedEvent.safeParse(data) : null
        const notice = event === 'notice' ? Notice.safeParse(data) : null
        if (changed?.success) changes.tell(changed.data.topics)
        if (notice?.success) notices.tell(notice.data)
      }
    } finally {
      cancel()
    }
  }
  // A stream that breaks is the same as one that ends.
  const lost = listen()
    .catch(() => undefined)
    .then(() => {
      state = { kind: 'starting' }
    })

  return {
    lost,
    start: () => undefined, // it does already
    state: () => state,
    call: async (method, input, caller) => {
      try {
        return await rpc(method, input, caller)
      } catch (error) {
        log.warn('served-call-failed', { method, ...faultOf(error) })
        const message = stateSentence({ kind: 'starting' }, translate()) ?? ''
        return { ok: false, error: { code: 'not-available', message } }
      }
    },
    wake: () => undefined, // that process hears of it itself
    hold: () => undefined, // that process goes on when this one ends
    stop: async () => {
      ending.abort()
      await lost
    },
    onState: () => () => undefined, // it runs until it is lost
    onChanged: changes.add,
    onNotice: notices.add,
  }
}
