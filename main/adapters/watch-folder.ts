import { type FSWatcher, watch } from 'node:fs'

/**
 * Deleting a watched folder has made Windows report 190,000 changes a second for ever; no PMS writes like
 * that.
 */
const STORM_PER_SECOND = 200

/**
 * Rings `nudge` for every change the system reports in one folder (not below it), at most 200 times a second;
 * after a storm or an error the watch stays closed for `pauseMs` and is then opened again. Gives the function
 * that ends it.
 */
export const watchFolder = ({
  folder,
  nudge,
  pauseMs,
}: {
  folder: string
  nudge: () => void
  pauseMs: number
}): (() => void) => {
  let watcher: FSWatcher | null = null
  let reopen: NodeJS.Timeout | null = null
  let secondBeganAt = 0
  let events = 0

  const rest = () => {
    watcher?.close()
    watcher = null
    if (reopen === null) reopen = setTimeout(start, pauseMs).unref()
  }

  const onEvent = () => {
    if (watcher === null) return
    const at = performance.now()
    if (at - secondBeganAt >= 1000) {
      secondBeganAt = at
      events = 0
    }
    events += 1
    if (events > STORM_PER_SECOND) rest()
    else nudge()
  }

  const start = () => {
    reopen = null
    try {
      watcher = watch(folder, { persistent: false, recursive: false })
      watcher.on('change', onEvent)
      // Errors are swallowed: the scan is the truth and reports a lost folder in its own words. A lost
      // doorbell only means that a file is seen at the next scan.
      watcher.on('error', () => {
        nudge()
        rest()
      })
    } catch {
      rest() // Not there, not allowed, not supported on this share, out of watches: the scan does without, as above.
    }
  }

  start()
  return () => {
    if (reopen !== null) clearTimeout(reopen)
    reopen = null
    watcher?.close()
    watcher = null
  }
}
