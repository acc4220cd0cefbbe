import type { ConnectionSettings } from '../contract/settings.ts'
import type { MessageBody, MissingElement } from '../core/channels/channel.ts'
import type { Channels } from '../core/channels/channels.ts'
import type { ExportLimits } from '../core/channels/export.ts'
import { type CleanExport, readExportOf } from '../core/channels/read-export.ts'
import type { Asked, Question, Verdict } from '../core/channels/verdict.ts'
import type { HttpResult } from '../core/ports/http.ts'
import { maskText } from '../core/redact/mask-text.ts'

/**
 * What a thread is asked to read, and what it gives. Plain data on both sides, since it is copied from thread
 * to thread.
 */
export type ParseOrder = { id: number } & (
  | { what: 'export'; kind: string; bytes: Uint8Array; limits?: ExportLimits }
  | { what: 'reply'; connection: ConnectionSettings; question: Question; result: HttpResult; asked: Asked }
  | { what: 'missing'; kind: string; message: MessageBody }
  | { what: 'mask'; bytes: Uint8Array }
)
export type ParseAnswer = { id: number } & (
  | ({ what: 'export' } & CleanExport)
  | { what: 'reply'; verdict: Verdict }
  | { what: 'missing'; missing: MissingElement[] }
  | { what: 'mask'; masked: string | null }
)

/** Carries out an order, in whichever thread it is called. */
export const parse = (channels: Channels, order: ParseOrder): ParseAnswer => {
  const { id } = order
  switch (order.what) {
    case 'export':
      return { id, what: 'export', ...readExportOf(channels.of(order.kind), order.bytes, order.limits) }
    case 'reply':
      return {
        id,
        what: 'reply',
        verdict: channels.connect(order.connection).judge(order.question, order.result, order.asked),
      }
    case 'mask':
      return { id, what: 'mask', masked: maskText(order.bytes) }
    case 'missing':
      return { id, what: 'missing', missing: channels.of(order.kind).missingElements(order.message) }
  }
}
