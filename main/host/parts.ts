import { createSystemClock } from '../adapters/clock.ts'
import { createTexts } from '../adapters/texts.ts'
import type { Clock } from '../core/ports/clock.ts'
import type { Log } from '../core/ports/log.ts'
import type { Texts } from '../core/ports/texts.ts'
import { createHostLog } from './host-log.ts'

/** What a host speaks, writes and waits with before there is an engine. */
export type Parts = { clock: Clock; log: Log; texts: Texts }

export const createParts = (folder: string): Parts => ({
  clock: createSystemClock(),
  log: createHostLog(folder),
  texts: createTexts(),
})
