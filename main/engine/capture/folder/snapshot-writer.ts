import { writeFaultKindOf } from '../../../store/lifecycle/write-guard.ts'
import type { CaptureDeps } from '../deps.ts'
import type { Snapshot } from './snapshot.ts'

/**
 * Puts the snapshots of one folder where the screens read them: into the database, and into this process's
 * memory while that is refused.
 */
export type SnapshotWriter = {
  show(snapshot: Snapshot): void
  /** The last one shown found the folder missing or unreadable. */
  isLost(): boolean
  /** What could not be written is forgotten: another process may scan the folder now. */
  end(): void
}

export const createSnapshotWriter = (
  { clock, log, store, changed }: Pick<CaptureDeps, 'clock' | 'log' | 'store' | 'changed'>,
  folder: string,
): SnapshotWriter => {
  let state: Snapshot['state'] = 'looking'
  let shown = ''
  let isWritten = true

  /**
   * A snapshot that fails to be written must not be missing on screen: it is just then that files lie and
   * wait.
   */
  const write = (snapshot: Snapshot, isSame: boolean) => {
    const at = clock.now()
    const trouble = store.writeFault()
    // A full disk may still have room for so little. Of all else the heartbeat tells when it is over; each
    // try would be a wait.
    const isTried = trouble === null || trouble.kind === 'disk-full'
    if (isTried && isPut(snapshot, at, isSame && isWritten)) isWritten = true
    else {
      store.snapshots.putUnwritten(folder, at, snapshot)
      isWritten = false
    }
  }
  /** An unchanged snapshot is only stamped: nothing is written for screens that would show the same. */
  const isPut = (snapshot: Snapshot, at: number, isStampEnough: boolean): boolean => {
    try {
      store.write(() => (isStampEnough ? store.snapshots.touch(folder, at) : store.snapshots.put(folder, at, snapshot)))
      return true
    } catch (error) {
      // The disk refuses: the store has noted it, and it is on screen and in the log as trouble of its own.
      if (writeFaultKindOf(error) === null) throw error
      return false
    }
  }

  return {
    show(snapshot) {
      const picture = JSON.stringify(snapshot)
      const isSame = picture === shown
      write(snapshot, isSame)
      if (isSame) return
      if (snapshot.state !== 'ok') log.warn('folder', { folder, state: snapshot.state, reason: snapshot.reason })
      shown = picture
      state = snapshot.state
      changed('folders')
    },
    isLost: () => state === 'missing' || state === 'unreadable',
    end: () => store.snapshots.forget(folder),
  }
}
