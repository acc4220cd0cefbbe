import type { FolderSettings } from '../../contract/settings.ts'
import { troubleKindOf } from '../../store/lifecycle/write-guard.ts'
import type { Look } from '../../store/tables/folder-looks.ts'
import type { EngineContext } from '../deps.ts'

/** Puts the looks into one folder where the screens read them: into the database, and into this process's memory while that is refused. */
export type ShowLook = {
  show(look: Look): void
  /** The last one shown found the folder missing or unreadable. */
  isLost(): boolean
  /** What could not be written is forgotten: another process may look into the folder now. */
  end(): void
}

export const createShowLook = ({ clock, log, store, changed }: EngineContext, folder: FolderSettings): ShowLook => {
  let state: Look['state'] = 'looking'
  let seen = ''
  let isWritten = true

  /** A look that fails to be written must not be missing on screen: it is just then that files lie and wait. */
  const write = (look: Look, isSame: boolean) => {
    const at = clock.now()
    const trouble = store.trouble()
    // A full disk may still have room for so little. Of all else the heartbeat tells when it is over; each try would be a wait.
    const isTried = trouble === null || trouble.kind === 'disk-full'
    if (isTried && isPut(look, at, isSame && isWritten)) isWritten = true
    else {
      store.looks.keep(folder.id, at, look)
      isWritten = false
    }
  }
  /** An unchanged look is only stamped: nothing is written for screens that would show the same. */
  const isPut = (look: Look, at: number, isStampEnough: boolean): boolean => {
    try {
      store.write(() => (isStampEnough ? store.looks.touch(folder.id, at) : store.looks.put(folder.id, at, look)))
      return true
    } catch (error) {
      // The disk refuses: the store has noted it, and it is on screen and in the log as trouble of its own.
      if (troubleKindOf(error) === null) throw error
      return false
    }
  }

  return {
    show(look) {
      const picture = JSON.stringify(look)
      const isSame = picture === seen
      write(look, isSame)
      if (isSame) return
      if (look.state !== 'ok') log.warn('folder', { folder: folder.id, state: look.state, reason: look.reason })
      seen = picture
      state = look.state
      changed('folders')
    },
    isLost: () => state === 'missing' || state === 'unreadable',
    end: () => store.looks.forget(folder.id),
  }
}
