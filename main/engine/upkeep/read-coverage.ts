import type { Settings } from '../../contract/settings.ts'
import type { Channels } from '../../core/channels/channels.ts'
import type { Coverage } from '../../core/channels/export.ts'
import { anything } from '../../core/queue/coverage.ts'
import type { UpkeepStore } from '../../store/roles.ts'
import type { Unread } from '../../store/tables/coverage.ts'

/**
 * Reads what availability and rates messages say that a version before this table captured. Until then one of
 * them may be about anything: it is not sent after newer ones, and replaces none.
 */

type Deps = {
  store: Pick<UpkeepStore, 'write' | 'messages' | 'coverage'>
  channels: Pick<Channels, 'of'>
  settings: () => Settings
}

/** Messages read in one go, and looked at for it: nearly all have been read when they were captured. */
const PIECE = 20
const LOOKED_AT = 500

const coverageOf = ({ store, channels, settings }: Deps, { id, connection: name }: Unread): Coverage => {
  const connection = settings().connections.find((one) => one.id === name)
  const body = store.messages.body(id)
  const read = connection === undefined ? null : channels.of(connection.kind).coverageOf
  return read === null || body === null ? { statements: [anything], withoutDay: 0 } : read(body)
}

const readAll = (deps: Deps, messages: readonly Unread[]): void => {
  if (messages.length === 0) return
  deps.store.write(() => {
    for (const message of messages) deps.store.coverage.add(message.id, coverageOf(deps, message))
  })
}

/** The undelivered ones, before anything is sent: few, and the next delivery asks for them. */
export const readUndelivered = (deps: Deps): void => readAll(deps, deps.store.coverage.unreadUndelivered())

/** Reads the rest in pieces, newest first. Each call reads one; false: there was none left. */
export const createPastReader = (deps: Deps): (() => boolean) => {
  let before = Number.MAX_SAFE_INTEGER
  return () => {
    const { messages, next } = deps.store.coverage.unread(before, LOOKED_AT)
    const piece = messages.slice(0, PIECE)
    readAll(deps, piece)
    const last = piece.at(-1)
    before = last !== undefined && piece.length < messages.length ? last.seq : (next ?? 0)
    return before > 0
  }
}
