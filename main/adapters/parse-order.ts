import type { ReadExport } from '../core/channels/export.ts'
import { judgeAnswer, type Question } from '../core/channels/judge-answer.ts'
import type { MissingElement } from '../core/channels/pmsxchange/missing-elements.ts'
import { type ExportKind, type MessageBody, missingIn, readExport } from '../core/channels/read-export.ts'
import type { Asked, Verdict } from '../core/channels/verdict.ts'
import type { HttpResult } from '../core/ports/http.ts'

/** What a thread is asked to read, and what it gives. Plain data on both sides, since it is copied from thread to thread. */
export type ParseOrder = { id: number } & (
  | { what: 'export'; kind: ExportKind; bytes: Uint8Array }
  | { what: 'missing'; kind: ExportKind; message: MessageBody }
  | { what: 'reply'; question: Question; result: HttpResult; asked: Asked }
)
export type ParseAnswer = { id: number } & (
  | { what: 'export'; read: ReadExport }
  | { what: 'missing'; missing: MissingElement[] }
  | { what: 'reply'; verdict: Verdict }
)

/** Carries out an order, in whichever thread it is called. */
export const parse = (order: ParseOrder): ParseAnswer => {
  const { id } = order
  switch (order.what) {
    case 'export':
      return { id, what: 'export', read: readExport(order.kind, order.bytes) }
    case 'missing':
      return { id, what: 'missing', missing: missingIn(order.kind, order.message) }
    case 'reply':
      return { id, what: 'reply', verdict: judgeAnswer(order.question, order.result, order.asked) }
  }
}
