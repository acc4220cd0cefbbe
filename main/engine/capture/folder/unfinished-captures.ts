import { type ReadExport, usualLimits } from '../../../core/channels/export.ts'
import { faultOf } from '../../../core/redact/fault.ts'
import { writeFaultKindOf } from '../../../store/lifecycle/write-guard.ts'
import type { NamedCapture } from '../../../store/tables/captures.ts'
import { captureFailure, finishCapture } from '../capture-file.ts'
import type { CaptureDeps } from '../deps.ts'
import type { Departures } from './departures.ts'
import type { Lease } from './ownership.ts'
import type { Setbacks } from './setbacks.ts'
import type { FolderIdentity, Target } from './target.ts'

/**
 * Captures of one folder that ended before all their messages were written: by a kill, by another PC's lease,
 * by a fault.
 */
export type UnfinishedCaptures = {
  /**
   * Writes what is missing, from the bytes in the vault. Gives the names of the files that are still
   * unfinished.
   */
  finish(target: Target, lease: Lease): Promise<Set<string>>
}

export const createUnfinishedCaptures = (
  deps: Pick<
    CaptureDeps,
    'store' | 'parse' | 'channels' | 'clock' | 'ids' | 'log' | 'settings' | 'changed' | 'host'
  > & {
    identity: FolderIdentity
    departures: Pick<Departures, 'depart'>
    setbacks: Setbacks
  },
): UnfinishedCaptures => {
  const { store, parse, clock, log, changed, identity, departures, setbacks } = deps

  const finishOne = async (
    target: Target,
    row: NamedCapture,
    lease: Lease,
  ): Promise<'finished' | 'not-ours' | 'failed'> => {
    const content = store.captures.content(row.id)
    if (content === null) return 'failed'
    // Its messages were counted when it was begun; a limit that was lowered since does not take any of them
    // back.
    const limits = { ...usualLimits, maxRequestBytes: row.cutForBytes, maxMessages: row.parts }
    const parsed = await parse.read(target.connection.kind, content, limits)
    if (!parsed.ok || parsed.read.kind !== 'messages') return 'failed'
    const { fileName: name, size, mtimeMs, inode, sha256 } = row
    const read = withCutParts(parsed.read, row.cutParts)
    const file = { name, stat: { size, mtimeMs, inode }, content, sha256, read, limits, cardCuts: parsed.cardCuts }
    if (!(await finishCapture(deps, target, { row, file }, lease))) return 'not-ours'
    log.info('capture-finished', { capture: row.id, folder: identity.id, messages: row.partsLeft })
    changed('messages')
    if (row.fileState === 'present') await departures.depart(target.folder, row.id, file)
    return 'finished'
  }

  /** A fault of this capture alone must not keep the folder's other files waiting. */
  const attempt = async (target: Target, row: NamedCapture, lease: Lease) => {
    try {
      return await finishOne(target, row, lease)
    } catch (error) {
      if (writeFaultKindOf(error) !== null) throw error
      log.error('capture-failed', { folder: identity.id, ...faultOf(error) })
      return 'failed'
    }
  }

  return {
    async finish(target, lease) {
      const left = new Set<string>()
      for (const row of store.captures.unfinished(identity.id)) {
        const file = { name: row.fileName, size: row.size, mtimeMs: row.mtimeMs }
        const isResting = setbacks.resting(file, clock.monotonicMs()) !== null
        const outcome = isResting || !lease.isGood() ? 'not-ours' : await attempt(target, row, lease)
        if (outcome === 'finished') setbacks.end(row.fileName)
        else left.add(row.fileName)
        if (outcome === 'failed' && setbacks.note(file, 'not-captured') >= 2)
          captureFailure(deps, target, { ...file, inode: row.inode }, lease)
      }
      return left
    },
  }
}

/** What the kept bytes do not tell any more: out of which messages a security code was taken. */
const withCutParts = (read: Extract<ReadExport, { kind: 'messages' }>, cutParts: readonly number[]) => ({
  ...read,
  messages: read.messages.map((message) =>
    cutParts.includes(message.part)
      ? { ...message, card: { hasNumber: message.card?.hasNumber === true, wasCut: true } }
      : message,
  ),
})
