import type { ReadExport } from './export.ts'
import { readOtaExport } from './pmsxchange/export/read-ota.ts'
import { type MissingElement, missingElements } from './pmsxchange/missing-elements.ts'
import { readJobExport } from './propexo/read-export.ts'

export const exportKinds = ['ota', 'job'] as const
export type ExportKind = (typeof exportKinds)[number]

/** Reads one export of the kind its connection takes. Never throws. */
export const readExport = (kind: ExportKind, bytes: Uint8Array): ReadExport =>
  kind === 'job' ? readJobExport(bytes) : readOtaExport(bytes)

/** A message as its export was read. */
export type MessageBody = { messageType: string; body: string }

/** What the channel demands of a message and it does not have; a job API's demands are not known here. Never throws. */
export const missingIn = (kind: ExportKind, { messageType, body }: MessageBody): MissingElement[] =>
  kind === 'job' ? [] : missingElements(body, messageType)
