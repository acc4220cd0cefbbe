import type { MessageKind } from '../../contract/words.ts'
import { otaMessageOf } from '../../core/channels/pmsxchange/ota-messages.ts'
import type { Clock } from '../../core/ports/clock.ts'
import type { Http, HttpRequest, HttpResult } from '../../core/ports/http.ts'
import { noReply } from './sim-replies.ts'

/**
 * A channel that exists only in the simulation: it answers by a script, after a while, and notes every
 * request.
 */

/** One request as the script sees it. */
export type SimAsk = {
  at: number
  kind: MessageKind | 'test'
  messageType: string
  hotel: string
  reservation: string
  /**
   * How many requests of this kind about this reservation (or about the hotel, for availability and rates)
   * there were with this one.
   */
  attempt: number
  echoToken: string
  /** The URL asked. */
  url: string
  body: string
}

export type SimRequest = SimAsk & { endedAt: number | null; result: HttpResult | null }

/** Answers one request. */
export type SimScript = (ask: SimAsk) => HttpResult

export type SimChannel = {
  seen: SimRequest[]
  /** The most requests about messages of one hotel that were ever under way together. */
  maxInFlight: () => number
  /**
   * A way to the channel for one life of the program: when it dies, what is under way is never heard of
   * again.
   */
  connect(isAlive: () => boolean): Http
  /** The program died: nothing of it is under way any more. */
  cut(): void
}

const pick = (body: string, pattern: RegExp): string => pattern.exec(body)?.[1] ?? ''

const kindOf = (messageType: string, body: string): SimAsk['kind'] => {
  const type = otaMessageOf(messageType)
  if (messageType === 'OTA_PingRQ') return 'test'
  if (type === undefined) return 'new'
  if (type.about === 'cancellation') return 'cancel'
  if (type.about !== 'reservations') return type.about
  const resStatus = pick(body, /ResStatus="([^"]*)"/)
  if (!type.isWhole) return 'change'
  return resStatus === 'Cancel' ? 'cancel' : resStatus === 'Modify' ? 'change' : 'new'
}

const readAsk = ({ url, body = '' }: HttpRequest, at: number): SimAsk => {
  const messageType = pick(body, /<(?:\w+:)?(OTA_\w+RQ)\b/)
  return {
    at,
    kind: kindOf(messageType, body),
    messageType,
    hotel: pick(body, /HotelCode="([^"]*)"/),
    reservation: pick(body, /ResID_Value="([^"]*)"/) || pick(body, /<UniqueID[^>]* ID="([^"]*)"/),
    attempt: 0,
    echoToken: pick(body, /EchoToken="([^"]*)"/),
    url,
    body,
  }
}

/**
 * `answerMs` gives how long each answer takes; a request that would take longer than its time-out ends as one
 * without reply.
 */
export const createSimChannel = (parts: {
  clock: Clock
  script: SimScript
  answerMs: (ask: SimAsk) => number
}): SimChannel => {
  const { clock } = parts
  const seen: SimRequest[] = []
  const attempts = new Map<string, number>()
  let flying = new Map<string, number>()
  let most = 0

  const note = (request: HttpRequest): SimRequest => {
    const ask = readAsk(request, clock.now())
    const key = `${ask.kind}|${ask.hotel}|${ask.reservation}`
    const attempt = (attempts.get(key) ?? 0) + 1
    attempts.set(key, attempt)
    const noted: SimRequest = { ...ask, attempt, endedAt: null, result: null }
    seen.push(noted)
    return noted
  }

  const connect = (isAlive: () => boolean): Http => ({
    close: async () => undefined,
    send: (request) =>
      new Promise<HttpResult>((resolve) => {
        const noted = note(request)
        const { hotel } = noted
        const lives = flying
        const isCounted = noted.kind !== 'test'
        if (isCounted) {
          lives.set(hotel, (lives.get(hotel) ?? 0) + 1)
          most = Math.max(most, lives.get(hotel) ?? 0)
        }
        const answer = parts.script(noted)
        const wantedMs = parts.answerMs(noted)
        const isTooSlow = wantedMs > request.timeoutMs
        const finish = (result: HttpResult) => {
          if (noted.result !== null || !isAlive()) return
          noted.result = { ...result, tookMs: clock.now() - noted.at }
          noted.endedAt = clock.now()
          if (isCounted) lives.set(hotel, (lives.get(hotel) ?? 0) - 1)
          resolve(noted.result)
        }
        clock.after(isTooSlow ? request.timeoutMs : wantedMs, () =>
          finish(isTooSlow ? noReply('timeout', true) : answer),
        )
        request.signal?.addEventListener('abort', () => finish(noReply('stopped', true)))
      }),
  })

  return {
    seen,
    maxInFlight: () => most,
    connect,
    cut: () => {
      flying = new Map()
    },
  }
}
