import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Database } from '../../main/store/migrate.ts'

/**
 * Which statements the store prepares, found by letting it prepare them, and which places of its sources
 * prepare any.
 */

const root = join(import.meta.dirname, '../..')

/** Each statement once, and how often each source file was on the stack when one was prepared. */
export type Recorded = { statements: Set<string>; calls: Map<string, number> }

/** The statements that are prepared on this connection while `work` runs. */
export const recordStatements = (db: Database, work: () => void): Recorded => {
  const recorded: Recorded = { statements: new Set(), calls: new Map() }
  const prepare = db.prepare.bind(db)
  const noting: typeof db.prepare = (sql: string) => {
    const stack = new Error('where').stack ?? ''
    const files = new Set([...stack.matchAll(/(main\/store\/[\w/-]+\.ts)/g)].map(([, file = '']) => file))
    for (const file of files) recorded.calls.set(file, (recorded.calls.get(file) ?? 0) + 1)
    recorded.statements.add(sql)
    return prepare(sql)
  }
  Object.assign(db, { prepare: noting })
  work()
  Object.assign(db, { prepare })
  return recorded
}

export type Preparing = { file: string; places: number; execs: number }

/** The source files that prepare or run SQL, with the number of places in each; migrations aside. */
export const preparingFiles = (): Preparing[] =>
  readdirSync(join(root, 'main'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => !path.includes('migrations'))
    .map((path) => {
      const text = readFileSync(path, 'utf8')
      return {
        file: relative(root, path).replaceAll('\\', '/'),
        places: [...text.matchAll(/\.prepare\b\s*[<(]/g)].length,
        execs: [...text.matchAll(/\b(db|source|target|held)\.exec\(/g)].length,
      }
    })
    .filter(({ places, execs }) => places + execs > 0)
