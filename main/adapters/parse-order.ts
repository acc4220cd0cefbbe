import type { ReadExport } from '../core/exports/export.ts'
import { type ExportKind, readExport } from '../core/exports/read-export.ts'
import { judgeAnswer, type Question } from '../core/jobs/judge-answer.ts'
import type { HttpResult } from '../core/ports/http.ts'
import type { Asked, Verdict } from '../core/rules/verdict.ts'

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
