import type { ReadExport } from '../core/channels/export.ts'
import { judgeAnswer, type Question } from '../core/channels/judge-answer.ts'
import { type ExportKind, readExport } from '../core/channels/read-export.ts'
import type { Asked, Verdict } from '../core/channels/verdict.ts'
import type { HttpResult } from '../core/ports/http.ts'

/** What a thread is asked to read, and what it gives. Plain data on both sides, since it is copied from thread to thread. */
export type ParseOrder = { id: number } & (
  | { what: 'export'; kind: ExportKind; bytes: Uint8Array }
  | { what: 'reply'; question: Question; result: HttpResult; asked: Asked }
)
export type ParseAnswer = { id: number } & ({ what: 'export'; read: ReadExport } | { what: 'reply'; verdict: Verdict })

/** Carries out an order, in whichever thread it is called. */
export const parse = (order: ParseOrder): ParseAnswer =>
  order.what === 'export'
    ? { id: order.id, what: 'export', read: readExport(order.kind, order.bytes) }
    : { id: order.id, what: 'reply', verdict: judgeAnswer(order.question, order.result, order.asked) }
