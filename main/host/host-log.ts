import { join } from 'node:path'
import { createLog } from '../adapters/log.ts'
import type { Log } from '../core/ports/log.ts'

const RETAIN_DAYS = 14

/** The log of a data folder. Every process and thread on it writes the same files, line by line. */
export const createHostLog = (folder: string): Log =>
  createLog({ folder: join(folder, 'logs'), isConsole: false, retainDays: RETAIN_DAYS })
