import { judgeAnswer } from '../core/channels/judge-answer.ts'
import { missingIn, readExport } from '../core/channels/read-export.ts'
import type { Parse } from '../core/ports/parse.ts'

/** Reads exports, bodies and replies in this thread, whatever their size. For hosts without a worker, and for simulated time. */
export const parseHere: Parse = {
  read: async (kind, bytes) => ({ ok: true, read: readExport(kind, bytes) }),
  judge: async (question, result, asked) => judgeAnswer(question, result, asked),
  missing: async (kind, message) => missingIn(kind, message),
  close: async () => undefined,
}
