import { type BigIntStats, constants, type Dirent, lstatSync, unlinkSync } from 'node:fs'
import { chmod, copyFile, lstat, mkdir, open, readdir, rename, rmdir, stat, unlink, utimes } from 'node:fs/promises'
import { basename, dirname, join, relative, sep } from 'node:path'
import { isUndecodableName } from '../core/capture/names.ts'
import type { EntryType, FileResult, FileStat, Files, FolderEntry } from '../core/ports/files.ts'
import { errnoOf, fileProblem } from './errno.ts'
import { untilFree } from './held-files.ts'
import { leavingPath, placeFile, syncFolder, temporaryPath } from './place-file.ts'
import { watchFolder } from './watch-folder.ts'

/**
 * Files looked at together: half of the runtime's four file threads, so that a share that hangs never takes
 * all of them.
 */
const STATS_AT_ONCE = 2

/**
 * A pipe named like an export must not hang the reader, and a link must lead it nowhere. Windows has no such
 * flags, and no pipes in folders.
 */
const readFlags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0)

const withCode = (code: string, message: string): Error => Object.assign(new Error(message), { code })

const attempt = async <T>(run: () => Promise<T>): Promise<FileResult<T>> => {
  try {
    return { ok: true, value: await run() }
  } catch (error) {
    return fileProblem(error)
  }
}

/** What cannot be told apart further (Windows has no pipes or sockets in folders) is a device. */
const typeOf = (found: BigIntStats | Dirent): EntryType => {
  if (found.isFile()) return 'file'
  if (found.isDirectory()) return 'folder'
  if (found.isSymbolicLink()) return 'link'
  if (found.isFIFO()) return 'pipe'
  return found.isSocket() ? 'socket' : 'device'
}

type Found = FileStat & { type: EntryType; names: number }

/** From whole nanoseconds always by the same sum: two ways to write one time would look like a change. */
const toStat = (found: BigIntStats): Found => ({
  size: Number(found.size),
  mtimeMs: Number(found.mtimeNs) / 1e6,
  inode: String(found.ino),
  type: typeOf(found),
  names: Number(found.nlink),
})

const statOf = async (path: string): Promise<Found> => toStat(await lstat(path, { bigint: true }))

/**
 * A folder may be named by a link to it: the path is one of the settings. Of a file the link itself counts.
 */
const statOfPath = async (path: string): Promise<Found> => {
  const named = await statOf(path)
  if (named.type !== 'link') return named
  const followed = toStat(await stat(path, { bigint: true }))
  return followed.type === 'folder' ? followed : named
}

const entryOf = async (folder: string, listed: Dirent): Promise<FolderEntry | null> => {
  const { name } = listed
  try {
    const { names, ...found } = await statOf(join(folder, name))
    return { name, ...found, ...(found.type === 'file' && names > 1 ? { names } : {}) }
  } catch (error) {
    const { reason } = fileProblem(error)
    if (reason === 'unreachable') throw error
    // Gone since the listing: no entry. Not to be looked at: still listed, so that the reason can be shown.
    if (reason === 'gone' && !isUndecodableName(name)) return null
    return { name, size: 0, mtimeMs: 0, inode: '', type: typeOf(listed), problem: reason }
  }
}

/**
 * A file with a second name in another folder may be anybody's: a planted one of this program's own files,
 * for one. A move that makes a name before it takes the other away, as ours do, has both in one folder.
 */
const withHardLinks = (entries: readonly FolderEntry[]): FolderEntry[] => {
  const here = new Map<string, number>()
  for (const { inode } of entries) here.set(inode, (here.get(inode) ?? 0) + 1)
  return entries.map((entry) => {
    if (entry.names === undefined || entry.names <= (here.get(entry.inode) ?? 0)) return entry
    return { ...entry, type: 'hard-link' }
  })
}

const list = async (folder: string): Promise<FolderEntry[]> => {
  const names = await readdir(folder, { withFileTypes: true })
  const entries: FolderEntry[] = []
  for (let n = 0; n < names.length; n += STATS_AT_ONCE) {
    const some = names.slice(n, n + STATS_AT_ONCE).map((found) => entryOf(folder, found))
    entries.push(...(await Promise.all(some)).filter((entry) => entry !== null))
  }
  return withHardLinks(entries)
}

