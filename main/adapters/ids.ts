import { randomUUID } from 'node:crypto'
import type { Ids } from '../core/ports/ids.ts'

/** Random UUIDs (version 4) from the system's secure generator. */
export const createRandomIds = (): Ids => ({ uuid: () => randomUUID() })
