import type { Attempt, MessageDetail } from '../../main/contract/message.ts'

type RungTone = 'ok' | 'heal' | 'act' | 'live' | 'calm'

/** One point of the ladder: a try made, the next one, or what follows it. */
export type Rung = {
  kind: 'captured' | 'try' | 'folded' | 'next' | 'then'
  tone: RungTone
  /** When, epoch ms; null for `folded`. */
  at: number | null
  /** Number of the try; 0 where it is none. */
  n: number
  /** Since the point before it. */
  gapMs: number | null
  /** How wide the way to it is drawn, relative to the others: it grows with the gap, but slower. */
  width: number
  /** For `folded`: how many tries it stands for. */
  count: number
}

const toneOf = (attempt: Attempt): RungTone => {
  if (attempt.outcome === 'delivered' || attempt.outcome === 'delivered-with-notes') return 'ok'
  if (attempt.outcome === null || attempt.outcome === 'accepted') return 'live'
  return attempt.outcome === 'retry' || attempt.outcome === 'throttled' ? 'heal' : 'act'
}

/** 1 for gaps up to 5 s, one half more for every doubling, at most 4. */
export const widthOf = (gapMs: number | null): number => {
  if (gapMs === null) return 0
  return Math.min(4, Math.max(1, 1 + Math.log2(Math.max(gapMs, 1) / 5000) / 2))
}

const MOST_SHOWN = 7

/**
 * The ladder of a message: its tries in order with the waits between them, the next one, and when somebody is
 * told. More than seven tries are folded to the first, a count, and the last five. A lone try is drawn from
 * its capture on, so that there is a way to see.
 */
export const ladderOf = (detail: Pick<MessageDetail, 'attemptList' | 'next' | 'capturedAt'>): Rung[] => {
  const tries = detail.attemptList.toSorted((a, b) => a.n - b.n)
  const rungs: Rung[] = []
  const add = (rung: Partial<Rung> & Pick<Rung, 'kind' | 'tone' | 'at'>, since: number | null) => {
    const gapMs = rung.at !== null && since !== null ? Math.max(0, rung.at - since) : null
    rungs.push({ n: 0, count: 0, gapMs, width: rungs.length === 0 ? 0 : widthOf(gapMs ?? 60_000), ...rung })
  }
  const next = detail.next.find(({ what }) => what === 'attempt' || what === 'poll' || what === 'test')
  if (tries.length + (next ? 1 : 0) < 2) add({ kind: 'captured', tone: 'ok', at: detail.capturedAt }, null)
  const firstShown = tries.length > MOST_SHOWN ? tries.length - 5 : 1
  tries.forEach((attempt, index) => {
    const before = tries[index - 1]?.startedAt ?? (rungs.length ? detail.capturedAt : null)
    const isFolded = index > 0 && index < firstShown
    if (isFolded && index === 1) add({ kind: 'folded', tone: 'heal', at: null, count: firstShown - 1 }, null)
    if (!isFolded) add({ kind: 'try', tone: toneOf(attempt), at: attempt.startedAt, n: attempt.n }, before)
  })
  const last = tries.at(-1)?.startedAt ?? detail.capturedAt
  if (next) add({ kind: 'next', tone: 'heal', at: next.at, n: tries.length + 1 }, last)
  const then = detail.next.find(({ at, what }) => (what === 'alarm' || what === 'give-up') && at > (next?.at ?? 0))
  if (then && next) add({ kind: 'then', tone: 'calm', at: then.at }, next.at)
  return rungs
}