/** A file system that numbers no files says 0. */
const isSameNumber = (a: string, b: string): boolean => a === b || /^0?$/.test(a) || /^0?$/.test(b)

/** Whether what was opened is the plain file that bears the name, and the one that was listed. */
const refuseOtherThan = (opened: Found, named: Found, as: Pick<FolderEntry, 'inode' | 'names'> | undefined): void => {
  const isPlain = opened.type === 'file' && named.type === 'file' && opened.names <= (as?.names ?? 1)
  const isMeant = isSameNumber(opened.inode, named.inode) && isSameNumber(opened.inode, as?.inode ?? '')
  if (!isPlain || !isMeant) throw withCode('ECHANGED', 'no plain file, or another one by now')
}

const read = async (path: string, maxBytes: number, as?: Pick<FolderEntry, 'inode' | 'names'>): Promise<Uint8Array> => {
  // Looked at before it is opened: where the system cannot refuse links itself, none is opened but in a race.
  const before = await statOf(path)
  if (before.type !== 'file') throw withCode('ECHANGED', 'no plain file')
  const handle = await open(path, readFlags)
  try {
    const found = toStat(await handle.stat({ bigint: true }))
    refuseOtherThan(found, await statOf(path), as)
    const chunks: Uint8Array[] = []
    let size = 0
    for (;;) {
      // One byte more than allowed tells "exactly that long" from "longer", also while the PMS is still
      // writing.
      const room = Math.min(Math.max(found.size - size, 0) + 1, 1 << 20, maxBytes - size + 1)
      const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(Math.max(room, 1)), 0, Math.max(room, 1), null)
      if (bytesRead === 0) return Buffer.concat(chunks, size)
      size += bytesRead
      if (size > maxBytes) throw withCode('EFBIG', 'longer than allowed')
      chunks.push(buffer.subarray(0, bytesRead))
    }
  } finally {
    await handle.close()
  }
}

/**
 * Removes what must not stay behind after a failure. Its own failure would hide the first one, which is the
 * one to report.
 */
const discard = (path: string): Promise<void> => unlink(path).catch(() => undefined)

/**
 * Copies to another volume: whole and synced under a temporary name before the source goes. The file keeps
 * its time.
 */
const moveAcross = async (path: string, toFolder: string): Promise<string> => {
  const temporary = temporaryPath(toFolder)
  let placed: string | null = null
  try {
    await copyFile(path, temporary, constants.COPYFILE_EXCL)
    const { atime, mtime } = await stat(path)
    await utimes(temporary, atime, mtime)
    const handle = await open(temporary, 'r+')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
    placed = await placeFile(temporary, toFolder, basename(path))
    await syncFolder(toFolder)
    await untilFree(() => unlink(path))
    return placed
  } catch (error) {
    await discard(placed ?? temporary)
    throw error
  }
}

const OWNER_ONLY = 0o600

/** Makes a folder of ours within another one. A link that was planted in its place leads nowhere. */
const ownFolder = async (folder: string, within: string | undefined): Promise<void> => {
  if (within === undefined) {
    await mkdir(folder, { recursive: true })
    return
  }
  let path = within
  for (const part of relative(within, folder).split(sep)) {
    path = join(path, part)
    await mkdir(path, { mode: 0o700 }).catch((error: unknown) => {
      if (errnoOf(error) !== 'EEXIST') throw error
    })
    if (!(await lstat(path)).isDirectory()) throw withCode('ENOTDIR', 'a link or file in the place of a folder')
  }
}

const moveTo = async (path: string, toFolder: string): Promise<string> => {
  try {
    const placed = await placeFile(path, toFolder, basename(path))
    await syncFolder(toFolder)
    await syncFolder(dirname(path))
    return placed
  } catch (error) {
    if (errnoOf(error) !== 'EXDEV') throw error
    return moveAcross(path, toFolder)
  }
}

