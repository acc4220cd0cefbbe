import type { OwnerMark } from '../capture/owner.ts'
import type { FileResult } from './files.ts'

/**
 * The owner file of an export folder, as several PCs on one share see it. `folder` is the export folder's
 * path.
 */
export type OwnerFiles = {
  /**
   * What the file says; null where it says nothing that can be read. Problem `gone`: there is none, or no
   * folder.
   */
  read(folder: string): Promise<FileResult<OwnerMark | null>>
  /**
   * Makes the file where there is none, all or nothing among several PCs. Problem `exists`: somebody was
   * first.
   */
  create(folder: string, mark: OwnerMark): Promise<FileResult<null>>
  /**
   * Puts this mark in the place of the one that is there, in one step. The last of several PCs wins: read
   * again after a while.
   */
  replace(folder: string, mark: OwnerMark): Promise<FileResult<null>>
  /**
   * Raises the counter, only in a file that is this owner's own. Gives what the file said before: if that is
   * another owner, nothing was written.
   */
  beat(folder: string, mark: OwnerMark): Promise<FileResult<OwnerMark | null>>
  /** Takes the file away if it is this owner's own. */
  remove(folder: string, host: string): Promise<FileResult<null>>
}
