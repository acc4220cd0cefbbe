import { z } from 'zod'
import { type StoredCause, storedCause } from '../../core/playbook/stored-cause.ts'
import { freshLink, type LaneRecord, type LinkRecord, type Streak } from '../../core/queue/records.ts'
import { maskCards } from '../../core/redact/cards.ts'
import type { Connection } from '../connection.ts'
import { PauseDetails } from '../sealed.ts'
import type { Vault } from '../vault.ts'

/** The links of connections and the lanes of hotels. */

type LinkCauses = 'outageCause' | 'pauseCause' | 'lastPauseCause'

type Flags = 'hasAlarmed' | 'hasGivenUp' | 'hasThrottleAlarmed' | 'isOnTrial'

type LinkRow = Omit<LinkRecord, LinkCauses | Flags | 'streakOf' | 'streakKeys'> &
  Record<Flags, number> &
  Record<LinkCauses | 'streakOf', string | null> & {
    streakKeys: string | null
  }

type LaneRow = Omit<LaneRecord, 'heldCause'> & { heldCause: string | null }

const causeOf = (text: string | null): StoredCause | null => (text === null ? null : storedCause(text))

const streakOf = (text: string | null): Streak | null => (text === 'link' || text === 'server' ? text : causeOf(text))

const openLane = (row: LaneRow): LaneRecord => ({ ...row, heldCause: causeOf(row.heldCause) })

const Keys = z.array(z.string())

const COLUMNS = `connection, outage, outage_cause AS outageCause, outage_since_at AS outageSinceAt, outage_since_awake AS outageSinceAwake,
  probe_step AS probeStep, next_probe_at AS nextProbeAt, has_alarmed AS hasAlarmed, has_given_up AS hasGivenUp, pause_cause AS pauseCause,
  paused_since_at AS pausedSinceAt, pause_until_at AS pauseUntilAt, pause_step AS pauseStep, is_on_trial AS isOnTrial, next_test_at AS nextTestAt,
  last_pause_cause AS lastPauseCause, last_pause_at AS lastPauseAt, throttled_until_at AS throttledUntilAt,
  throttled_since_at AS throttledSinceAt, throttled_since_awake AS throttledSinceAwake, has_throttle_alarmed AS hasThrottleAlarmed,
  throttled_by AS throttledBy, pace_share AS paceShare, slowed_at AS slowedAt, streak_cause AS streakOf,
  streak_keys AS streakKeys, last_answer_at AS lastAnswerAt, last_answer_ms AS lastAnswerMs, last_pass_awake AS lastPassAwake`

type Parts = { db: Connection; vault: Vault; write: <T>(work: () => T) => T }

