import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * What one process did to files, as strace wrote it down: one file per thread, every string in hexadecimal.
 */

export type Call = {
  name: string
  /** Microseconds; the call began and had returned. */
  startUs: number
  endUs: number
  path: string
  /** Second path of a rename. */
  to: string | null
  /** What was written, and where. */
  bytes: Buffer
  offset: number
  /** Length after ftruncate. */
  length: number
}

export const tracedCalls = [
  'pwrite64',
  'pwritev',
  'write',
  'ftruncate',
  'fsync',
  'fdatasync',
  'unlink',
  'rename',
] as const

const fromHex = (text: string): Buffer => Buffer.from(text.replaceAll('\\x', ''), 'hex')

const line = /^(\d+)\.(\d{6}) (\w+)\((.*)\) = (-?\d+)[^<]*(?:<[^>]*>)?\s*<(\d+)\.(\d{6})>$/

/** One line of a trace; null for a call that failed or is of no use here. */
export const readCall = (text: string): Call | null => {
  const found = line.exec(text)
  if (!found) return null
  const [, seconds, micros, name = '', given = '', result, tookSeconds, tookMicros] = found
  if (Number(result) < 0) return null
  const startUs = Number(seconds) * 1e6 + Number(micros)
  const endUs = startUs + Number(tookSeconds) * 1e6 + Number(tookMicros)
  const fdPath = /^\d+<((?:\\x[0-9a-f]{2})*)>/.exec(given)?.[1]
  const strings = [...given.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].map(([, hex = '']) => hex)
  const isByName = name === 'unlink' || name === 'rename'
  const path = isByName ? strings[0] : fdPath
  if (path === undefined) return null
  const numbers = given.split(', ').map(Number)
  return {
    name,
    startUs,
    endUs,
    path: fromHex(path).toString('utf8'),
    to: name === 'rename' ? fromHex(strings[1] ?? '').toString('utf8') : null,
    bytes: name === 'pwrite64' || name === 'write' ? fromHex(strings[0] ?? '') : Buffer.alloc(0),
    offset: name === 'pwrite64' ? (numbers.at(-1) ?? 0) : 0,
    length: name === 'ftruncate' ? (numbers.at(-1) ?? 0) : 0,
  }
}

/** All calls of all threads about files below `folders`, in the order in which they returned. */
export const readTrace = (prefix: string, folders: readonly string[]): Call[] => {
  const calls: Call[] = []
  const own = `${prefix.split('/').at(-1)}.`
  for (const name of readdirSync(dirname(prefix)).filter((found) => found.startsWith(own)))
    for (const text of readFileSync(join(dirname(prefix), name), 'latin1').split('\n')) {
      const call = readCall(text)
      if (call && folders.some((folder) => call.path.startsWith(folder))) calls.push(call)
    }
  return calls.sort((a, b) => a.endUs - b.endUs)
}
