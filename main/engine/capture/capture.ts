import type { FolderSettings } from '../../contract/settings.ts'
import type { EngineContext } from '../deps.ts'
import { type FolderMemory, freshMemory, type ScanParts, scanFolder, settleUnread } from './folder-scan.ts'

const PATIENCE_MS = 60_000

/** Watches every export folder: a scan on a timer is the truth, a change event only makes it come sooner. */
export type Capture = { start(): void; stop(): Promise<void>; settingsChanged(): void; scanNow(): void }

type Watched = { folder: FolderSettings; ring: () => void; stop: () => Promise<void> }

export const createCapture = (context: EngineContext, options: { patienceMs?: number } = {}): Capture => {
  let watched: Watched[] = []
  const memories = new Map<string, FolderMemory>()

  const watch = (folder: FolderSettings): Watched => {
    const { clock, log, store, files } = context
    const memory = memories.get(folder.path) ?? freshMemory()
    memories.set(folder.path, memory)
    let isStopped = false
    let isRung = false
    let cancel: (() => void) | null = null
    let running: Promise<void> = Promise.resolve()
    let seen = ''

    const connection = context.current().connections.find(({ id }) => id === folder.connection)
    if (!connection) return { folder, ring: () => undefined, stop: async () => undefined }
    const parts: ScanParts = {
      context,
      folder,
      connection,
      memory,
      patienceMs: options.patienceMs ?? PATIENCE_MS,
      mayCapture: () => !isStopped,
    }

    /** Gives the milliseconds until the next look: sooner while a file is only waiting to be quiet long enough. */
    const scan = async (): Promise<number> => {
      const everyMs = folder.scanSeconds * 1000
      try {
        const look = await scanFolder(parts)
        await settleUnread(parts)
        const picture = JSON.stringify(look)
        const at = clock.now()
        if (picture === seen) store.write(() => store.looks.touch(folder.id, at))
        else {
          store.write(() => store.looks.put(folder.id, at, look))
          if (look.state !== 'ok') log.warn('folder', { folder: folder.id, state: look.state, reason: look.reason })
          seen = picture
          context.changed('folders')
        }
        const isSettling = folder.ready.kind === 'quiet' && look.files.some((file) => file.state === 'writing')
        return isSettling && folder.ready.kind === 'quiet' ? Math.min(everyMs, folder.ready.seconds * 1000 + 20) : everyMs
      } catch (error) {
        // A full or locked disk: nothing was committed, the files still lie there, the next scan tries again.
        log.error('scan-failed', { folder: folder.id, error: error instanceof Error ? error.name : 'unknown', code: codeOf(error) })
        return everyMs
      }
    }

    const plan = (ms: number) => {
      if (!isStopped) cancel = clock.after(ms, run)
    }
    const run = () => {
      cancel = null
      isRung = false
      running = scan().then((ms) => plan(isRung ? 50 : ms))
    }
    const ring = () => {
      if (isRung || isStopped) return
      isRung = true
      if (!cancel) return
      cancel()
      plan(50)
    }
    const unwatch = files.watch(folder.path, ring)
    plan(0)
    return {
      folder,
      ring,
      stop: async () => {
        isStopped = true
        cancel?.()
        unwatch()
        await running
      },
    }
  }

  const start = () => {
    watched = context.current().folders.map(watch)
  }
  const stop = async () => {
    const stopping = watched
    watched = []
    await Promise.all(stopping.map((one) => one.stop()))
  }
  return {
    start,
    stop,
    settingsChanged: () => {
      void stop().then(start)
    },
    scanNow: () => {
      for (const one of watched) one.ring()
    },
  }
}

const codeOf = (error: unknown): string | null =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null
