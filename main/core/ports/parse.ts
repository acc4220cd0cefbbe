import type { ReadExport } from '../exports/export.ts'
import type { ExportKind } from '../exports/read-export.ts'

/** `crashed`: the reader died or did not answer in time. Nothing is known about the file; it may be tried again. */
export type ParseResult = { ok: true; read: ReadExport } | { ok: false; reason: 'crashed' }

/** Reads exports. Large ones are read beside the event loop, so that nothing else stands still meanwhile. */
export interface Parse {
  read(kind: ExportKind, bytes: Uint8Array): Promise<ParseResult>
  /** Ends what runs beside. Reading after it starts it anew. */
  close(): Promise<void>
}
