import { readFileSync } from 'node:fs'
import type { Health } from '../../../main/contract/health.ts'
import type { Running } from '../../support/night-porter.ts'

/** What a flood does to the process: how long it takes to say how things are, and its memory. */
export const createGauge = () => {
  let longestMs = 0
  let mostMegabytes: number | null = null
  return {
    /** Asks for the state of things and notes how long the answer took. */
    ask: async (running: Running): Promise<Health> => {
      const askedMs = performance.now()
      const health = await running.call('health.get')
      longestMs = Math.max(longestMs, performance.now() - askedMs)
      return health
    },
    /** Notes the most memory the process has had. */
    look: ({ pid }: Pick<Running, 'pid'>): void => {
      const megabytes = mostMemoryOf(pid)
      if (megabytes !== null) mostMegabytes = Math.max(mostMegabytes ?? 0, megabytes)
    },
    figures: (): Record<string, number | string> => ({
      'longest answer of health.get': `${Math.round(longestMs)} ms`,
      ...(mostMegabytes !== null && { 'most memory': `${mostMegabytes} MB` }),
    }),
  }
}

const mostMemoryOf = (pid: number): number | null => {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return kilobytes === undefined ? null : Math.round(Number(kilobytes) / 1024)
  } catch {
    return null // Only Linux tells it by a file, and a figure is no check.
  }
}
