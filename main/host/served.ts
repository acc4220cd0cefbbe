import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { errnoOf } from '../adapters/errno.ts'
import { writeWhole } from '../adapters/write-whole.ts'

/**
 * How another program on the same data folder finds the process that serves it: two small files beside the
 * database.
 */

const Served = z.object({ pid: z.int().positive(), port: z.int().min(1).max(65_535), startedAt: z.number() })

const placesOf = (folder: string) => ({ served: join(folder, 'serve.json'), token: join(folder, 'serve.token') })

const readText = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null // not there: nobody serves, or not in a way that others may use
  }
}

/**
 * Writes where this process serves: `serve.json` with process and port, and `serve.token` where the token may
 * be shown, both with mode 600. Gives the function that takes them away again, unless another process has put
 * its own there since.
 */
export const announceServed = (folder: string, given: { port: number; token: string | null }): (() => void) => {
  const { served, token } = placesOf(folder)
  const written = `${JSON.stringify({ pid: process.pid, port: given.port, startedAt: Date.now() })}\n`
  // What an earlier process left there would be taken for the token of this one.
  if (given.token === null) rmSync(token, { force: true })
  else writeWhole(token, given.token)
  writeWhole(served, written)
  const removeOwn = (path: string, content: string | null): void => {
    if (content !== null && readText(path) === content) rmSync(path, { force: true })
  }
  return () => {
    removeOwn(served, written)
    removeOwn(token, given.token)
  }
}

/**
 * Takes away what a process left there that ended without a word: a crash, a power cut. Of one that still
 * runs nothing is touched.
 */
export const forgetServed = (folder: string): void => {
  const { served, token } = placesOf(folder)
  if (isRunning(readText(served))) return
  try {
    for (const path of [token, served]) rmSync(path, { force: true })
  } catch (error) {
    // Rights or a broken disk: the token in it opens nothing any more, and the start goes on.
    if (errnoOf(error) === 'UNKNOWN') throw error
  }
}

const isRunning = (written: string | null): boolean => {
  if (written === null) return false
  try {
    process.kill(Served.parse(JSON.parse(written)).pid, 0)
    return true
  } catch (error) {
    return errnoOf(error) === 'EPERM' // another user's; anything else: no such process, or nothing that Night Porter wrote
  }
}

/**
 * What is written about who serves a data folder; whether it is still true, only asking tells. Null: nothing
 * that can be used.
 */
export const readServed = (folder: string): { address: string; token: string } | null => {
  const { served, token } = placesOf(folder)
  const [text, secret] = [readText(served), readText(token)]
  if (text === null || secret === null) return null
  try {
    return { address: `http://127.0.0.1:${Served.parse(JSON.parse(text)).port}`, token: secret.trim() }
  } catch {
    return null // not what Night Porter wrote
  }
}
