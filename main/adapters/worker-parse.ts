import type { Channels } from '../core/channels/channels.ts'
import { withoutBody } from '../core/channels/judge-result.ts'
import { readExportOf } from '../core/channels/read-export.ts'
import type { Parse } from '../core/ports/parse.ts'
import { maskText } from '../core/redact/mask-text.ts'
import { parse } from './parse-order.ts'
import { createParseThread } from './parse-thread.ts'

/** Below this, handing something over costs more than reading it. */
const MOST_HERE = 64 * 1024
/** An export comes from outside: a few KB can be made to take long. A booking has 1 to 4 KB. */
const MOST_EXPORT_HERE = 8 * 1024
const PATIENCE_MS = 10_000
/** A slow PC reads 1 MB in a second: what large files may take longer. */
const BYTES_PER_MS = 1_000

/** Beside this file, as source and as bundle (np.vite.config.ts). */
const workerFile = (): URL =>
  new URL(import.meta.url.endsWith('.ts') ? './parse-worker.ts' : './parse-worker.mjs', import.meta.url)

/**
 * Reads bodies and replies in this thread up to 64 KB and exports up to 8 KB, larger ones in a worker thread,
 * one after the other; replies in a thread of their own, so that no export holds a booking up whose answer is
 * here. A thread that dies or takes more than 10 s, and a second for each MB of an export, gives `crashed`
 * for the file it was at, null for the body, a judgement without the body for the reply, and is made anew for
 * the next. The worker has the channels of the registry.
 */
export const createWorkerParse = (parts: {
  channels: Channels
  worker?: URL
  overBytes?: number
  timeoutMs?: number
  onFault?: (error: unknown) => void
}): Parse => {
  const { channels, overBytes = MOST_HERE, timeoutMs = PATIENCE_MS, onFault = () => undefined } = parts
  const file = parts.worker ?? workerFile()
  const parseHere = (order: Parameters<typeof parse>[1]) => parse(channels, order)
  /** A mistake in the reader costs this file only, here as in the thread. */
  const readHere = (...[kind, bytes, limits]: Parameters<Parse['read']>): Awaited<ReturnType<Parse['read']>> => {
    try {
      return { ok: true, ...readExportOf(channels.of(kind), bytes, limits) }
    } catch (error) {
      onFault(error)
      return { ok: false, reason: 'crashed' }
    }
  }
  const exports = createParseThread({ file, timeoutMs, onFault, parseHere })
  const replies = createParseThread({ file, timeoutMs, onFault, parseHere })
  return {
    async read(kind, bytes, limits) {
      if (bytes.length <= Math.min(overBytes, MOST_EXPORT_HERE)) return readHere(kind, bytes, limits)
      const task = { what: 'export' as const, kind, bytes, ...(limits ? { limits } : {}) }
      const answer = await exports.give(task, bytes.length / BYTES_PER_MS)
      return answer?.what === 'export'
        ? { ok: true, read: answer.read, cuts: answer.cuts, cardCuts: answer.cardCuts }
        : { ok: false, reason: 'crashed' }
    },
    async judge(connection, question, result, asked) {
      const { judge } = channels.connect(connection)
      if (result.kind === 'no-reply' || result.body.length <= overBytes) return judge(question, result, asked)
      const answer = await replies.give({ what: 'reply', connection, question, result, asked })
      return answer?.what === 'reply' ? answer.verdict : judge(question, withoutBody(result), asked)
    },
    async missing(kind, message) {
      if (message.body.length <= overBytes) return channels.of(kind).missingElements(message)
      const answer = await exports.give({ what: 'missing', kind, message })
      return answer?.what === 'missing' ? answer.missing : null
    },
    async mask(bytes) {
      if (bytes.length <= MOST_EXPORT_HERE) return maskText(bytes)
      const answer = await exports.give({ what: 'mask', bytes }, bytes.length / BYTES_PER_MS)
      return answer?.what === 'mask' ? answer.masked : null
    },
    async close() {
      await Promise.all([exports.close(), replies.close()])
    },
  }
}
