import type { Migration } from '../../../main/store/migrate.ts'

/**
 * Ten steps, each of which leaves a row, so that one run twice would show. The rows make each last long
 * enough to be raced.
 */
export const testMigrations: readonly Migration[] = Array.from({ length: 10 }, (_, index) => {
  const id = (index + 1) * 10
  return {
    id,
    name: `step ${id}`,
    up(db) {
      if (id === 10)
        db.exec('CREATE TABLE step (id INTEGER NOT NULL) STRICT; CREATE TABLE filler (n INTEGER NOT NULL) STRICT')
      db.prepare('INSERT INTO step (id) VALUES (?)').run(id)
      db.exec('INSERT INTO filler SELECT value FROM json_each(json_array(1,2,3,4,5,6,7,8,9))')
    },
  } satisfies Migration
})

export const testSteps: readonly number[] = testMigrations.map(({ id }) => id)
