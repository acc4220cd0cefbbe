import { parentPort } from 'node:worker_threads'
import { readExport } from '../core/exports/read-export.ts'
import type { ParseAnswer, ParseOrder } from './worker-parse.ts'

/** The thread in which large exports are read. One order, one answer. */
parentPort?.on('message', ({ id, kind, bytes }: ParseOrder) => {
  parentPort?.postMessage({ id, read: readExport(kind, bytes) } satisfies ParseAnswer)
})
