import { createInterface } from 'node:readline'
import Sqlite from 'better-sqlite3'

/**
 * Another program that holds the database: a backup, a curious person with a SQLite browser. Lets go at the
 * first line it is told.
 */
const db = new Sqlite(process.argv[2] ?? '')
db.exec('BEGIN EXCLUSIVE')
process.stdout.write('held\n')
createInterface({ input: process.stdin }).once('line', () => {
  db.exec('ROLLBACK')
  db.close()
  process.exit(0)
})
