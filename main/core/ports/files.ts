/** Export folders. Problems are values: a share that went away is an everyday thing. */
export type FileStat = { size: number; mtimeMs: number; inode: string }
export type FolderEntry = FileStat & { name: string; isFile: boolean }

export type FileProblem = {
  ok: false
  /**
   * `busy`: open elsewhere without sharing. `denied`: no right. `gone`: not there. `unreachable`: the share
   * or disk does not answer.
   */
  reason:
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
  code: string
}
export type FileResult<T> = { ok: true; value: T } | FileProblem

export type Files = {
  /** Files directly in the folder, sub-folders marked by `isFile: false`. */
  list(folder: string): Promise<FileResult<FolderEntry[]>>
  stat(path: string): Promise<FileResult<FileStat>>
  /** Whole content, opened so that the PMS can go on writing. Refuses more than `maxBytes`. */
  read(path: string, maxBytes: number): Promise<FileResult<Uint8Array>>
  /**
   * Takes a file away. With `still` only if size and time are still these: what came under its name meanwhile
   * stays, and the problem is `changed`. A crash in between leaves the file as `.night-porter-….leaving`
   * beside its old place.
   */
  remove(path: string, still?: Pick<FileStat, 'size' | 'mtimeMs'>): Promise<FileResult<null>>
  /**
   * Moves a file, also across volumes; makes the target folder. Never overwrites: adds ` (2)` and so on
   * before the ending. Gives the new path.
   */
  move(path: string, toFolder: string): Promise<FileResult<string>>
  /**
   * Writes a new file whole (temporary name, sync, rename), making its folder. Never overwrites, as `move`.
   * Gives the path.
   */
  write(folder: string, name: string, content: Uint8Array): Promise<FileResult<string>>
  /**
   * Rings `nudge` when something in the folder changed. A doorbell only: it may miss and it may ring for
   * nothing.
   */
  watch(folder: string, nudge: () => void): () => void
  /** Path of `name` in `folder`, by the rules of this system. */
  join(folder: string, ...names: string[]): string
}