const move = async (path: string, toFolder: string, within?: string): Promise<string> => {
  await ownFolder(toFolder, within)
  const placed = await moveTo(path, toFolder)
  // A file of another user keeps the rights that it has.
  if (within !== undefined && (await lstat(placed)).isFile()) await chmod(placed, OWNER_ONLY).catch(() => undefined)
  return placed
}

const removeFolder = async (folder: string, within: string): Promise<null> => {
  await ownFolder(folder, within)
  for (const entry of await readdir(folder, { withFileTypes: true }))
    if (!entry.isDirectory()) await unlink(join(folder, entry.name))
  await rmdir(folder)
  return null
}

const write = async (folder: string, name: string, content: Uint8Array, within?: string): Promise<string> => {
  if (name === '' || name === '.' || name === '..' || /[/\\\0]/.test(name)) throw withCode('EINVAL', 'not a file name')
  await ownFolder(folder, within)
  const temporary = temporaryPath(folder)
  try {
    const handle = await open(temporary, 'wx', within === undefined ? undefined : OWNER_ONLY)
    try {
      await handle.writeFile(content)
      await handle.sync()
    } finally {
      await handle.close()
    }
    const placed = await placeFile(temporary, folder, name)
    await syncFolder(folder)
    return placed
  } catch (error) {
    await discard(temporary)
    throw error
  }
}

/** A folder that answers within this is a disk of this PC, or as good as one. */
const NEAR_MS = 30

/**
 * Nobody can look at a file and delete it in one step: between the two the PMS may write a new export under
 * the old name. In a folder that answers at once the two follow each other within microseconds. On a share
 * that takes its time the file is first renamed, which takes it as it is, then looked at, and put back where
 * it is not the one that was meant; each step waits, so that a slow share never holds up the program.
 */
const remove = async (path: string, still?: Pick<FileStat, 'size' | 'mtimeMs'>): Promise<null> => {
  if (!still) {
    await untilFree(() => unlink(path))
    return null
  }
  if (await isNear(path, still)) {
    await untilFree(async () => {
      refuseOther(toStat(lstatSync(path, { bigint: true })), still)
      unlinkSync(path)
    })
    return null
  }
  const aside = leavingPath(dirname(path))
  await untilFree(() => rename(path, aside))
  try {
    refuseOther(await statOf(aside), still)
    await untilFree(() => unlink(aside))
    return null
  } catch (error) {
    await placeFile(aside, dirname(path), basename(path))
    throw error
  }
}

/** Asked a few times, because a busy program is slow to hear an answer that was quick. */
const isNear = async (path: string, still: Pick<FileStat, 'size' | 'mtimeMs'>): Promise<boolean> => {
  for (let asked = 0; asked < 4; asked++) {
    const fromMs = performance.now()
    refuseOther(await statOf(path), still)
    if (performance.now() - fromMs < NEAR_MS) return true
  }
  return false
}

const refuseOther = (found: Pick<FileStat, 'size' | 'mtimeMs'>, still: Pick<FileStat, 'size' | 'mtimeMs'>): void => {
  if (found.size !== still.size || found.mtimeMs !== still.mtimeMs) throw withCode('ECHANGED', 'another file by now')
}

/**
 * The real file system. Nothing throws: every system error becomes one of the port's reasons, with its code.
 */
export const createFiles = ({ watchPauseMs = 30_000 }: { watchPauseMs?: number } = {}): Files => ({
  list: (folder) => attempt(() => list(folder)),
  stat: (path) =>
    attempt(async () => {
      const { size, mtimeMs, inode } = await statOfPath(path)
      return { size, mtimeMs, inode }
    }),
  read: (path, maxBytes, as) => attempt(() => read(path, maxBytes, as)),
  remove: (path, still) => attempt(() => remove(path, still)),
  move: (path, toFolder, within) => attempt(() => move(path, toFolder, within)),
  write: (folder, name, content, within) => attempt(() => write(folder, name, content, within)),
  removeFolder: (folder, within) => attempt(() => removeFolder(folder, within)),
  watch: (folder, nudge) => watchFolder({ folder, nudge, pauseMs: watchPauseMs }),
  join: (folder, ...names) => join(folder, ...names),
})
