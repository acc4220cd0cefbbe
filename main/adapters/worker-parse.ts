import { judgeAnswer, judgeUnread } from '../core/channels/judge-answer.ts'
import { missingIn, readExport } from '../core/channels/read-export.ts'
import type { Parse } from '../core/ports/parse.ts'
import { createParseThread } from './parse-thread.ts'

/** Below this, handing something over costs more than reading it. */
const mostHere = 64 * 1024
const patienceMs = 10_000

/** Beside this file: as source, or under the same name where the program is built into one folder. */
const workerFile = (): URL =>
  new URL(import.meta.url.endsWith('.ts') ? './parse-worker.ts' : './parse-worker.js', import.meta.url)

/**
 * Reads exports, bodies and replies in this thread up to 64 KB, larger ones in a worker thread, one after the other; replies in a thread
 * of their own, so that no export holds a booking up whose answer is here. A thread that dies or takes more than 10 s gives `crashed` for
 * the file it was at, null for the body, a judgement without the body for the reply, and is made anew for the next.
 */
export const createWorkerParse = (parts: { worker?: URL; overBytes?: number; timeoutMs?: number } = {}): Parse => {
  const { overBytes = mostHere, timeoutMs = patienceMs } = parts
  const file = parts.worker ?? workerFile()
  const exports = createParseThread({ file, timeoutMs })
  const replies = createParseThread({ file, timeoutMs })
  return {
    async read(kind, bytes) {
      if (bytes.length <= overBytes) return { ok: true, read: readExport(kind, bytes) }
      const answer = await exports.give({ what: 'export', kind, bytes })
      return answer?.what === 'export' ? { ok: true, read: answer.read } : { ok: false, reason: 'crashed' }
    },
    async judge(question, result, asked) {
      if (result.kind === 'no-reply' || result.body.length <= overBytes) return judgeAnswer(question, result, asked)
      const answer = await replies.give({ what: 'reply', question, result, asked })
      return answer?.what === 'reply' ? answer.verdict : judgeUnread(question, result, asked)
    },
    async missing(kind, message) {
      if (message.body.length <= overBytes) return missingIn(kind, message)
      const answer = await exports.give({ what: 'missing', kind, message })
      return answer?.what === 'missing' ? answer.missing : null
    },
    async close() {
      await Promise.all([exports.close(), replies.close()])
    },
  }
}
