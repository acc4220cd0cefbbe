import type { FolderSnapshot } from '../../store/tables/folder-snapshots.ts'

/** Whether a file has not been readable for so long that a person must know. */
export const isHeldFile = ({ state, isBrief }: FolderSnapshot['files'][number]): boolean =>
  state === 'unreadable' && isBrief !== true
