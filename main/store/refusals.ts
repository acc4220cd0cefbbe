import Sqlite from 'better-sqlite3'

/** A database written by a newer Night Porter. Nothing in it was changed. */
export class DatabaseFromTheFuture extends Error {
  override readonly name = 'DatabaseFromTheFuture'
  readonly code = 'database-from-the-future'
  readonly path: string
  /** `user_version` of the file. */
  readonly found: number
  /** The newest version this program knows. */
  readonly known: number

  constructor(facts: { path: string; found: number; known: number }) {
    super(
      `The database ${facts.path} was written by a newer Night Porter (its version is ${facts.found}, this program knows up to ${facts.known}). ` +
        'Night Porter has changed nothing in it and does not start. Install the newer Night Porter again; no booking is lost meanwhile.',
    )
    this.path = facts.path
    this.found = facts.found
    this.known = facts.known
  }
}

/** A database older than this program, opened for reading only, so that it cannot be brought up to date. */
export class DatabaseNotMigrated extends Error {
  override readonly name = 'DatabaseNotMigrated'
  readonly code = 'database-not-migrated'
  readonly path: string

  constructor(facts: { path: string; found: number; known: number }) {
    super(
      `The database ${facts.path} is older than this program (its version is ${facts.found}, ${facts.known} is needed) and was opened for reading only. ` +
        'Night Porter has changed nothing in it. Start Night Porter once with its normal rights; it brings the database up to date by itself.',
    )
    this.path = facts.path
  }
}

/** A database on a network path. SQLite's write-ahead log is not safe there (sqlite.org/wal.html). */
export class DatabaseOnNetwork extends Error {
  override readonly name = 'DatabaseOnNetwork'
  readonly code = 'database-on-network'
  readonly path: string

  constructor(facts: { path: string }) {
    super(
      `The database ${facts.path} would lie on a network drive or share, where it can be damaged. ` +
        'Night Porter has written nothing there and does not start. Choose a data folder on a disk of this PC (--data DIR); export folders may stay on the network.',
    )
    this.path = facts.path
  }
}

const reasons: readonly { codes: RegExp; sentence: (path: string) => string }[] = [
  {
    codes: /^SQLITE_(NOTADB|CORRUPT)/,
    sentence: (path) =>
      `${path} is damaged or is no Night Porter database, and another Night Porter has it open. Night Porter leaves it as it is and does not start. ` +
      'Close Night Porter in every window and every session of this PC, then start it again: it then saves what can be read, and deletes nothing.',
  },
  {
    codes: /^(SQLITE_FULL|ENOSPC|EDQUOT)/,
    sentence: (path) =>
      `The disk that holds ${path} is full. Night Porter does not start until there is room. Free some space and start it again.`,
  },
  {
    codes: /^(SQLITE_BUSY|SQLITE_LOCKED|EBUSY)/,
    sentence: (path) =>
      `${path} is held by another program. Night Porter has waited for it in vain. ` +
      'Wait a minute and start Night Porter again; if it stays so, keep backup and virus scanners away from the data folder.',
  },
  {
    codes: /^(ENOENT|ENOTDIR)/,
    sentence: (path) =>
      `The folder of ${path} does not exist. Night Porter does not start. Make the folder, or name another one with --data DIR.`,
  },
  {
    codes: /^(SQLITE_(READONLY|CANTOPEN|PERM|AUTH)|EACCES|EPERM|EROFS|EISDIR)/,
    sentence: (path) =>
      `${path} cannot be opened for writing. Night Porter does not start. ` +
      'Give the account it runs under the right to change files in the data folder, or name another folder with --data DIR.',
  },
  {
    codes: /^(SQLITE_IOERR|EIO)/,
    sentence: (path) =>
      `The disk that holds ${path} reported an error. Night Porter does not start. Have the disk checked before going on.`,
  },
]

const whatHappened = (code: string, path: string): string =>
  reasons.find((reason) => reason.codes.test(code))?.sentence(path) ?? `${path} cannot be used.`

/**
 * A database or lock file that this machine does not let us use: damaged, no rights, disk full. `code` is
 * SQLite's or the system's own.
 */
export class DatabaseUnusable extends Error {
  override readonly name = 'DatabaseUnusable'
  readonly code: string
  readonly path: string

  constructor(facts: { path: string; code: string; cause: unknown }) {
    super(`${whatHappened(facts.code, facts.path)} (${facts.code})`, { cause: facts.cause })
    this.code = facts.code
    this.path = facts.path
  }
}

/**
 * SQLite's or the system's code of a thrown value, such as SQLITE_BUSY or EACCES; null where it carries none.
 */
export const storeErrorCode = (thrown: unknown): string | null => {
  if (thrown instanceof Sqlite.SqliteError) return thrown.code
  if (thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string') return thrown.code
  return null
}

/**
 * Runs `work` and turns what the machine refuses (see `DatabaseUnusable`) into that error; bugs, such as
 * wrong SQL, pass unchanged.
 */
export const namingRefusals = <T>(path: string, work: () => T): T => {
  try {
    return work()
  } catch (thrown) {
    const code = storeErrorCode(thrown)
    if (code !== null && reasons.some((reason) => reason.codes.test(code)))
      throw new DatabaseUnusable({ path, code, cause: thrown })
    throw thrown
  }
}
