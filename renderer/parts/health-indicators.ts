import type { FolderState, LinkState } from '../../main/contract/health.ts'
import type { Indicator } from './looks.ts'

/** How the state of a connection is shown. */
export const linkIndicators: Record<LinkState, Indicator> = {
  ok: { tone: 'ok', glyph: 'tick' },
  unknown: { tone: 'calm', glyph: 'info' },
  outage: { tone: 'heal', glyph: 'clock' },
  paused: { tone: 'calm', glyph: 'bars' },
}

/** How the state of an export folder is shown. */
export const folderIndicators: Record<FolderState, Indicator> = {
  ok: { tone: 'ok', glyph: 'tick' },
  looking: { tone: 'calm', glyph: 'info' },
  missing: { tone: 'act', glyph: 'bang' },
  unreadable: { tone: 'act', glyph: 'bang' },
  'cannot-move': { tone: 'act', glyph: 'bang' },
  'watched-elsewhere': { tone: 'calm', glyph: 'info' },
}
