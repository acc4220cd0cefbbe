/**
 * Counts the requests of each connection within the last minute: writes, questions about jobs, retries and
 * test calls alike.
 */
export type RequestMeter = {
  /** `by`: the message that a write delivers. */
  count(connection: string, at: number, what: 'write' | 'question' | 'test', by?: string): void
  /** Times of the last minute, oldest first. */
  recent(connection: string, now: number): number[]
  /** How many of them were of this sort. */
  sort(connection: string, now: number, what: 'write' | 'question'): number
  /** Whether none of them was for anything but this message. */
  isAlone(connection: string, now: number, by: string): boolean
  /** The wall clock was set: what was counted moves with it. */
  move(byMs: number): void
}

type Counted = { at: number; what: 'write' | 'question' | 'test'; by: string | null }

const MINUTE = 60_000

/**
 * `known` gives what an earlier run of the program asked within the last minute; it is read once for each
 * connection.
 */
export const createRequestMeter = (
  known: (connection: string) => { at: number; isQuestion: boolean }[],
): RequestMeter => {
  const counted = new Map<string, Counted[]>()

  const of = (connection: string): Counted[] => {
    const kept = counted.get(connection)
    if (kept) return kept
    const earlier = known(connection).map(
      ({ at, isQuestion }): Counted => ({ at, what: isQuestion ? 'question' : 'write', by: null }),
    )
    counted.set(connection, earlier)
    return earlier
  }

  const lately = (connection: string, now: number): Counted[] => {
    const kept = of(connection).filter(({ at }) => at > now - MINUTE && at <= now)
    counted.set(connection, kept)
    return kept
  }

  return {
    count: (connection, at, what, by) => void of(connection).push({ at, what, by: by ?? null }),
    recent: (connection, now) => lately(connection, now).map(({ at }) => at),
    isAlone: (connection, now, by) => lately(connection, now).every((one) => one.by === by),
    move: (byMs) => {
      for (const [connection, all] of counted)
        counted.set(
          connection,
          all.map((one) => ({ ...one, at: one.at + byMs })),
        )
    },
    sort: (connection, now, what) => lately(connection, now).filter((one) => one.what === what).length,
  }
}
