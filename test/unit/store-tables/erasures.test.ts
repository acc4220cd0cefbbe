import { expect, test } from 'vitest'
import { migrate } from '../../../main/store/migrate.ts'
import { migrations } from '../../../main/store/migrations/index.ts'
import { openTables } from './open-tables.ts'

test('a database of the version before gets the table of erasures and keeps its messages', () => {
  const db = openTables(migrations.filter(({ id }) => id < 140))
  db.exec("INSERT INTO message_counts (state, n) VALUES ('waiting', 3)")
  migrate(db, migrations, () => undefined)
  expect(db.prepare('SELECT count(*) AS n FROM erasures').get()).toEqual({ n: 0 })
  expect(db.prepare("SELECT n FROM message_counts WHERE state = 'waiting'").get()).toEqual({ n: 3 })
})
