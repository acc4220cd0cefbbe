import { exportsAmong, successorOf } from '../../core/capture/former-folder.ts'
import { faultOf } from '../../core/redact/fault.ts'
import type { FormerFolder } from '../../store/tables/former-folders.ts'
import type { CaptureDeps, CaptureTimes } from './deps.ts'
import { createExportFolder, type ExportFolder } from './export-folder.ts'

const TICK_MS = 2_000
const LOOK_MS = 30_000
/** An empty folder is looked at for so long: a PMS may go on writing into it. */
const WATCHED_MS = 30 * 24 * 60 * 60_000

/**
 * Looks after the export folders that the settings named once: counts the exports that lie there, so that
 * they are told, and captures them when a person wants that, as if the settings still named the folder.
 */
export type FormerFolders = {
  start(): void
  /** The settings name other folders now. */
  settingsChanged(): void
  stop(isLeaving: boolean): Promise<void>
}

export const createFormerFolders = (deps: CaptureDeps, times: CaptureTimes): FormerFolders => {
  const { store, files, clock, log, settings, changed } = deps
  const capturing = new Map<number, ExportFolder>()
  const lookedAtMs = new Map<number, number>()
  let cancel: (() => void) | null = null
  /** Counts starts and ends: a look that is still under way after one of them changes nothing. */
  let term = 0
  let failing = ''

  const noteNamed = () => {
    store.write(() => store.formerFolders.name(settings().folders, clock.now()))
  }

  /** Another spelling of the path of a folder that the settings name now. */
  const isNamedOtherwise = async (path: string): Promise<boolean> => {
    const former = await files.stat(path)
    if (!former.ok) return false
    for (const folder of settings().folders) {
      const named = await files.stat(folder.path)
      if (named.ok && named.value.inode === former.value.inode && named.value.mtimeMs === former.value.mtimeMs)
        return true
    }
    return false
  }

  /** How many exports lie there that were not captured; null: the folder cannot be read now. */
  const countIn = async ({ folder }: FormerFolder, of: number): Promise<number | null> => {
    const listed = await files.list(folder.path)
    if (!listed.ok) return listed.reason === 'gone' ? 0 : null
    if (of !== term) return null
    return exportsAmong(listed.value, folder).filter(({ name, size, mtimeMs }) => {
      const known = store.captures.newestOfName(store.captures.nameMark(folder.id, name), folder.id)
      return known?.size !== size || known.mtimeMs !== mtimeMs
    }).length
  }

  const begin = (former: FormerFolder) => {
    const successor = successorOf(former.folder, settings())
    if (capturing.has(former.id) || successor === null) return
    const folder = { ...former.folder, id: successor.folder.id }
    const started = createExportFolder({ ...deps, store: withoutSnapshots(store) }, folder, times)
    capturing.set(former.id, started)
    log.info('former-folder-captured', { folder: folder.id })
    started.start({ folder, connection: successor.connection })
  }
  const end = async (id: number, isLeaving: boolean) => {
    const folder = capturing.get(id)
    capturing.delete(id)
    await folder?.stop(isLeaving)
  }

  const lookAt = async (former: FormerFolder, of: number): Promise<void> => {
    const nowMs = clock.monotonicMs()
    const isDue = nowMs - (lookedAtMs.get(former.id) ?? -LOOK_MS) >= LOOK_MS
    if (!isDue && !former.isWanted) return
    lookedAtMs.set(former.id, nowMs)
    const isOver = former.exports === 0 && clock.now() - former.leftAt > WATCHED_MS
    const isNeedless = isOver || (await isNamedOtherwise(former.path))
    if (of !== term) return
    if (isNeedless) {
      store.write(() => store.formerFolders.remove(former.id))
      return
    }
    if (former.isWanted) begin(former)
    const exports = await countIn(former, of)
    if (of !== term || exports === null) return
    if (exports === 0 && former.isWanted) {
      await end(former.id, true)
      store.write(() => store.formerFolders.setWanted(former.id, false))
    }
    if (exports === former.exports) return
    store.write(() => store.formerFolders.setExports(former.id, exports))
    if (former.exports === 0) log.warn('exports-in-former-folder', { exports })
    changed('folders')
    changed('health')
  }

  const lookAtAll = async (of: number): Promise<void> => {
    const formers = store.formerFolders.list()
    const ids = new Set(formers.map(({ id }) => id))
    for (const id of [...capturing.keys()]) if (!ids.has(id)) await end(id, true)
    for (const former of formers) if (of === term) await lookAt(former, of)
  }

  const run = (of: number) => {
    cancel = null
    void lookAtAll(of)
      .then(() => {
        failing = ''
      })
      .catch((error: unknown) => {
        // A full or locked disk, told elsewhere: the next look tries again.
        const fields = faultOf(error)
        const what = JSON.stringify(fields)
        if (of === term && what !== failing) log.error('former-folders-failed', fields)
        failing = what
      })
      .then(() => {
        if (of === term) cancel = clock.after(TICK_MS, () => run(of))
      })
  }

  const noteSafely = () => {
    try {
      noteNamed()
    } catch (error) {
      log.error('former-folders-failed', faultOf(error)) // Noted by the next start or change, once it can be written.
    }
  }

  return {
    start: () => {
      term += 1
      lookedAtMs.clear()
      noteSafely()
      run(term)
    },
    settingsChanged: noteSafely,
    stop: async (isLeaving) => {
      term += 1
      cancel?.()
      await Promise.all([...capturing.keys()].map((id) => end(id, isLeaving)))
    },
  }
}

/** The screens show the folder of today's settings under this id, not the former one. */
const withoutSnapshots = (store: CaptureDeps['store']): CaptureDeps['store'] => ({
  ...store,
  snapshots: {
    ...store.snapshots,
    put: () => undefined,
    touch: () => undefined,
    putUnwritten: () => undefined,
    forget: () => undefined,
  },
})
