import type { Health } from '../../main/contract/health.ts'
import type { MessageItem } from '../../main/contract/message.ts'
import type { CauseGroup } from '../../main/contract/methods.ts'

/** Colour families. A tone never stands alone: a glyph and a word go with it. */
export type Tone = 'ok' | 'heal' | 'act' | 'calm'

export type Glyph =
  | 'tick'
  | 'clock'
  | 'bang'
  | 'cross'
  | 'bars'
  | 'question'
  | 'link'
  | 'send'
  | 'replaced'
  | 'hand'
  | 'copy'
  | 'info'
  | 'warning'
  | 'document'

export type Indicator = { tone: Tone; glyph: Glyph }

export type SentenceName = Health['level'] | 'paused'

const sentenceSights: Record<SentenceName, Indicator> = {
  ok: { tone: 'ok', glyph: 'tick' },
  busy: { tone: 'heal', glyph: 'clock' },
  attention: { tone: 'act', glyph: 'bang' },
  stopped: { tone: 'act', glyph: 'cross' },
  paused: { tone: 'calm', glyph: 'bars' },
}

/**
 * Which of the five looks the sentence has. A pause that a person made is `attention` in health (it must not
 * be forgotten) but is drawn grey, as long as nothing else needs someone; a pause that a refused password
 * made stays red.
 */
export const sentenceName = (health: Health, causes: readonly CauseGroup[] | undefined): SentenceName => {
  const paused = health.connections.filter(({ state }) => state === 'paused')
  if (health.level !== 'attention' || paused.length === 0 || !causes) return health.level
  const isByPerson = paused.every(({ isPausedByPerson }) => isPausedByPerson) && causes.every((group) => group.paused)
  const hasLostFolder = health.folders.some(({ state }) => state !== 'ok' && state !== 'looking')
  return isByPerson && !hasLostFolder && health.counts.failed + health.counts.unsure === 0 ? 'paused' : 'attention'
}

/** Colour and shape of a sentence. */
export const sentenceSight = (name: SentenceName): Indicator => sentenceSights[name]

/** The staff words of a message's state. `again` comes with a time. */
type StateWord =
  | 'waiting'
  | 'again'
  | 'held'
  | 'sending'
  | 'confirming'
  | 'failed'
  | 'unsure'
  | 'delivered'
  | 'superseded'
  | 'handled'
  | 'duplicate'

export type StateLook = Indicator & { word: StateWord; at: number | null }

const fixed = {
  sending: { tone: 'calm', glyph: 'send' },
  confirming: { tone: 'heal', glyph: 'clock' },
  failed: { tone: 'act', glyph: 'bang' },
  unsure: { tone: 'act', glyph: 'question' },
  delivered: { tone: 'ok', glyph: 'tick' },
  superseded: { tone: 'calm', glyph: 'replaced' },
  handled: { tone: 'calm', glyph: 'hand' },
  duplicate: { tone: 'calm', glyph: 'copy' },
} as const satisfies Record<string, Indicator>

/**
 * How the state of a message looks and is called. Held is derived; a next try in the past is due and simply
 * waits its turn.
 */
export const stateLook = (item: Pick<MessageItem, 'state' | 'heldBy' | 'nextAttemptAt'>, nowAt: number): StateLook => {
  if (item.state !== 'waiting') return { ...fixed[item.state], word: item.state, at: null }
  if (item.heldBy && item.heldBy.kind !== 'outage') return { tone: 'calm', glyph: 'link', word: 'held', at: null }
  if (item.nextAttemptAt !== null && item.nextAttemptAt > nowAt)
    return { tone: 'heal', glyph: 'clock', word: 'again', at: item.nextAttemptAt }
  return { tone: 'heal', glyph: 'clock', word: 'waiting', at: null }
}

const statesByFilter = {
  attention: ['failed', 'unsure'],
  'on-the-way': ['waiting', 'sending', 'confirming'],
  delivered: ['delivered'],
  closed: ['superseded', 'handled', 'duplicate'],
} as const satisfies Record<string, readonly MessageItem['state'][]>

/** Whether a message is among what a filter of Find shows. */
export const matchesFilter = (item: Pick<MessageItem, 'state'>, show: keyof typeof statesByFilter | 'all'): boolean =>
  show === 'all' || statesByFilter[show].some((state) => state === item.state)
