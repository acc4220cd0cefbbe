import type { FolderSettings, Settings } from '../../contract/settings.ts'
import type { FolderEntry } from '../ports/files.ts'
import { isOwnName, isTemporaryName, isUndecodableName, matcherOf } from './names.ts'

/** An export folder that the settings named once. Which files in it are exports, and where they would go. */

/** Notices about former folders have these ids. */
const NOTICE_PREFIX = 'former-folder:'
export const formerFolderNotice = (id: number): string => `${NOTICE_PREFIX}${id}`
export const formerFolderOf = (notice: string): number | null =>
  notice.startsWith(NOTICE_PREFIX) ? Number(notice.slice(NOTICE_PREFIX.length)) : null

type Named = Pick<FolderSettings, 'id' | 'connection'>

/**
 * By which folder of today's settings its exports are captured: the one of its id, as long as that leads to
 * the same connection, else one of the same connection; null: there is none, so they cannot be captured.
 */
export const successorOf = (former: Named, { folders, connections }: Pick<Settings, 'folders' | 'connections'>) => {
  const connection = connections.find(({ id }) => id === former.connection)
  const same = folders.filter((folder) => folder.connection === former.connection)
  const folder = same.find(({ id }) => id === former.id) ?? same[0]
  return connection === undefined || folder === undefined ? null : { folder, connection }
}

/** The entries that a capture of the folder would take, by name and type. */
export const exportsAmong = (
  entries: readonly FolderEntry[],
  { pattern, ready }: Pick<FolderSettings, 'pattern' | 'ready'>,
): FolderEntry[] => {
  const matches = matcherOf(pattern)
  const isMarker = (name: string) => ready.kind === 'marker' && name.toLowerCase().endsWith(ready.suffix.toLowerCase())
  return entries.filter(
    ({ name, type }) =>
      type === 'file' &&
      !isOwnName(name) &&
      !isTemporaryName(name) &&
      !isUndecodableName(name) &&
      !isMarker(name) &&
      matches(name),
  )
}
