import { basename, dirname, join } from 'node:path'

/** Where the lifecycle of a database keeps its files: all beside it, all named after it. */
export const placesOf = (databasePath: string) => {
  const folder = dirname(databasePath)
  const stem = basename(databasePath, '.db')
  return {
    folder,
    stem,
    backups: join(folder, 'backups'),
    setAside: join(folder, 'set-aside'),
    /** Being written; worth nothing until it is renamed. */
    partial: `${databasePath}.partial`,
    /** Complete: it takes the place of the damaged one, also after a crash in between. */
    recovered: `${databasePath}.recovered`,
    /** What the next start must do about the database. */
    checkMark: `${databasePath}.check`,
    /** What was captured lately, said again; named so that whoever deletes `night-porter.db*` leaves it. */
    witness: join(folder, `${stem}.witness`),
    /** Shared by every process that has the database open. */
    presence: join(folder, 'in-use.lock'),
  }
}
