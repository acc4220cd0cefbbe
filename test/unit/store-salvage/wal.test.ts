import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import { readWal } from '../../../main/store/salvage/wal.ts'

/** Logs that SQLite itself wrote, whole and damaged. */

const COMMITS = 12

const folderFor = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'np-wal-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A log of several commits. */
const written = (): { log: Buffer } => {
  const folder = folderFor()
  const path = join(folder, 'a.db')
  const db = new Sqlite(path)
  onTestFinished(() => void db.close())
  db.pragma('journal_mode = WAL')
  db.exec('CREATE TABLE t (n INTEGER PRIMARY KEY, text TEXT NOT NULL)')
  // An older log under the same file, whose frames lie behind the newer ones.
  for (let n = 0; n < 40; n++) db.prepare('INSERT INTO t (text) VALUES (?)').run('o'.repeat(3_000))
  db.pragma('wal_checkpoint(RESTART)')
  for (let n = 0; n < COMMITS; n++) db.prepare('INSERT INTO t (text) VALUES (?)').run('x'.repeat(3_000))
  return { log: readFileSync(`${path}-wal`) }
}
const flipped = (log: Buffer, at: number): Buffer => {
  const copy = Buffer.from(log)
  copy[at] = (copy[at] ?? 0) ^ 0x10
  return copy
}
const frameAt = (n: number): number => 32 + n * (24 + 4096)

describe('a write-ahead log', () => {
  it('that is whole gives every committed frame and none of the log before it', () => {
    const { log } = written()
    const wal = readWal(log, 4096)
    expect(wal?.isBroken).toBe(false)
    expect(wal?.frames.filter(({ committedPages }) => committedPages > 0)).toHaveLength(COMMITS)
  })

  it('with a bad frame gives all the others, and says that SQLite would end there', () => {
    const { log } = written()
    const all = readWal(log, 4096)?.frames.length ?? 0
    const wal = readWal(flipped(log, frameAt(3) + 24 + 700), 4096)
    expect([wal?.isBroken, wal?.frames.length]).toEqual([true, all - 1])
  })

  it.each([
    ['magic', 1],
    ['salt', 18],
    ['checksum', 26],
  ])('with a damaged header (%s) still gives its frames', (_, at) => {
    const { log } = written()
    const all = readWal(log, 4096)?.frames.length ?? 0
    const wal = readWal(flipped(log, at), 4096)
    expect(wal?.isBroken).toBe(true)
    expect(wal?.frames.length).toBeGreaterThanOrEqual(all - 1)
  })

  it('cut within a frame is sound up to the last commit before it', () => {
    const { log } = written()
    const wal = readWal(log.subarray(0, frameAt(5) + 2_000), 4096)
    expect(wal?.isBroken).toBe(false)
    expect(wal?.frames.length).toBeGreaterThan(0)
  })

  it('of other bytes, or of none, is none', () => {
    expect(readWal(Buffer.alloc(0), 4096)).toBeNull()
    expect(readWal(Buffer.alloc(20_000, 0x55), 4096)?.frames ?? []).toEqual([])
  })
})
