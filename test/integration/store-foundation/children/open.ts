// Opens the database of the test migrations when told to, under an open umask, and says the version and who
// applied what.
import { createInterface } from 'node:readline'
import { openDatabase } from '../../../../main/store/open.ts'
import { testMigrations } from '../test-migrations.ts'

process.umask(0)
process.stdout.write('ready\n')
for await (const _ of createInterface({ input: process.stdin })) {
  const db = openDatabase({ path: process.argv[2] ?? '', migrations: testMigrations })
  const steps = db.prepare('SELECT id FROM step ORDER BY rowid').pluck().all()
  process.stdout.write(`${JSON.stringify({ version: db.pragma('user_version', { simple: true }), steps })}\n`)
  if (process.argv[3] !== 'stay') break
}
if (process.argv[3] !== 'stay') process.exit(0)
