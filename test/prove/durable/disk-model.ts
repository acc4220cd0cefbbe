import type { Call } from './trace.ts'

/**
 * A disk that keeps only what was synced. Each file has what is durable and what was written since; a power
 * cut drops the latter, or keeps some of it, as real disks do. Names (made, removed, renamed files) count as
 * durable at once.
 */

type Change = { kind: 'write'; offset: number; bytes: Buffer } | { kind: 'length'; length: number }
type File = { durable: Buffer; pending: Change[] }

export type DiskModel = {
  apply(call: Call): void
  /** The files after a cut now; `keeps` says of each unsynced change whether the disk happened to have it. */
  cut(keeps: () => boolean): Map<string, Buffer>
}

const changed = (content: Buffer, change: Change): Buffer => {
  if (change.kind === 'length') {
    const grown = Buffer.alloc(change.length)
    content.copy(grown, 0, 0, Math.min(content.length, change.length))
    return grown
  }
  const end = change.offset + change.bytes.length
  const next = end > content.length ? Buffer.concat([content], end) : Buffer.from(content)
  change.bytes.copy(next, change.offset)
  return next
}

/** Many writes at once without copying the file for each. */
const afterAll = (content: Buffer, changes: readonly Change[]): Buffer => {
  const size = changes.reduce(
    (most, change) => (change.kind === 'write' ? Math.max(most, change.offset + change.bytes.length) : most),
    content.length,
  )
  if (changes.some(({ kind }) => kind === 'length')) return changes.reduce(changed, content)
  const next = Buffer.concat([content], size)
  for (const change of changes) if (change.kind === 'write') change.bytes.copy(next, change.offset)
  return next
}

export const createDiskModel = (): DiskModel => {
  const files = new Map<string, File>()
  const fileOf = (path: string): File => {
    const known = files.get(path)
    if (known) return known
    const made: File = { durable: Buffer.alloc(0), pending: [] }
    files.set(path, made)
    return made
  }
  return {
    apply: (call) => {
      switch (call.name) {
        case 'pwrite64':
          fileOf(call.path).pending.push({ kind: 'write', offset: call.offset, bytes: call.bytes })
          return
        case 'ftruncate':
          fileOf(call.path).pending.push({ kind: 'length', length: call.length })
          return
        case 'fsync':
        case 'fdatasync': {
          const file = files.get(call.path)
          if (!file) return
          file.durable = afterAll(file.durable, file.pending)
          file.pending = []
          return
        }
        case 'unlink':
          files.delete(call.path)
          return
        case 'rename': {
          const file = files.get(call.path)
          files.delete(call.path)
          if (file && call.to !== null) files.set(call.to, file)
          return
        }
        default:
          return
      }
    },
    cut: (keeps) =>
      new Map(
        [...files].map(([path, { durable, pending }]) => [
          path,
          afterAll(
            durable,
            pending.filter(() => keeps()),
          ),
        ]),
      ),
  }
}
