import type { Clock } from '../core/ports/clock.ts'
import type { Log } from '../core/ports/log.ts'
import type { PowerPart } from './electron-modules.ts'

/** The network is not up at once when a PC wakes; an attempt made earlier only looks like an outage. */
const SETTLE_MS = 5_000

/**
 * Wakes the engine some seconds after the PC did, and stops it when the system goes down. Needs the app to be
 * ready.
 */
export const watchPower = (deps: {
  powerMonitor: PowerPart
  clock: Clock
  log: Log
  onWake: () => void
  onShutdown: () => void
}): void => {
  const { powerMonitor, clock, log, onWake, onShutdown } = deps
  let cancel = () => {}
  powerMonitor.on('suspend', () => {
    cancel()
    log.info('pc-sleeps')
  })
  powerMonitor.on('resume', () => {
    log.info('pc-woke')
    cancel()
    cancel = clock.after(SETTLE_MS, onWake)
  })
  // Linux and macOS only; Windows tells the window (session-end).
  powerMonitor.on('shutdown', onShutdown)
}
