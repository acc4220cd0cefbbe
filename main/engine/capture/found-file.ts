import type { ExportLimits, ReadExport } from '../../core/channels/export.ts'
import type { FileStat } from '../../core/ports/files.ts'
import type { ByteRange } from '../../core/xml/byte-ranges.ts'

/** A file of an export folder that was read whole. */
export type FoundFile = {
  name: string
  stat: FileStat
  /** What is kept of it: its bytes without what may never be stored of a card. */
  content: Uint8Array
  /** Of the file as it came. */
  sha256: Uint8Array
  read: ReadExport
  /** By which it was read. */
  limits: ExportLimits
  /** What of the content holds card numbers. */
  cardCuts: readonly ByteRange[]
}
