import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Clock } from '../core/ports/clock.ts'
import { createChannel } from './channel.ts'
import { readRawRequest } from './http-request.ts'
import type { KeptJob } from './job-api.ts'
import type { KeptBooking } from './kept-bookings.ts'
import { createRequestLog, type SeenRequest, type StandInCounts } from './request-log.ts'
import type { Scenario } from './scenario.ts'
import { sendReply } from './send-reply.ts'
import { systemClock } from './system-clock.ts'

export type StandInOptions = {
  /** 0 takes a free one. */
  port: number
  scenario: Scenario
  clock?: Clock
  /** Called for each request once its reply is decided. */
  onSeen?: (seen: SeenRequest) => void
  /** How many requests `seen` holds; older ones are dropped. 10000 by default. */
  keep?: number
}

export type StandIn = {
  /** `http://127.0.0.1:PORT` */
  url: string
  port: number
  /** Oldest first. */
  readonly seen: readonly SeenRequest[]
  /**
   * Plays another scenario from now on: its times and rule counters begin anew; accepted bookings and jobs
   * stay.
   */
  setScenario(scenario: Scenario): void
  counts(): StandInCounts
  /** Reservations that were accepted. */
  bookings(): KeptBooking[]
  jobs(): KeptJob[]
  /** Most requests in flight at one moment for this hotel; without a hotel, of all. */
  maxInFlight(hotelCode?: string): number
  /** Ends all connections, half-open ones included. */
  close(): Promise<void>
}

/** Loopback only: the stand-in knows practice passwords and answers anybody. Gives the port. */
const listen = async (server: Server, port: number): Promise<number> => {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })
  const address = server.address()
  return typeof address === 'object' && address ? address.port : port
}

/**
 * Starts the channel's stand-in on 127.0.0.1: pmsXchange under /webservices/CODE, the job API under every
 * other path. Rejects with Node's own error (`EADDRINUSE` and the like) where the port cannot be had.
 */
export const startStandIn = async ({
  port: wanted,
  scenario,
  clock = systemClock,
  onSeen,
  keep,
}: StandInOptions): Promise<StandIn> => {
  const log = createRequestLog(keep ?? 10_000)
  const channel = createChannel({ clock, scenario })

  const serve = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const at = clock.now()
    const span = log.open()
    response.once('close', span.close)
    const raw = await readRawRequest(incoming, channel.maxBytes())
    if (!raw) return
    const { seen, reply } = channel.answer(raw, at)
    span.setHotel(seen.hotelCode)
    const entry = log.add(seen)
    onSeen?.(entry)
    sendReply(response, reply, clock)
  }

  const server = createServer((incoming, response) => void serve(incoming, response))
  // An idle connection that ends of itself would now and then cut a request just sent: a fault no scenario
  // asked for.
  server.keepAliveTimeout = 0
  const port = await listen(server, wanted)

  return {
    url: `http://127.0.0.1:${port}`,
    port,
    seen: log.seen,
    setScenario: channel.setScenario,
    counts: log.counts,
    bookings: channel.bookings,
    jobs: channel.jobs,
    maxInFlight: log.maxInFlight,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
