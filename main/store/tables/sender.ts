import type { Connection } from '../connection.ts'

/**
 * One row: who captures and sends. Its epoch guards every claim and settle, so that a revived owner settles
 * nothing.
 */

export type SenderRow = {
  epoch: number
  heartbeat: number
  lastClaimAt: number | null
  /** Milliseconds some owner has been awake in all; budgets are differences of it. */
  awakeMs: number
  /** How far the wall clock is ahead of `awakeMs`, as its owner noted last; null: never. */
  clockOffset: number | null
  pid: number | null
  name: string | null
  /**
   * False: it took over from a hung process, which still has the lock file; a free lock then does not mean
   * that it is gone.
   */
  holdsLock: boolean
}

export const createSender = ({ db }: { db: Connection }) => {
  const read = db.prepare<[], Omit<SenderRow, 'holdsLock'> & { holdsLock: number }>(
    'SELECT epoch, heartbeat, last_claim_at AS lastClaimAt, awake_ms AS awakeMs, clock_offset AS clockOffset, pid, name, holds_lock AS holdsLock FROM sender WHERE id = 1',
  )
  const take = db.prepare<[number, string, number, number], { epoch: number }>(
    `UPDATE sender SET epoch = epoch + 1, heartbeat = heartbeat + 1, pid = ?, name = ?, holds_lock = ?
     WHERE id = 1 AND epoch = ? RETURNING epoch`,
  )
  const holds = db.prepare<[number]>('UPDATE sender SET holds_lock = 1 WHERE id = 1 AND epoch = ?')
  const beat = db.prepare<[number, number]>(
    'UPDATE sender SET heartbeat = heartbeat + 1, awake_ms = awake_ms + ? WHERE id = 1 AND epoch = ?',
  )
  const claimed = db.prepare<[number, number]>('UPDATE sender SET last_claim_at = ? WHERE id = 1 AND epoch = ?')
  const noteClock = db.prepare<[number, number]>('UPDATE sender SET clock_offset = ? WHERE id = 1 AND epoch = ?')
  const leave = db.prepare<[number]>('UPDATE sender SET pid = NULL, name = NULL WHERE id = 1 AND epoch = ?')
  const empty: SenderRow = {
    epoch: 0,
    heartbeat: 0,
    lastClaimAt: null,
    awakeMs: 0,
    clockOffset: null,
    pid: null,
    name: null,
    holdsLock: true,
  }

  return {
    read: (): SenderRow => {
      const row = read.get()
      return row ? { ...row, holdsLock: row.holdsLock === 1 } : empty
    },
    /**
     * Makes the caller the owner after the one of epoch `after`; from then on an earlier owner's claims and
     * settles are refused. Null: somebody else was faster, and may be sending already.
     */
    take: (pid: number, name: string, from: { after: number; holdsLock: boolean }): number | null =>
      take.get(pid, name, Number(from.holdsLock), from.after)?.epoch ?? null,
    /** The owner now has the lock file too. */
    gotLock: (epoch: number): void => void holds.run(epoch),
    /** Says that the owner lives. False: somebody else owns it now. */
    beat: (epoch: number, awakeMs: number): boolean => beat.run(Math.max(0, Math.round(awakeMs)), epoch).changes === 1,
    /** Marks a claim, inside its transaction. False: not the owner any more. */
    claimed: (epoch: number, at: number): boolean => claimed.run(at, epoch).changes === 1,
    noteClock: (epoch: number, offset: number): void => void noteClock.run(offset, epoch),
    leave: (epoch: number): void => void leave.run(epoch),
    isOwner: (epoch: number): boolean => read.get()?.epoch === epoch,
  }
}
