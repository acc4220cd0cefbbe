import type { FolderSettings } from '../../contract/settings.ts'
import { markerNames } from '../../core/capture/names.ts'
import type { FileProblem } from '../../core/ports/files.ts'
import { maskCards } from '../../core/redact/cards.ts'
import { wallTime } from '../../core/time/business-day.ts'
import { decodeText } from '../../core/xml/decode.ts'
import type { EngineContext } from '../deps.ts'

/** What happens to a file once its capture is committed. Nothing here can lose it: the bytes are in the vault. */

export type Leaving = { captureId: string; name: string; content: Uint8Array | null }

/** Lets the file leave by the folder's setting. A problem is given back and tried again at the next scan; it never captures twice. */
export const letLeave = async (context: EngineContext, folder: FolderSettings, file: Leaving): Promise<FileProblem | null> => {
  const { files, store, clock } = context
  const path = files.join(folder.path, file.name)
  if (folder.afterCapture === 'masked-copy') {
    const content = file.content ?? store.captures.content(file.captureId)
    const decoded = content ? decodeText(content) : null
    if (decoded?.ok) {
      const { day } = wallTime(clock.now(), context.current().timeZone)
      const written = await files.write(files.join(folder.path, 'archive', day), file.name, Buffer.from(maskCards(decoded.text), 'utf8'))
      if (!written.ok) return written
    }
  }
  const removed = await files.remove(path)
  if (!removed.ok && removed.reason !== 'gone') return removed
  if (folder.ready.kind === 'marker')
    for (const marker of markerNames(file.name, folder.ready.suffix)) await files.remove(files.join(folder.path, marker))
  store.write(() => store.captures.setFileState(file.captureId, 'gone'))
  return null
}

/** Sets a file that is of no use aside, in `unusable/` of the export folder, so that the PMS's folder stays clean. */
export const setAside = async (
  context: EngineContext,
  folder: FolderSettings,
  file: { captureId: string; name: string },
): Promise<FileProblem | null> => {
  const { files, store } = context
  const moved = await files.move(files.join(folder.path, file.name), files.join(folder.path, 'unusable'))
  if (!moved.ok && moved.reason !== 'gone') return moved
  store.write(() => store.captures.setFileState(file.captureId, 'set-aside'))
  return null
}
