import type { MessageItem } from '../../main/contract/message.ts'
import type { SeenRequest } from '../../main/rehearsal/request-log.ts'
import type { StandIn } from '../../main/rehearsal/stand-in.ts'
import { type Exported, hotelCodes, seqOf } from './bookings.ts'
import type { Findings } from './part.ts'

/**
 * What the proof knows from outside (what was exported, what the channel saw, when it hurt whom) held against
 * what the queue says.
 */

/**
 * A kill, a stop or a hang of a process: between the two times it may have lost what it did not write down.
 */
export type Disturbance = { fromAt: number; toAt: number; what: string }

/** Names of the checks, as the table prints them. */
export const names = {
  captured: 'a file that left the folder is captured, exactly once, with its content',
  kept: 'nothing once captured vanishes or goes back',
  ends: 'every captured one ends delivered, or failed for its planned reason',
  truth: 'what is said to be delivered was accepted by the channel',
  order: 'messages of one reservation reach the channel in order',
  repeats: 'a repeat only where the outcome was unknown',
  lanes: 'at most one request in flight per hotel',
  tokens: 'a new EchoToken for every request',
  sender: 'one sender at a time',
} as const

const undelivered = new Set<string>(['waiting', 'sending', 'failed'])
const refusedCause = /^room/

/**
 * What is in the queue against what was exported. `lying` must have been listed before `items` were asked
 * for.
 */
export const checkCaptured = (
  findings: Findings,
  parts: { exports: readonly Exported[]; items: readonly MessageItem[]; lying: readonly string[]; isWhole: boolean },
): void => {
  const { exports, items, isWhole } = parts
  const lying = new Set(parts.lying)
  const byName = Map.groupBy(items, ({ fileName }) => fileName)
  for (const file of exports) {
    const found = byName.get(file.fileName) ?? []
    const [item] = found
    if (!item) {
      const isLost = isWhole || !lying.has(file.fileName)
      findings.check(names.captured, isLost ? `${file.fileName} is neither in the folder nor in the queue` : null)
      continue
    }
    const isSame =
      item.kind === file.kind && item.reservationId === file.reservationId && item.hotelCode === file.hotelCode
    const problem =
      found.length > 1 ? `is in the queue ${found.length} times` : isSame ? null : 'is in the queue as another booking'
    findings.check(names.captured, problem && `${file.fileName} ${problem}`)
  }
  const exported = new Set(exports.map(({ fileName }) => fileName))
  for (const { fileName } of items)
    if (!exported.has(fileName)) findings.check(names.captured, `${fileName} is in the queue, but nobody exported it`)
}

/** Compares two looks at the queue: ids stay, delivered stays delivered. */
export const createMemory = (findings: Findings) => {
  const known = new Map<string, { id: string; state: string }>()
  return {
    look: (items: readonly MessageItem[], isWhole: boolean): void => {
      const seen = new Set<string>()
      for (const { id, fileName, state } of items) {
        seen.add(fileName)
        const before = known.get(fileName)
        const isBack = before?.state === 'delivered' && state !== 'delivered'
        const problem =
          before && before.id !== id ? 'has another id now' : isBack ? `was delivered and is ${state} now` : null
        findings.check(names.kept, problem && `${fileName} ${problem}`)
        known.set(fileName, { id, state })
      }
      if (!isWhole) return
      for (const fileName of known.keys())
        if (!seen.has(fileName)) findings.check(names.kept, `${fileName} was in the queue and is not any more`)
    },
  }
}

/** Once all has settled: each export at its planned end. */
export const checkEnds = (findings: Findings, exports: readonly Exported[], items: readonly MessageItem[]): void => {
  const byName = new Map(items.map((item) => [item.fileName, item]))
  for (const file of exports) {
    const item = byName.get(file.fileName)
    if (!item) continue
    const isPlannedFailure = item.state === 'failed' && refusedCause.test(item.cause ?? '')
    const isRight =
      file.treatment === 'refuse' ? isPlannedFailure || item.state === 'superseded' : item.state === 'delivered'
    findings.check(
      names.ends,
      isRight ? null : `${file.fileName} (${file.treatment}) is ${item.state}, cause ${item.cause}`,
    )
  }
}