export const createLinks = ({ db, vault, write }: Parts) => {
  const get = db.prepare<[string], LinkRow>(`SELECT ${COLUMNS} FROM links WHERE connection = ?`)
  const put = db.prepare(`
    INSERT INTO links (connection, outage, outage_cause, outage_since_at, outage_since_awake, probe_step, next_probe_at, has_alarmed,
      has_given_up, pause_cause, paused_since_at, pause_until_at, pause_step, is_on_trial, next_test_at, last_pause_cause, last_pause_at,
      throttled_until_at, throttled_since_at, throttled_since_awake, has_throttle_alarmed, throttled_by, pace_share, slowed_at,
      streak_cause, streak_keys, last_answer_at, last_answer_ms, last_pass_awake)
    VALUES (@connection, @outage, @outageCause, @outageSinceAt, @outageSinceAwake, @probeStep, @nextProbeAt, @hasAlarmed, @hasGivenUp,
      @pauseCause, @pausedSinceAt, @pauseUntilAt, @pauseStep, @isOnTrial, @nextTestAt, @lastPauseCause, @lastPauseAt, @throttledUntilAt, @throttledSinceAt,
      @throttledSinceAwake, @hasThrottleAlarmed, @throttledBy, @paceShare, @slowedAt,
      @streakOf, @streakKeys, @lastAnswerAt, @lastAnswerMs, @lastPassAwake)
    ON CONFLICT (connection) DO UPDATE SET outage = excluded.outage, outage_cause = excluded.outage_cause,
      outage_since_at = excluded.outage_since_at, outage_since_awake = excluded.outage_since_awake, probe_step = excluded.probe_step,
      next_probe_at = excluded.next_probe_at, has_alarmed = excluded.has_alarmed, has_given_up = excluded.has_given_up,
      pause_cause = excluded.pause_cause, paused_since_at = excluded.paused_since_at, pause_until_at = excluded.pause_until_at,
      pause_step = excluded.pause_step, is_on_trial = excluded.is_on_trial, next_test_at = excluded.next_test_at, last_pause_cause = excluded.last_pause_cause,
      last_pause_at = excluded.last_pause_at, throttled_until_at = excluded.throttled_until_at,
      throttled_since_at = excluded.throttled_since_at, throttled_since_awake = excluded.throttled_since_awake,
      has_throttle_alarmed = excluded.has_throttle_alarmed, throttled_by = excluded.throttled_by, pace_share = excluded.pace_share,
      slowed_at = excluded.slowed_at, streak_cause = excluded.streak_cause,
      streak_keys = excluded.streak_keys, last_answer_at = excluded.last_answer_at, last_answer_ms = excluded.last_answer_ms,
      last_pass_awake = excluded.last_pass_awake`)
  const putPause = db.prepare<[Buffer | null, string]>('UPDATE links SET sealed_pause = ? WHERE connection = ?')
  const getPause = db.prepare<[string], { sealed: Buffer | null }>(
    'SELECT sealed_pause AS sealed FROM links WHERE connection = ?',
  )
  const laneColumns =
    'lane, connection, hotel_code AS hotelCode, held_cause AS heldCause, held_since_at AS heldSinceAt, next_probe_at AS nextProbeAt'
  const lanes = db.prepare<[], LaneRow>(`SELECT ${laneColumns} FROM lanes ORDER BY connection, lane`)
  const lane = db.prepare<[string, string], LaneRow>(
    `SELECT ${laneColumns} FROM lanes WHERE lane = ? AND connection = ?`,
  )
  const putLane = db.prepare(`
    INSERT INTO lanes (lane, connection, hotel_code, held_cause, held_since_at, next_probe_at)
    VALUES (@lane, @connection, @hotelCode, @heldCause, @heldSinceAt, @nextProbeAt)
    ON CONFLICT (lane, connection) DO UPDATE SET held_cause = excluded.held_cause, held_since_at = excluded.held_since_at,
      next_probe_at = excluded.next_probe_at`)
  const addLane = db.prepare<[string, string, string | null]>(
    'INSERT OR IGNORE INTO lanes (lane, connection, hotel_code) VALUES (?, ?, ?)',
  )

  const read = (connection: string): LinkRecord => {
    const row = get.get(connection)
    if (!row) return freshLink(connection)
    return {
      ...row,
      outageCause: causeOf(row.outageCause),
      pauseCause: causeOf(row.pauseCause),
      lastPauseCause: causeOf(row.lastPauseCause),
      streakOf: streakOf(row.streakOf),
      hasAlarmed: row.hasAlarmed === 1,
      hasGivenUp: row.hasGivenUp === 1,
      hasThrottleAlarmed: row.hasThrottleAlarmed === 1,
      isOnTrial: row.isOnTrial === 1,
      streakKeys: row.streakKeys === null ? [] : Keys.parse(JSON.parse(row.streakKeys)),
    }
  }

  const readLane = (name: string, connection: string): LaneRecord => {
    const row = lane.get(name, connection)
    if (row) return openLane(row)
    return { lane: name, connection, hotelCode: null, heldCause: null, heldSinceAt: null, nextProbeAt: null }
  }

  return {
    get: read,

    /**
     * Changes a link by a pure function of the record as it stands inside the write transaction (its own, or
     * the one under way); null leaves it as it is. `pause`: who paused it and why, with what the channel's
     * reply named; it goes when the pause does. Gives the new record, or null where nothing was changed.
     */
    change: (
      connection: string,
      next: (link: LinkRecord) => LinkRecord | null,
      pause?: PauseDetails,
    ): LinkRecord | null =>
      write(() => {
        const before = read(connection)
        const link = next(before)
        if (link === null) return null
        put.run({
          ...link,
          hasAlarmed: Number(link.hasAlarmed),
          hasGivenUp: Number(link.hasGivenUp),
          hasThrottleAlarmed: Number(link.hasThrottleAlarmed),
          isOnTrial: Number(link.isOnTrial),
          streakKeys: link.streakKeys.length > 0 ? JSON.stringify(link.streakKeys) : null,
        })
        if (link.pauseCause !== null && pause)
          putPause.run(
            vault.seal(
              JSON.stringify({ ...pause, reason: pause.reason && maskCards(pause.reason) }),
              `pause:${connection}`,
            ),
            connection,
          )
        if (link.pauseCause === null && before.pauseCause !== null) putPause.run(null, connection)
        return link
      }),

    /** Who paused the connection and why; null where nobody did. */
    pause(connection: string): PauseDetails | null {
      const sealed = getPause.get(connection)?.sealed
      const text = sealed ? vault.openText(sealed, `pause:${connection}`) : null
      return text?.ok ? PauseDetails.parse(JSON.parse(text.text)) : null
    },

    lanes: (): LaneRecord[] => lanes.all().map(openLane),
    lane: readLane,

    /** Changes the lane of a hotel at a connection as `change` does a link. */
    changeLane: (name: string, connection: string, next: (lane: LaneRecord) => LaneRecord | null): LaneRecord | null =>
      write(() => {
        const changed = next(readLane(name, connection))
        if (changed !== null) putLane.run(changed)
        return changed
      }),

    addLane: (name: string, connection: string, hotelCode: string | null): void =>
      void addLane.run(name, connection, hotelCode),
  }
}
export type Links = ReturnType<typeof createLinks>
