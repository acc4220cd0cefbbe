import type { Database } from 'better-sqlite3'

/** One row: who captures and sends. Its epoch guards every claim and settle, so that a revived owner settles nothing. */

export type SenderRow = {
  epoch: number
  heartbeat: number
  lastClaimAt: number | null
  /** Milliseconds some owner has been awake in all; budgets are differences of it. */
  awakeMs: number
  pid: number | null
  name: string | null
}

export const createSender = ({ db }: { db: Database }) => {
  const read = db.prepare<[], SenderRow>(
    'SELECT epoch, heartbeat, last_claim_at AS lastClaimAt, awake_ms AS awakeMs, pid, name FROM sender WHERE id = 1',
  )
  const take = db.prepare<[number, string], { epoch: number }>(
    'UPDATE sender SET epoch = epoch + 1, heartbeat = heartbeat + 1, pid = ?, name = ? WHERE id = 1 RETURNING epoch',
  )
  const beat = db.prepare<[number, number]>(
    'UPDATE sender SET heartbeat = heartbeat + 1, awake_ms = awake_ms + ? WHERE id = 1 AND epoch = ?',
  )
  const claimed = db.prepare<[number, number]>('UPDATE sender SET last_claim_at = ? WHERE id = 1 AND epoch = ?')
  const leave = db.prepare<[number]>('UPDATE sender SET pid = NULL, name = NULL WHERE id = 1 AND epoch = ?')
  const empty: SenderRow = { epoch: 0, heartbeat: 0, lastClaimAt: null, awakeMs: 0, pid: null, name: null }

  return {
    read: (): SenderRow => read.get() ?? empty,
    /** Makes the caller the owner; from then on an earlier owner's claims and settles are refused. */
    take: (pid: number, name: string): number => take.get(pid, name)?.epoch ?? 0,
    /** Says that the owner lives. False: somebody else owns it now. */
    beat: (epoch: number, awakeMs: number): boolean => beat.run(Math.max(0, Math.round(awakeMs)), epoch).changes === 1,
    /** Marks a claim, inside its transaction. False: not the owner any more. */
    claimed: (epoch: number, at: number): boolean => claimed.run(at, epoch).changes === 1,
    leave: (epoch: number): void => void leave.run(epoch),
    isOwner: (epoch: number): boolean => read.get()?.epoch === epoch,
  }
}
export type SenderTable = ReturnType<typeof createSender>
