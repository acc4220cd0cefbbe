import type { ConnectionSettings } from '../../contract/settings.ts'
import type { Polling } from '../../core/channels/channel.ts'
import { paceAt } from '../../core/queue/adaptive-pace.ts'
import { dueAt, dueAtWithinHour } from '../../core/queue/ladder.ts'
import { pollSlots } from '../../core/queue/poll-slots.ts'
import type { LaneRecord, LinkRecord, MessageRecord } from '../../core/queue/records.ts'
import { chooseTurn, linkTurn } from '../../core/queue/turn.ts'
import { faultOf } from '../../core/redact/fault.ts'
import { businessDay } from '../../core/time/business-day.ts'
import type { Turn } from '../../store/tables/queue.ts'
import type { Events } from '../events.ts'
import { refuseBeforeSending } from './before-sending.ts'
import type { SendingDeps } from './deps.ts'
import { createJobPoller } from './job-poller.ts'
import { runLinkTest } from './link-test.ts'
import { recoverLost } from './recover.ts'
import { claim, sendClaimed } from './send-message.ts'
import type { SenderTerm } from './sender-term.ts'

const SLOW_TICK_MS = 5_000

/** A hotel the channel refuses: nothing but one probe an hour, and what a person asks for. */
const isHeld = (lane: LaneRecord, now: number): boolean =>
  lane.heldCause !== null && dueAtWithinHour(lane.nextProbeAt, now) !== null

/**
 * Gives out turns: which message of which lane goes next, never two at once in a lane. It looks again
 * whenever another room or process has committed a change, a request of its own has ended, or a time has
 * come.
 */
export type Dispatcher = {
  start(term: SenderTerm): void
  /**
   * Claims no more and gives the requests in flight `waitMs` to end; then they are ended. A question that
   * changes nothing at the channel is ended at once.
   */
  stop(waitMs: number): Promise<void>
  /** Claims nothing for so long, then goes on by itself. What is in flight may end. */
  hold(ms: number): void
  /** The PC woke up, or its network changed: whatever waits for a time is looked at now. */
  wake(): void
}

