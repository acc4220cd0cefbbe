import { Worker } from 'node:worker_threads'
import type { ReadExport } from '../core/exports/export.ts'
import { type ExportKind, readExport } from '../core/exports/read-export.ts'
import type { Parse, ParseResult } from '../core/ports/parse.ts'
import { codeOf } from './errno.ts'

export type ParseOrder = { id: number; kind: ExportKind; bytes: Uint8Array }
export type ParseAnswer = { id: number; read: ReadExport }

/** Below this, handing a file over costs more than reading it. */
const mostHere = 64 * 1024
const patienceMs = 10_000
const missing = new Set(['MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND', 'ENOENT'])
/** A file that needs more would have taken the whole program's memory. */
const mostMegabytes = 256

/** Beside this file: as source, or under the same name where the program is built into one folder. */
const workerFile = (): URL => new URL(import.meta.url.endsWith('.ts') ? './parse-worker.ts' : './parse-worker.js', import.meta.url)

/**
 * Reads exports in this thread up to 64 KB, larger ones in a worker thread of their own, one after the other. A worker that dies or
 * takes more than 10 s gives `crashed` for the file it was at and is made anew for the next. An idle one keeps no process alive.
 */
export const createWorkerParse = (parts: { worker?: URL; overBytes?: number; timeoutMs?: number } = {}): Parse => {
  const { overBytes = mostHere, timeoutMs = patienceMs } = parts
  let worker: Worker | null = null
  let last: Promise<unknown> = Promise.resolve()
  let orders = 0

  const end = async () => {
    const ending = worker
    worker = null
    await ending?.terminate()
  }

  const start = (): Worker => {
    const made = new Worker(parts.worker ?? workerFile(), { resourceLimits: { maxOldGenerationSizeMb: mostMegabytes } })
    // Whoever waits for an answer listens for itself; this is for a thread that dies while nobody does.
    made.on('error', () => undefined)
    made.once('exit', () => {
      if (worker === made) worker = null
    })
    return made
  }

  const order = (kind: ExportKind, bytes: Uint8Array): Promise<ParseResult> => {
    worker ??= start()
    const thread = worker
    const id = orders++
    thread.ref()
    return new Promise((resolve) => {
      const settle = (result: ParseResult) => {
        clearTimeout(timer)
        thread.off('message', onMessage).off('error', onError).off('exit', onEnd)
        thread.unref()
        if (result.ok) resolve(result)
        else void end().then(() => resolve(result))
      }
      const onMessage = (answer: ParseAnswer) => {
        if (answer.id === id) settle({ ok: true, read: answer.read })
      }
      const onEnd = () => settle({ ok: false, reason: 'crashed' })
      const onError = (error: unknown) => {
        // A program built without its worker must not lose a booking for it: it stands still for a moment instead.
        if (missing.has(codeOf(error))) settle({ ok: true, read: readExport(kind, bytes) })
        else onEnd()
      }
      const timer = setTimeout(onEnd, timeoutMs)
      thread.on('message', onMessage).on('error', onError).on('exit', onEnd)
      thread.postMessage({ id, kind, bytes } satisfies ParseOrder)
    })
  }

  return {
    read: (kind, bytes) => {
      if (bytes.length <= overBytes) return Promise.resolve({ ok: true, read: readExport(kind, bytes) })
      const result = last.then(() => order(kind, bytes))
      last = result
      return result
    },
    close: end,
  }
}
