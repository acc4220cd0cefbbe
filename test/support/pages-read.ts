import { readFileSync } from 'node:fs'

/**
 * Counts what this thread reads of files while `work` runs, in pages of 4 KB: what SQLite fetches beyond its
 * own cache. Counts do not depend on the machine's speed or on what else it does. Linux counts bytes by
 * thread, Windows read operations of the process, each of which is a page for SQLite.
 */
export const pagesRead = async (work: () => unknown): Promise<number> => {
  const before = readSoFar()
  await work()
  return Math.round(readSoFar() - before)
}

const PAGE_BYTES = 4096

const readSoFar = (): number => {
  if (process.platform === 'win32') return process.resourceUsage().fsRead
  if (process.platform !== 'linux') throw new Error('What a process has read can be counted on Linux and Windows only.')
  const bytes = /^rchar: (\d+)$/m.exec(readFileSync('/proc/thread-self/io', 'utf8'))?.[1]
  return Number(bytes) / PAGE_BYTES
}
