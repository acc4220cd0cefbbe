import { constants } from 'node:fs'
import { open, rename, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { OWNER_FILE_NAME, type OwnerMark, readOwner, writeOwner } from '../core/capture/owner.ts'
import type { FileResult } from '../core/ports/files.ts'
import type { OwnerFiles } from '../core/ports/owner-files.ts'
import { errnoOf, fileProblem } from './errno.ts'
import { untilFree } from './held-files.ts'
import { temporaryPath } from './place-file.ts'

/** An owner file is some hundred bytes; whatever is longer is none. */
const MOST_BYTES = 2_048

const attempt = async <T>(run: () => Promise<T>): Promise<FileResult<T>> => {
  try {
    return { ok: true, value: await run() }
  } catch (error) {
    return fileProblem(error)
  }
}

type Handle = Awaited<ReturnType<typeof open>>

const textOf = async (handle: Handle): Promise<string> => {
  const { bytesRead, buffer } = await handle.read(Buffer.alloc(MOST_BYTES), 0, MOST_BYTES, 0)
  return buffer.toString('utf8', 0, bytesRead)
}

const { O_CREAT, O_EXCL, O_NOFOLLOW = 0, O_NONBLOCK = 0, O_RDONLY, O_RDWR, O_WRONLY } = constants

/**
 * Whatever bears the owner file's name in a folder that others write to: a pipe must not hold the program up,
 * and a link must not lead it to another file. Only a plain file with this one name is read or written.
 */
const withHandle = async <T>(path: string, flags: number, use: (handle: Handle) => Promise<T>): Promise<T> => {
  const handle = await open(path, flags | O_NOFOLLOW | O_NONBLOCK)
  try {
    const found = await handle.stat()
    if (!found.isFile() || found.nlink > 1) throw Object.assign(new Error('not a plain file'), { code: 'EINVAL' })
    return await use(handle)
  } finally {
    await handle.close()
  }
}

const read = (folder: string): Promise<OwnerMark | null> =>
  withHandle(join(folder, OWNER_FILE_NAME), O_RDONLY, async (handle) => readOwner(await textOf(handle)))

/**
 * Exclusive creation is one step also on a share. A crash before the text is in leaves an empty file, which
 * counts as nobody's.
 */
const create = (folder: string, mark: OwnerMark): Promise<null> =>
  withHandle(join(folder, OWNER_FILE_NAME), O_WRONLY | O_CREAT | O_EXCL, async (handle) => {
    await handle.writeFile(writeOwner(mark))
    return null
  })

const replace = async (folder: string, mark: OwnerMark): Promise<null> => {
  const temporary = temporaryPath(folder)
  try {
    await withHandle(temporary, O_WRONLY | O_CREAT | O_EXCL, (handle) => handle.writeFile(writeOwner(mark)))
    await untilFree(() => rename(temporary, join(folder, OWNER_FILE_NAME)))
    return null
  } catch (error) {
    await unlink(temporary).catch(() => undefined) // The first error is the one to tell.
    throw error
  }
}

/**
 * Reads and writes through one handle: a file that another PC put in its place meanwhile is never touched.
 */
const beat = (folder: string, mark: OwnerMark): Promise<OwnerMark | null> =>
  withHandle(join(folder, OWNER_FILE_NAME), O_RDWR, async (handle) => {
    const before = readOwner(await textOf(handle))
    if (before?.host !== mark.host) return before
    const text = Buffer.from(writeOwner(mark), 'utf8')
    await handle.write(text, 0, text.length, 0)
    await handle.truncate(text.length)
    return before
  })

const remove = async (folder: string, host: string): Promise<null> => {
  try {
    if ((await read(folder))?.host === host) await unlink(join(folder, OWNER_FILE_NAME))
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error
  }
  return null
}

/** Owner files on the real file system. Nothing throws. */
export const createOwnerFiles = (): OwnerFiles => ({
  read: (folder) => attempt(() => read(folder)),
  create: (folder, mark) => attempt(() => create(folder, mark)),
  replace: (folder, mark) => attempt(() => replace(folder, mark)),
  beat: (folder, mark) => attempt(() => beat(folder, mark)),
  remove: (folder, host) => attempt(() => remove(folder, host)),
})
