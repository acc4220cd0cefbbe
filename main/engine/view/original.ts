import type { Original } from '../../contract/methods.ts'
import type { StoredMessage } from '../../store/tables/messages.ts'
import type { ViewDeps } from './deps.ts'

/**
 * The file a message came from, without what may never be stored of a card, or why there is none. It may hold
 * whole card numbers, so that it was given out stands in the log; nothing of it does.
 */
export const originalOf = ({ store, log }: Pick<ViewDeps, 'store' | 'log'>, message: StoredMessage): Original => {
  const { fileName } = message.details
  const size = store.captures.get(message.captureId)?.size ?? 0
  const left = store.captures.left(message.captureId)
  if (left.kind !== 'kept') return { kind: left.kind, fileName, size, base64: null }
  // Capture reads no file over its limit and writes no bytes for it, only the size it saw.
  if (left.bytes.length === 0 && size > 0) return { kind: 'too-large', fileName, size, base64: null }
  log.info('original-given', { message: message.id, bytes: left.bytes.length })
  return { kind: 'kept', fileName, size: left.bytes.length, base64: left.bytes.toString('base64') }
}