export const createDispatcher = (deps: SendingDeps & { onChange: Events['onChange'] }): Dispatcher => {
  const { store, clock, log } = deps
  const flights = new Map<string, { connection: string; done: Promise<void> }>()
  const lastKind = new Map<string, boolean>()
  /** When each lane last had a turn, counted in turns. */
  const turns = new Map<string, number>()
  let turnCount = 0
  let term: SenderTerm | null = null
  let stopping = new AbortController()
  let stoppingQuestions = new AbortController()
  let heldUntilMs = Number.NEGATIVE_INFINITY
  let cancel: (() => void) | null = null
  let isPlanned = false

  const passSoon = () => {
    if (!term || isPlanned) return
    isPlanned = true
    cancel?.()
    cancel = clock.after(0, pass)
  }
  // Folders are of no interest here, and what was committed in here is known already.
  deps.onChange(({ topic, by }) => {
    if (by !== 'dispatcher' && topic !== 'folders') passSoon()
  })

  const sleep = (ms: number) => {
    cancel?.()
    cancel = clock.after(Math.max(1, Math.min(ms, SLOW_TICK_MS)), pass)
  }

  const pass = () => {
    isPlanned = false
    if (!term) return
    const heldMs = heldUntilMs - clock.monotonicMs()
    if (heldMs > 0) return sleep(heldMs)
    let waitMs = SLOW_TICK_MS
    try {
      const lost = recoverLost(deps, term.epoch, new Set(flights.keys()))
      if (lost > 0) log.warn('recovered-own', { messages: lost })
      const lanes = store.links.lanes()
      for (const connection of deps.settings().connections)
        waitMs = Math.min(
          waitMs,
          serve(
            term,
            connection,
            lanes.filter((lane) => lane.connection === connection.id),
          ),
        )
    } catch (error) {
      // A full or locked disk: nothing was claimed, the next look tries again, and health shows that nothing
      // moves.
      log.error('dispatch-failed', faultOf(error))
    }
    if (!isPlanned) sleep(waitMs)
  }

  /**
   * Serves one connection until nothing more may go. Gives the milliseconds after which it wants to be looked
   * at again.
   */
  const serve = (current: SenderTerm, connection: ConnectionSettings, lanes: LaneRecord[]): number => {
    const now = clock.now()
    const { pace, polling } = deps.channels.connect(connection)
    for (;;) {
      const link = store.links.get(connection.id)
      const inFlight = [...flights.values()].filter((flight) => flight.connection === connection.id).length
      const dueLink = { ...link, nextProbeAt: dueAt(link.nextProbeAt, now, connection.retry.steps) }
      const turn = linkTurn(dueLink, paceAt(pace, link, now), {
        now,
        inFlight,
        claims: deps.requests.recent(connection.id, now),
      })
      if (turn.kind === 'blocked') return turn.untilAt === null ? SLOW_TICK_MS : turn.untilAt - now
      if (turn.kind === 'probe') return probe(current, connection, link, lanes)
      // What has just been sent counts for pace and lanes: the rules are asked again before the rest is left
      // for later.
      if (giveTurns(current, connection, polling, lanes, turn.slots) === 0) break
    }
    const nextAt = Math.min(
      store.queue.earliest(connection.id, now) ?? Number.POSITIVE_INFINITY,
      (polling === null ? null : poller.nextAt(connection)) ?? Number.POSITIVE_INFINITY,
    )
    return Number.isFinite(nextAt) ? Math.max(nextAt - now, 20) : SLOW_TICK_MS
  }

  /** Sends up to `slots` requests, questions about jobs among them. Gives how many it sent. */
  const giveTurns = (
    current: SenderTerm,
    connection: ConnectionSettings,
    polling: Polling | null,
    lanes: LaneRecord[],
    slots: number,
  ): number => {
    const now = clock.now()
    let sent = polling === null ? 0 : askAboutJobs(current, connection, polling, lanes, slots)
    // The lane that waited longest first: with more hotels than slots, none is starved.
    for (const lane of lanes.toSorted((a, b) => (turns.get(a.lane) ?? 0) - (turns.get(b.lane) ?? 0))) {
      if (sent >= slots) break
      const message = store.read(() => next(connection, lane, now))
      if (send(current, connection, message)) sent += 1
    }
    return sent
  }

  /** Questions about accepted jobs, beside the one write. Gives how many slots they took. */
  const askAboutJobs = (
    current: SenderTerm,
    connection: ConnectionSettings,
    polling: Polling,
    lanes: LaneRecord[],
    slots: number,
  ): number => {
    const now = clock.now()
    const isWriteDue = store.read(() => lanes.some((lane) => next(connection, lane, now) !== null))
    const polls = deps.requests.sort(connection.id, now, 'question')
    const writes = deps.requests.sort(connection.id, now, 'write')
    return poller.serve(current, connection, polling, pollSlots({ slots, isWriteDue, polls, writes }))
  }

  const turnOf = (connection: ConnectionSettings, lane: LaneRecord, now: number): Turn => ({
    lane: lane.lane,
    connection: connection.id,
    now,
    furthest: now + Math.max(...connection.retry.steps, 60) * 1000,
  })

  /**
   * The message of a free lane whose turn it is. A held lane gives only what a person asked for, or one probe
   * when its hour has come.
   */
  const next = (connection: ConnectionSettings, lane: LaneRecord, now: number): MessageRecord | null => {
    if (flights.has(lane.lane)) return null
    const { queue } = store
    const turn = turnOf(connection, lane, now)
    if (!queue.hasWaiting(turn)) return null
    const asked = queue.askedFor(turn)
    if (isHeld(lane, now)) return asked
    const { timeZone, dayEndsAt } = deps.settings()
    const { day } = businessDay(now, timeZone, dayEndsAt)
    const today = queue.arriving(turn, day) ?? queue.blockingArrival(turn, day)
    return chooseTurn(
      {
        asked,
        availability: queue.head(turn, 'availability'),
        today,
        rest: [queue.head(turn, 'new'), queue.head(turn, 'change'), queue.head(turn, 'cancel')],
        rates: queue.head(turn, 'rates'),
      },
      lastKind.get(lane.lane) ?? false,
      now,
    )
  }

  /**
   * One probe for all lanes of the connection; the harmless test call where a repeat is risky or nothing
   * waits.
   */
  const probe = (
    current: SenderTerm,
    connection: ConnectionSettings,
    link: LinkRecord,
    lanes: LaneRecord[],
  ): number => {
    const now = clock.now()
    const free = lanes.filter((lane) => !flights.has(lane.lane) && !isHeld(lane, now))
    const candidates = free.flatMap((lane) => store.queue.probe(turnOf(connection, lane, now), link.outage) ?? [])
    const [best] = candidates.sort(
      (a, b) =>
        Number(a.triedInOutage === link.outage) - Number(b.triedInOutage === link.outage) ||
        (a.triedInOutage === link.outage ? (a.claimedAt ?? 0) - (b.claimedAt ?? 0) : 0) ||
        a.seq - b.seq,
    )
    if (best && connection.afterUnknownOutcome === 'retry' && !link.hasGivenUp)
      return send(current, connection, best) ? SLOW_TICK_MS : 50
    startFlight(`test|${connection.id}`, connection.id, () =>
      runLinkTest(deps, current, connection, stoppingQuestions.signal),
    )
    return SLOW_TICK_MS
  }

  const send = (current: SenderTerm, connection: ConnectionSettings, message: MessageRecord | null): boolean => {
    if (!message) return false
    if (refuseBeforeSending(deps, message)) {
      deps.changed('messages')
      passSoon()
      return false
    }
    const claimed = claim(deps, current, message)
    if (!claimed) return false
    lastKind.set(message.lane, message.kind === 'availability')
    turns.set(message.lane, ++turnCount)
    deps.changed('messages')
    startFlight(message.lane, connection.id, async () => {
      const verdict = await sendClaimed(deps, current, connection, claimed, stopping.signal)
      if (verdict)
        log.info('attempt', {
          message: message.id,
          connection: connection.id,
          n: claimed.message.attempts,
          outcome: verdict.outcome,
          cause: verdict.cause,
        })
    })
    return true
  }

  const startFlight = (key: string, connection: string, work: () => Promise<void>) => {
    const done = work()
      .catch((error: unknown) => {
        // A bug or a broken disk. The message is still `sending`; the next look recovers it as an unknown
        // outcome.
        log.error('attempt-failed', { connection, ...faultOf(error) })
      })
      .finally(() => {
        flights.delete(key)
        deps.changed('messages')
        passSoon()
      })
    flights.set(key, { connection, done })
  }

  const poller = createJobPoller(deps, {
    start: startFlight,
    isUnderWay: (key) => flights.has(key),
    signal: () => stoppingQuestions.signal,
  })

  return {
    start(current) {
      term = current
      stopping = new AbortController()
      stoppingQuestions = new AbortController()
      passSoon()
    },
    async stop(waitMs) {
      term = null
      cancel?.()
      isPlanned = false
      // This term's own: a new term may have begun, with requests of its own, before these have ended.
      const ending = stopping
      const all = () => Promise.all([...flights.values()].map((flight) => flight.done))
      stoppingQuestions.abort()
      if (flights.size === 0) return
      let cancelWait: () => void = () => undefined
      const timeUp = new Promise<void>((resolve) => {
        cancelWait = clock.after(waitMs, resolve)
      })
      await Promise.race([all(), timeUp])
      cancelWait()
      ending.abort()
      await all()
    },
    hold(ms) {
      heldUntilMs = clock.monotonicMs() + ms
    },
    wake: passSoon,
  }
}
