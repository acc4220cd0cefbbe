import type { SeenOutcome } from './reply.ts'
import type { SeenKind } from './scenario.ts'

/**
 * One request the stand-in got, with what it made of it. Body and headers are as they came, password
 * included: they stay in memory.
 */
export type SeenRequest = {
  n: number
  /** When its head arrived, epoch ms. */
  at: number
  api: 'pmsxchange' | 'jobs'
  method: string
  path: string
  headers: Record<string, string>
  body: string
  kind: SeenKind
  messageType: string | null
  hotelCode: string | null
  reservationIds: string[]
  echoToken: string | null
  jobId: string | null
  /** 1-based place of the scenario's rule that answered; null where the normal checks did. */
  rule: number | null
  /** Status of the reply; null where none was sent. */
  status: number | null
  outcome: SeenOutcome
  what: string
}

export type StandInCounts = {
  requests: number
  accepted: number
  refused: number
  misbehaved: number
  byKind: Partial<Record<SeenKind, number>>
  /**
   * Requests that used an EchoToken another request had used. The channel wants a new one for every request.
   */
  repeatedEchoTokens: number
}

type Span = { hotelCode: string | null; from: number; to: number | null }

export type RequestLog = {
  /**
   * To be called when a request's head arrives, `setHotel` once its hotel is known, `close` when its
   * connection is done with it.
   */
  open(): { setHotel(hotelCode: string | null): void; close(): void }
  add(seen: Omit<SeenRequest, 'n'>): SeenRequest
  readonly seen: SeenRequest[]
  counts(): StandInCounts
  maxInFlight(hotelCode?: string): number
}

/** The most spans open at one moment, from the order in which they opened and closed. */
const mostAtOnce = (spans: Span[]): number => {
  const moves = spans.flatMap(({ from, to }) => [{ at: from, by: 1 }, ...(to === null ? [] : [{ at: to, by: -1 }])])
  moves.sort((a, b) => a.at - b.at)
  let open = 0
  let most = 0
  for (const { by } of moves) {
    open += by
    most = Math.max(most, open)
  }
  return most
}

/** Keeps the last `keep` requests whole, and counts of all. */
export const createRequestLog = (keep: number): RequestLog => {
  const seen: SeenRequest[] = []
  const spans: Span[] = []
  const tokens = new Set<string>()
  const counts: StandInCounts = {
    requests: 0,
    accepted: 0,
    refused: 0,
    misbehaved: 0,
    byKind: {},
    repeatedEchoTokens: 0,
  }
  let moves = 0

  return {
    open: () => {
      const span: Span = { hotelCode: null, from: moves++, to: null }
      spans.push(span)
      return {
        setHotel: (hotelCode) => {
          span.hotelCode = hotelCode
        },
        close: () => {
          span.to ??= moves++
        },
      }
    },
    add: (request) => {
      counts.requests += 1
      counts[request.outcome] += 1
      counts.byKind[request.kind] = (counts.byKind[request.kind] ?? 0) + 1
      if (request.echoToken !== null) {
        if (tokens.has(request.echoToken)) counts.repeatedEchoTokens += 1
        tokens.add(request.echoToken)
      }
      const entry = { n: counts.requests, ...request }
      seen.push(entry)
      if (seen.length > keep) seen.shift()
      return entry
    },
    seen,
    counts: () => ({ ...counts, byKind: { ...counts.byKind } }),
    maxInFlight: (hotelCode) =>
      mostAtOnce(hotelCode === undefined ? spans : spans.filter((span) => span.hotelCode === hotelCode)),
  }
}
