/**
 * Alarms have two edges for each cause at each connection: it began, it is over. Nothing in between repeats.
 * A new one is told after a short while, so that five hundred failures of one cause are one alarm with the
 * right number; one that is over before is never told.
 */

export type Alarm = {
  cause: string
  connection: string
  beganAt: number
  /** Null: not told yet. */
  toldAt: number | null
  /** The most reservations it ever held. */
  reservations: number
}

/** Something that holds now and that a person must know of. */
export type AlarmCondition = { cause: string; connection: string; reservations: number }

export type Edges = {
  /** What is to be stored now. */
  alarms: Alarm[]
  began: Alarm[]
  ended: Alarm[]
}

const TELL_AFTER_MS = 5_000

const keyOf = ({ cause, connection }: { cause: string; connection: string }): string => `${connection}|${cause}`

/** Compares the alarms known so far with the conditions of now. */
export const edgesOf = (known: readonly Alarm[], conditions: readonly AlarmCondition[], now: number): Edges => {
  const byKey = new Map(known.map((alarm) => [keyOf(alarm), alarm]))
  const alarms = conditions.map((condition): Alarm => {
    const before = byKey.get(keyOf(condition))
    const beganAt = before ? Math.min(before.beganAt, now) : now
    const isDue = now - beganAt >= TELL_AFTER_MS
    return {
      cause: condition.cause,
      connection: condition.connection,
      beganAt,
      toldAt: before?.toldAt ?? (isDue ? now : null),
      reservations: Math.max(before?.reservations ?? 0, condition.reservations),
    }
  })
  const current = new Set(alarms.map(keyOf))
  return {
    alarms,
    began: alarms.filter((alarm) => alarm.toldAt !== null && (byKey.get(keyOf(alarm))?.toldAt ?? null) === null),
    ended: known.filter((alarm) => alarm.toldAt !== null && !current.has(keyOf(alarm))),
  }
}
