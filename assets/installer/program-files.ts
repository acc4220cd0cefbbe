import { readdirSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

/** One file of the program folder; `path` is relative to it and has forward slashes. */
export type ProgramFile = { path: string; bytes: number }

/**
 * Every file of a program folder, in a fixed order: setup, uninstaller and MSI are made from this one list.
 */
export const listProgramFiles = (folder: string): ProgramFile[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const file = join(entry.parentPath, entry.name)
      return { path: relative(folder, file).replaceAll(sep, '/'), bytes: statSync(file).size }
    })
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))

/** The folders of a list of files, each before those in it, without the program folder itself. */
export const foldersOf = (files: readonly ProgramFile[]): string[] =>
  [
    ...new Set(
      files.flatMap(({ path }) => {
        const parts = path.split('/').slice(0, -1)
        return parts.map((_, n) => parts.slice(0, n + 1).join('/'))
      }),
    ),
  ].toSorted()

/** Megabytes on the disk, rounded up. */
export const megabytesOf = (files: readonly ProgramFile[]): number =>
  Math.ceil(files.reduce((sum, { bytes }) => sum + bytes, 0) / (1024 * 1024))
