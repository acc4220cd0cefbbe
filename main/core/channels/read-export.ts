import type { ReadExport } from './export.ts'
import { readOtaExport } from './pmsxchange/export/read-ota.ts'
import { readJobExport } from './propexo/read-export.ts'

export const exportKinds = ['ota', 'job'] as const
export type ExportKind = (typeof exportKinds)[number]

/** Reads one export of the kind its connection takes. Never throws. */
export const readExport = (kind: ExportKind, bytes: Uint8Array): ReadExport =>
  kind === 'job' ? readJobExport(bytes) : readOtaExport(bytes)
