import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Migration } from '../../../main/store/migrate.ts'
import { migrations } from '../../../main/store/migrations/index.ts'
import { openDatabase } from '../../../main/store/open.ts'
import type { NewMessage } from '../../../main/store/tables/messages.ts'
import { aMessage, now } from '../core/queue/records.ts'

/** A database with the real schema in a temporary folder, both gone after the test. */
export const openTables = (upTo: readonly Migration[] = migrations) => {
  const folder = mkdtempSync(join(tmpdir(), 'np-tables-'))
  const db = openDatabase({ path: join(folder, 'queue.db'), migrations: upTo })
  onTestFinished(() => {
    db.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return db
}

/** A message as capture writes it, everything plain unless said otherwise. */
export const aNewMessage = (given: Partial<NewMessage> = {}): NewMessage => {
  const { seq: _seq, ...record } = aMessage({
    state: 'waiting',
    claimEpoch: null,
    claimedAt: null,
    attempts: 0,
    firstAttemptAt: null,
  })
  return {
    ...record,
    capturedAt: now,
    details: {
      fileName: 'a.xml',
      guest: null,
      names: [],
      booking: null,
      ownEchoToken: null,
      ownTimeStamp: null,
      rewrittenFrom: null,
      reservationId: null,
      messageType: null,
    },
    facts: null,
    body: '<a/>',
    words: [],
    sha256: Buffer.alloc(32, 1),
    nameMark: Buffer.alloc(16, 2),
    ...given,
  }
}
