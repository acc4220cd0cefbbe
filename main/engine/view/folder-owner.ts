import type { FolderSettings } from '../../contract/settings.ts'
import { UNKNOWN_OWNER } from '../../core/capture/owner.ts'
import type { Clock } from '../../core/ports/clock.ts'
import type { ReadingStore } from '../../store/roles.ts'

/**
 * What is wrong with an export folder although it can be read: nobody takes its files, or a stranger says he
 * does.
 */

type Deps = { store: Pick<ReadingStore, 'snapshots'>; clock: Pick<Clock, 'now'> }

const NOTICE = 'folder-owner:'

/** The id of the notice by which a person confirms the PC that looks after a folder. */
export const ownerNotice = (folder: string): string => `${NOTICE}${folder}`

export const folderOfNotice = (id: string): string | null => (id.startsWith(NOTICE) ? id.slice(NOTICE.length) : null)

/** The PC that looks after a folder and that nobody has confirmed; null: there is none. */
export const unknownOwner = ({ store }: Pick<Deps, 'store'>, folder: string) => {
  const snapshot = store.snapshots.get(folder)
  if (snapshot?.state !== 'watched-elsewhere' || snapshot.reason !== UNKNOWN_OWNER || snapshot.owner === null)
    return null
  return { owner: snapshot.owner, name: snapshot.who ?? '', at: snapshot.at }
}

/**
 * Exports that have been ready for longer than the folder's settings allow and that nobody has taken, whoever
 * should. Where files stay by the settings, another PC may have captured them long ago: none are counted.
 */
export const untakenFiles = ({ store, clock }: Deps, folder: FolderSettings): number => {
  const snapshot = store.snapshots.get(folder.id)
  if (snapshot === null) return 0
  if (snapshot.state === 'watched-elsewhere' && folder.afterCapture === 'leave') return 0
  const since = clock.now() - folder.untakenAfterMinutes * 60_000
  return snapshot.files.filter((file) => file.state === 'capturing' && file.since <= since).length
}
