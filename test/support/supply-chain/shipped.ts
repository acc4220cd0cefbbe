import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { closureOf, type LockedPackage, type LockFile } from './lock-file.ts'

/** Carries the desktop program. Its own licences, and Chromium's, lie beside the installed program. */
const CARRIER = 'electron'

/** What an import of code names; one of types is gone by the time anything is built. */
const codeImport = /(?:^|\n)\s*(?:import|export)\s(?!type\b)(?:[^'"`;]*?\sfrom\s)?['"]([^'"./][^'"]*)['"]/g

/** `@a/b` of `@a/b/c`, `a` of `a/b`. */
const packageOf = (name: string): string => name.split('/', name.startsWith('@') ? 2 : 1).join('/')

/** The packages that the code of the program itself imports, by name. */
export const importedBy = (root: string): string[] => {
  const files = globSync('{main,preload,renderer}/**/*.{ts,tsx}', { cwd: root }).filter(
    (file) => !file.endsWith('vite.config.ts'),
  )
  const names = files.flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(codeImport)].flatMap((match) => match[1] ?? []),
  )
  return [...new Set(names.filter((name) => !name.includes(':')).map(packageOf))].toSorted()
}

/**
 * All packages of which something may be shipped: what our code imports, what that needs, and Electron.
 * Rather one too many than one too few: a bundle holds less.
 */
export const shippedPackages = (root: string, lock: LockFile): LockedPackage[] => {
  // Electron's own needs serve its installation only.
  const carrier = closureOf(lock, [CARRIER]).filter(({ name }) => name === CARRIER)
  const libraries = closureOf(
    lock,
    importedBy(root).filter((name) => name !== CARRIER),
  )
  return [...libraries, ...carrier].toSorted((a, b) => a.name.localeCompare(b.name, 'en'))
}
