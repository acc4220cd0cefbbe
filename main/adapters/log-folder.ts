import { closeSync, existsSync, mkdirSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join, parse } from 'node:path'

const ourFile = /^night-porter-(\d{4}-\d{2}-\d{2})(?:\.(\d+))?\.log$/
const DAY_MS = 86_400_000

/**
 * Days and, within a day, rotated files oldest first; the file being written, without a number, is the newest
 * of its day.
 */
const byAge = (a: string, b: string): number => {
  const [, dayA = '', partA] = ourFile.exec(a) ?? []
  const [, dayB = '', partB] = ourFile.exec(b) ?? []
  return (
    dayA.localeCompare(dayB) ||
    Number(partA ?? Number.POSITIVE_INFINITY) - Number(partB ?? Number.POSITIVE_INFINITY) ||
    0
  )
}

/** The name of the day's log, UTC as the lines in it. */
export const logFileName = (at: number): string => `night-porter-${new Date(at).toISOString().slice(0, 10)}.log`

/**
 * Removes logs of ours older than `retainDays`, and the oldest beyond `KEEP_FILES`. Other files in the folder
 * are left alone.
 */
export const pruneLogs = ({
  folder,
  at,
  retainDays,
  keepFiles,
}: {
  folder: string
  at: number
  retainDays: number
  keepFiles: number
}): void => {
  const names = readdirSync(folder)
    .filter((name) => ourFile.test(name))
    .sort(byAge)
  const oldest = logFileName(at - retainDays * DAY_MS).slice(0, -'.log'.length)
  const surplus = names.length - keepFiles
  names.forEach((name, n) => {
    if (n < surplus || name.slice(0, oldest.length) < oldest) rmSync(join(folder, name), { force: true })
  })
}

/** Gives a full log file the next free number of its day: `night-porter-2026-11-22.1.log`. */
export const setLogAside = (path: string): void => {
  const { dir, name, ext } = parse(path)
  let n = 1
  while (existsSync(join(dir, `${name}.${n}${ext}`))) n++
  renameSync(path, join(dir, `${name}.${n}${ext}`))
}

/**
 * Throws when the file cannot be written to. electron-log gives a path up for good after one failure; this is
 * asked before it.
 */
export const openForLogging = (path: string): void => {
  mkdirSync(parse(path).dir, { recursive: true, mode: 0o700 })
  closeSync(openSync(path, 'a', 0o600))
}
