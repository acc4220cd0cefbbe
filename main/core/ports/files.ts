/** Export folders. Problems are values: a share that went away is an everyday thing. */
export type FileStat = { size: number; mtimeMs: number; inode: string }
/**
 * What bears a name in the folder; nothing is followed. `link`: a symbolic link or a junction. `hard-link`: a
 * file that has a name outside the folder as well.
 */
export type EntryType = 'file' | 'folder' | 'pipe' | 'socket' | 'device' | 'link' | 'hard-link'
/** `problem`: why it could not be looked at; its size and time are unknown then. */
export type FolderEntry = FileStat & {
  name: string
  type: EntryType
  problem?: ProblemReason
  /** How many names the file has, all of them in this folder; one where it is left out. */
  names?: number
}

/**
 * `busy`: open elsewhere without sharing. `denied`: no right. `gone`: not there. `unreachable`: the share or
 * disk does not answer.
 */
export type ProblemReason =
  | 'gone'
  | 'busy'
  | 'denied'
  | 'unreachable'
  | 'too-large'
  | 'full'
  | 'read-only'
  | 'exists'
  | 'changed'
  | 'other'

export type FileProblem = { ok: false; reason: ProblemReason; code: string }
export type FileResult<T> = { ok: true; value: T } | FileProblem

export type Files = {
  /** What lies directly in the folder: files, and whatever else bears a name there. */
  list(folder: string): Promise<FileResult<FolderEntry[]>>
  stat(path: string): Promise<FileResult<FileStat>>
  /**
   * Whole content of a plain file, opened so that the PMS can go on writing, without following a link or
   * waiting for a pipe. Refuses more than `maxBytes`. What is no plain file, has more names than `as` was
   * listed with, or is another file than that one, is `changed`.
   */
  read(path: string, maxBytes: number, as?: Pick<FolderEntry, 'inode' | 'names'>): Promise<FileResult<Uint8Array>>
  /**
   * Takes a file away. With `still` only if size and time are still these: what came under its name meanwhile
   * stays, and the problem is `changed`. A crash in between leaves the file as `.night-porter-….leaving`
   * beside its old place.
   */
  remove(path: string, still?: Pick<FileStat, 'size' | 'mtimeMs'>): Promise<FileResult<null>>
  /**
   * Moves a file, also across volumes; makes the target folder. Never overwrites: adds ` (2)` and so on
   * before the ending. Gives the new path. With `within` the file is then for its owner only, and no folder
   * below that one may be a link.
   */
  move(path: string, toFolder: string, within?: string): Promise<FileResult<string>>
  /**
   * Writes a new file whole (temporary name, sync, rename), making its folder. Never overwrites, as `move`.
   * Gives the path. `within`: as in `move`.
   */
  write(folder: string, name: string, content: Uint8Array, within?: string): Promise<FileResult<string>>
  /** Deletes a folder with the files in it, neither of which may be reached by a link below `within`. */
  removeFolder(folder: string, within: string): Promise<FileResult<null>>
  /**
   * Rings `nudge` when something in the folder changed. A doorbell only: it may miss and it may ring for
   * nothing.
   */
  watch(folder: string, nudge: () => void): () => void
  /** Path of `name` in `folder`, by the rules of this system. */
  join(folder: string, ...names: string[]): string
}
