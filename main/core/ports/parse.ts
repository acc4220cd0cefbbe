import type { ReadExport } from '../channels/export.ts'
import type { Question } from '../channels/judge-answer.ts'
import type { ExportKind } from '../channels/read-export.ts'
import type { Asked, Verdict } from '../channels/verdict.ts'
import type { HttpResult } from './http.ts'

/** `crashed`: the reader died or did not answer in time. Nothing is known about the file; it may be tried again. */
type ParseResult = { ok: true; read: ReadExport } | { ok: false; reason: 'crashed' }

/** Reads exports and replies. Large ones are read beside the event loop, so that nothing else stands still meanwhile. */
export interface Parse {
  read(kind: ExportKind, bytes: Uint8Array): Promise<ParseResult>
  /** As `judgeAnswer`. A reply that its reader dies on is judged by all but its body, as one too long to be read. */
  judge(question: Question, result: HttpResult, asked: Asked): Promise<Verdict>
  /** Ends what runs beside. Reading after it starts it anew. */
  close(): Promise<void>
}
