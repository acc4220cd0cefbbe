import type { FolderSettings } from '../../../contract/settings.ts'
import { markerNames } from '../../../core/capture/names.ts'
import type { FileProblem } from '../../../core/ports/files.ts'
import { maskCards } from '../../../core/redact/cards.ts'
import { wallTime } from '../../../core/time/business-day.ts'
import type { CaptureDeps } from '../deps.ts'

/** Stars stand in no file name of Windows. */
const safeName = (name: string): string => maskCards(name).replaceAll('*', 'x')

/** A file whose capture is committed. Nothing here can lose it: the bytes are in the vault. */
export type CapturedFile = {
  captureId: string
  name: string
  /** What the file was when it was captured; another one under its name stays. */
  size: number
  mtimeMs: number
  content: Uint8Array | null
  /** Its masked copy is written already. */
  isCopied: boolean
}

/** `isCopied`: a copy that the settings ask for is written, so that the next try makes no second one. */
export type Removal = { problem: null } | { problem: FileProblem; isCopied: boolean }

/**
 * Takes the file out of the folder by the folder's setting. A problem is given back and tried again later; it
 * never captures twice. That it left is for the caller to write: with many others, since a crash before it
 * costs no more than one look for a file that is not there.
 */
export const removeCaptured = async (
  { files, store, parse, clock, settings }: Pick<CaptureDeps, 'files' | 'store' | 'parse' | 'clock' | 'settings'>,
  folder: FolderSettings,
  file: CapturedFile,
): Promise<Removal> => {
  const path = files.join(folder.path, file.name)
  if (folder.afterCapture === 'masked-copy' && !file.isCopied) {
    const content = file.content ?? store.captures.content(file.captureId)
    const masked = content ? await parse.mask(content) : null
    if (masked !== null) {
      const { day } = wallTime(clock.now(), settings().timeZone)
      const written = await files.write(
        files.join(folder.path, 'archive', day),
        safeName(file.name),
        Buffer.from(masked, 'utf8'),
        folder.path,
      )
      if (!written.ok) return { problem: written, isCopied: false }
    }
  }
  const removed = await files.remove(path, file)
  const isOther = !removed.ok && removed.reason === 'changed'
  if (!removed.ok && removed.reason !== 'gone' && !isOther) return { problem: removed, isCopied: true }
  // A new export under the old name stays, and so does its mark.
  if (folder.ready.kind === 'marker' && !isOther)
    for (const marker of markerNames(file.name, folder.ready.suffix))
      await files.remove(files.join(folder.path, marker))
  return { problem: null }
}

/**
 * Sets a file that is of no use aside, in `unusable/` of the export folder, so that the PMS's folder stays
 * clean.
 */
export const setAside = async (
  { files, store }: Pick<CaptureDeps, 'files' | 'store'>,
  folder: string,
  file: { captureId: string; name: string; size: number; mtimeMs: number },
): Promise<FileProblem | null> => {
  const path = files.join(folder, file.name)
  const unusable = files.join(folder, 'unusable')
  const content = store.captures.content(file.captureId)
  // Something was taken out of it that may never be stored: the copy that we make of it is without that, too.
  if (content !== null && content.length > 0 && content.length !== file.size) {
    const written = await files.write(unusable, safeName(file.name), content, folder)
    if (!written.ok) return written
    const removed = await files.remove(path, file)
    if (!removed.ok && removed.reason !== 'gone' && removed.reason !== 'changed') return removed
    store.write(() => store.captures.setFileState(file.captureId, 'set-aside'))
    return null
  }
  const moved = await files.move(path, unusable, folder)
  if (!moved.ok && moved.reason !== 'gone') return moved
  if (moved.ok) {
    const stat = await files.stat(moved.value)
    if (stat.ok && (stat.value.size !== file.size || stat.value.mtimeMs !== file.mtimeMs)) {
      // The PMS wrote a new file under this name at that very moment: it goes back to where exports are read.
      const back = await files.move(moved.value, folder)
      return back.ok ? null : back
    }
  }
  store.write(() => store.captures.setFileState(file.captureId, 'set-aside'))
  return null
}
