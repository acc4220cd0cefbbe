import type { EntryType } from '../ports/files.ts'

/**
 * Why a file in the export folder is not captured, or still lies there: every one has its sentence
 * `file.REASON` in every language. Nothing in a folder is passed over without one of these.
 */
export const fileReasons = [
  // left alone
  'sub-folder',
  'pipe',
  'socket',
  'device',
  'link',
  'hard-link',
  'temporary-name',
  'marker',
  'pattern',
  // not ready yet
  'writing',
  'changed',
  'empty',
  'waits-for-marker',
  'capturing',
  'elsewhere',
  'no-room',
  'not-writable',
  // cannot be read just now
  'busy',
  'busy-long',
  'denied',
  'gone',
  'unreachable',
  'name',
  'parser',
  'not-captured',
  'other',
  // in the database, still in the folder
  'unread',
  'left',
  'stuck',
] as const

export type FileReason = (typeof fileReasons)[number]

/** Why an entry that is no file is left alone. */
export const reasonOfType: Record<Exclude<EntryType, 'file'>, FileReason> = {
  folder: 'sub-folder',
  pipe: 'pipe',
  socket: 'socket',
  device: 'device',
  link: 'link',
  'hard-link': 'hard-link',
}

const isFileReason = (text: string): text is FileReason => fileReasons.some((reason) => reason === text)

/** The reason to show for a problem of the file system; those of no interest to staff are `other`. */
export const reasonOf = (problem: string): FileReason => (isFileReason(problem) ? problem : 'other')
