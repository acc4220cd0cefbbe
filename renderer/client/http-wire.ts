import { HostInfo } from '../../main/contract/host.ts'
import { ChangedEvent, Reply } from '../../main/contract/methods.ts'
import { CallFailure } from './call-failure.ts'
import { readEvents } from './event-stream.ts'
import type { Wire, WireEvent } from './wire.ts'

type Options = {
  /** Such as `http://127.0.0.1:8123`, without a slash at its end. */
  origin: string
  /** A promise where a code is exchanged for it first. */
  token: string | Promise<string>
  /** How long to wait before listening again, step by step; the last repeats. */
  backoffMs?: readonly number[]
}

const wait = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })

/**
 * The wire of the headless host: calls by POST, events as a stream read with fetch, because only fetch can
 * carry the token.
 */
export const createHttpWire = ({ origin, token, backoffMs = [1000, 2000, 5000, 10_000] }: Options): Wire => {
  const ask = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const authorization = `Bearer ${await token}`
    try {
      return await fetch(`${origin}${path}`, {
        ...init,
        headers: { authorization, ...init.headers },
        cache: 'no-store',
      })
    } catch {
      // fetch says only that the line is down, in words of the browser; ours are on the screen
      throw new CallFailure('unreachable', 'Night Porter did not answer.')
    }
  }
  const json = async (response: Response): Promise<unknown> => {
    try {
      return await response.json()
    } catch {
      // neither host writes anything but JSON here: something else answers on this port
      throw new CallFailure(
        'unexpected-answer',
        `Something that is not Night Porter answered with status ${response.status}.`,
      )
    }
  }

  const listenOnce = async (
    signal: AbortSignal,
    onEvent: (event: WireEvent) => void,
    onOpen: () => void,
  ): Promise<void> => {
    const response = await ask('/events', { signal })
    if (!response.ok || !response.body) return
    onOpen()
    for await (const { event, data } of readEvents(response.body)) {
      if (event !== 'changed') continue
      const changed = ChangedEvent.safeParse(parseJson(data))
      if (changed.success) onEvent({ kind: 'changed', topics: changed.data.topics })
    }
  }

  const listenOn = async (signal: AbortSignal, onEvent: (event: WireEvent) => void): Promise<void> => {
    let failures = 0
    let wasLost = false
    const onOpen = () => {
      failures = 0
      if (wasLost) onEvent({ kind: 'back' })
      wasLost = false
    }
    while (!signal.aborted) {
      // A stream that breaks is the same as one that ends: both are followed by the next try.
      await listenOnce(signal, onEvent, onOpen).catch(() => undefined)
      if (signal.aborted) return
      if (!wasLost) onEvent({ kind: 'lost' })
      wasLost = true
      await wait(backoffMs[Math.min(failures, backoffMs.length - 1)] ?? 1000, signal)
      failures += 1
    }
  }

  return {
    call: async (method, input) => {
      const response = await ask(`/rpc/${method}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(input),
      })
      const reply = Reply.safeParse(await json(response))
      if (reply.success) return reply.data
      throw new CallFailure('unexpected-answer', `The answer to ${method} has another shape than expected.`)
    },
    listen: (onEvent) => {
      const stop = new AbortController()
      void listenOn(stop.signal, onEvent)
      return () => stop.abort()
    },
    info: async () => {
      const response = await ask('/info')
      if (response.status === 401) throw new CallFailure('unauthorized', 'The token in the address is not valid.')
      // The host answers as it does to calls; a plain description is taken as well.
      const body = await json(response)
      const reply = Reply.safeParse(body)
      return HostInfo.parse(reply.success && reply.data.ok ? reply.data.value : body)
    },
  }
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    // an event nobody can read changes nothing; the slow refetch sees what it meant
    return null
  }
}
