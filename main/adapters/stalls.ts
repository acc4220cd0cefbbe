import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Stalls } from '../core/ports/stalls.ts'

const RESOLUTION_MS = 20

/**
 * Node's own histogram of the event loop's delay, looked at every `everyMs`; stand-stills of `overMs` and
 * more are told.
 */
export const createStalls = ({
  everyMs = 5_000,
  overMs = 200,
}: {
  everyMs?: number
  overMs?: number
} = {}): Stalls => ({
  watch(report) {
    const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
    histogram.enable()
    const look = setInterval(() => {
      const longestMs = Math.round(histogram.max / 1e6)
      histogram.reset()
      if (longestMs >= overMs) report(longestMs)
    }, everyMs).unref()
    return () => {
      clearInterval(look)
      histogram.disable()
    }
  },
})
