import type { ConnectionSettings } from '../../contract/settings.ts'
import type { MessageBody, MissingElement } from '../channels/channel.ts'
import type { ExportLimits } from '../channels/export.ts'
import type { CleanExport } from '../channels/read-export.ts'
import type { Asked, Question, Verdict } from '../channels/verdict.ts'
import type { HttpResult } from './http.ts'

/**
 * `crashed`: the reader died or did not answer in time. Nothing is known about the file; it may be tried
 * again.
 */
type ParseResult = ({ ok: true } & CleanExport) | { ok: false; reason: 'crashed' }

/**
 * Reads exports, replies and messages as their channel does. Large ones are read beside the event loop, which
 * goes on meanwhile.
 */
export type Parse = {
  /** As `readExportOf`, for a connection of this kind. */
  read(kind: string, bytes: Uint8Array, limits?: ExportLimits): Promise<ParseResult>
  /**
   * As the channel's `judge`. A reply that its reader dies on is judged by all but its body, as one too long
   * to be read.
   */
  judge(connection: ConnectionSettings, question: Question, result: HttpResult, asked: Asked): Promise<Verdict>
  /**
   * As the channel's `missingElements`. Null: the reader died or did not answer in time, and nothing is
   * known.
   */
  missing(kind: string, message: MessageBody): Promise<MissingElement[] | null>
  /**
   * A file's text with card data masked, for the copy that may stay in a folder. Null: it is no text, or its
   * reader died or did not answer in time.
   */
  mask(bytes: Uint8Array): Promise<string | null>
  /** Ends what runs beside. Reading after it starts it anew. */
  close(): Promise<void>
}
