import type { Clock } from '../core/ports/clock.ts'
import type { Log } from '../core/ports/log.ts'
import type { AppPart } from './electron-modules.ts'

export type Lifecycle = {
  /** True from the first wish to quit on: windows may close, the tray is left alone (electron#32581). */
  isQuitting(): boolean
  quit(): void
  /** Windows signs out or shuts down: stop now, `before-quit` may not come (electron#9613). */
  endSession(): void
}

/**
 * A stop that hangs must not keep a PC from shutting down. Every step is a committed transaction, so leaving
 * is safe.
 */
const SESSION_PATIENCE_MS = 15_000

/** A person who quits, or a request to stop, waits for the request in flight: it takes 120 s at most. */
const QUIT_PATIENCE_MS = 150_000

/** Ends in order: the first wish to quit is held back, `stop` runs once, then the program ends. */
export const createLifecycle = (deps: {
  app: AppPart
  clock: Clock
  log: Log
  stop: () => Promise<void>
}): Lifecycle => {
  const { app, clock, log, stop } = deps
  let state: 'running' | 'stopping' | 'stopped' = 'running'

  const stopOnce = (patienceMs: number, andThen: () => void): void => {
    if (state !== 'running') return
    state = 'stopping'
    const ended = (how: string) => () => {
      if (state === 'stopped') return
      state = 'stopped'
      cancel()
      log.info('stopped', { how })
      andThen()
    }
    const cancel = clock.after(patienceMs, ended('gave-up-waiting'))
    stop().then(ended('in-order'), ended('with-a-fault'))
  }

  app.on('before-quit', (event) => {
    if (state === 'stopped') return
    event.preventDefault()
    stopOnce(QUIT_PATIENCE_MS, () => app.quit())
  })
  // The window only hides; without a listener Electron would quit if one were ever lost.
  app.on('window-all-closed', () => {})

  return {
    isQuitting: () => state !== 'running',
    quit: () => app.quit(),
    endSession: () => stopOnce(SESSION_PATIENCE_MS, () => app.quit()),
  }
}
