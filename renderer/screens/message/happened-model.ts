import type { Act, Attempt, MessageDetail } from '../../../main/contract/message.ts'

/** One line of the time line. */
export type Happening =
  | { kind: 'next'; at: number; what: MessageDetail['next'][number]['what'] }
  | { kind: 'try'; at: number; attempt: Attempt; isSameAsBefore: boolean }
  /** Tries in a row that ended the same way. */
  | { kind: 'tries'; at: number; attempts: Attempt[]; untilAt: number }
  | { kind: 'act'; at: number; act: Act }
  | { kind: 'captured'; at: number }
  | { kind: 'replaced'; at: number; by: string }

const isSame = (a: Attempt | undefined, b: Attempt | undefined): boolean =>
  a !== undefined && b !== undefined && a.outcome === b.outcome && a.cause === b.cause && a.httpStatus === b.httpStatus

/** Splits tries, oldest first, into runs that ended the same way. */
const runsOf = (tries: readonly Attempt[]): Attempt[][] => {
  const runs: Attempt[][] = []
  for (const attempt of tries) {
    const run = runs.at(-1)
    if (run && isSame(run[0], attempt)) run.push(attempt)
    else runs.push([attempt])
  }
  return runs
}

/**
 * The first and the last of a run stand alone; what lies between is one line. Up to three are told one by
 * one.
 */
const toldRun = (run: Attempt[]): Happening[] => {
  const happeningOf = (attempt: Attempt, index: number): Happening => ({
    kind: 'try',
    at: attempt.startedAt,
    attempt,
    isSameAsBefore: index > 0,
  })
  const [first, ...rest] = run
  const last = rest.at(-1)
  if (!first || !last || run.length <= 3) return run.map(happeningOf)
  const between = rest.slice(0, -1)
  const untilAt = between.at(-1)?.startedAt ?? first.startedAt
  return [
    happeningOf(first, 0),
    { kind: 'tries', at: between[0]?.startedAt ?? first.startedAt, attempts: between, untilAt },
    happeningOf(last, 1),
  ]
}

/** Everything that happened to a message, newest first, with what comes next on top. */
export const happeningsOf = (detail: MessageDetail): Happening[] => {
  const tries = detail.attemptList.toSorted((a, b) => a.n - b.n)
  const past: Happening[] = [
    { kind: 'captured', at: detail.capturedAt },
    ...runsOf(tries).flatMap(toldRun),
    ...detail.actList.map((act): Happening => ({ kind: 'act', at: act.at, act })),
  ]
  const ordered = past
    .map((happening, order) => ({ happening, order }))
    .toSorted((a, b) => b.happening.at - a.happening.at || b.order - a.order)
    .map(({ happening }) => happening)
  const [next] = detail.next
    .filter(({ what }) => what !== 'alarm' && what !== 'give-up')
    .toSorted((a, b) => a.at - b.at)
  const top: Happening[] = next ? [{ kind: 'next', at: next.at, what: next.what }] : []
  if (detail.supersededBy)
    top.push({
      kind: 'replaced',
      at: detail.deliveredAt ?? ordered[0]?.at ?? detail.capturedAt,
      by: detail.supersededBy,
    })
  return [...top, ...ordered]
}