/** Whether a message is on its way still. */
export const isUnderWay = ({ state }: MessageItem): boolean => undelivered.has(state) && state !== 'failed'

type Sent = SeenRequest & { seq: number }

const sentOf = (seen: readonly SeenRequest[]): Sent[] =>
  seen.flatMap((request) => {
    const seq = seqOf(request.body)
    return seq === null ? [] : [{ ...request, seq }]
  })

/** Replies that arrive whole and settle the message; an outage answers in the place of any treatment. */
const isDefinite = ({ rule, outcome, status }: Sent, file: Exported | undefined): boolean =>
  rule === null ||
  (file?.treatment === 'slow' && outcome === 'accepted') ||
  (file?.treatment === 'refuse' && status === 200)

/**
 * A message that had its answer may go again only if a process was hurt before it could write that down. It
 * had written it down when it sent the next one of the same hotel.
 */
const isExcused = (first: Sent, again: Sent, sent: readonly Sent[], disturbances: readonly Disturbance[]): boolean =>
  disturbances.some(
    ({ fromAt, toAt }) =>
      toAt >= first.at &&
      fromAt <= again.at &&
      !sent.some(({ n, at, hotelCode }) => n > first.n && n < again.n && at < fromAt && hotelCode === first.hotelCode),
  )

/** What the channel saw, over the whole run so far. */
export const checkWire = (
  findings: Findings,
  parts: {
    exports: readonly Exported[]
    standIn: Pick<StandIn, 'seen' | 'counts' | 'maxInFlight'>
    disturbances: readonly Disturbance[]
  },
): { requests: number; repeats: number } => {
  const { exports, standIn, disturbances } = parts
  const files = new Map(exports.map((file) => [file.seq, file]))
  const sent = sentOf(standIn.seen)
  let repeats = 0
  for (const hotelCode of hotelCodes) {
    const most = standIn.maxInFlight(hotelCode)
    findings.check(names.lanes, most > 1 ? `${most} requests at once for ${hotelCode}` : null)
  }
  for (const [reservation, requests] of Map.groupBy(sent, ({ reservationIds }) => reservationIds[0] ?? '')) {
    requests.forEach((request, n) => {
      const before = requests[n - 1]
      const isBack = before !== undefined && request.seq < before.seq
      findings.check(
        names.order,
        isBack ? `${reservation}: export ${request.seq} came after export ${before.seq}` : null,
      )
      if (before?.seq !== request.seq) return
      repeats += 1
      const wasSettled = isDefinite(before, files.get(before.seq)) && !isExcused(before, request, sent, disturbances)
      findings.check(
        names.repeats,
        wasSettled ? `export ${request.seq} was sent again though it had its answer (${before.what})` : null,
      )
    })
  }
  const { repeatedEchoTokens } = standIn.counts()
  findings.check(names.tokens, repeatedEchoTokens > 0 ? `${repeatedEchoTokens} tokens were used twice` : null)
  return { requests: sent.length, repeats }
}

/** Every delivered one was accepted; asked of the channel, not of the queue. */
export const checkTruth = (
  findings: Findings,
  exports: readonly Exported[],
  items: readonly MessageItem[],
  standIn: StandIn,
): void => {
  const accepted = new Set(sentOf(standIn.seen).flatMap(({ outcome, seq }) => (outcome === 'accepted' ? [seq] : [])))
  const byName = new Map(exports.map((file) => [file.fileName, file]))
  for (const { fileName, state } of items) {
    const file = byName.get(fileName)
    if (!file || state !== 'delivered') continue
    findings.check(
      names.truth,
      accepted.has(file.seq) ? null : `${fileName} is said to be delivered, but the channel never accepted it`,
    )
  }
}
