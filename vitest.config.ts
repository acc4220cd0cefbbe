import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { closingLine } from './test/support/closing-line.ts'
import { LongestFirst } from './test/support/longest-first.ts'

/**
 * Unit tests, and the rules of the night on a simulated clock, use a worker for each core and share their
 * modules: they keep no state there. Whatever starts servers or processes waits more than it computes, so it
 * has two workers for each core; the browser has the machine to itself. One group runs after the other. The
 * bounds are for a machine that does other things at the same time: no test waits for one of them unless it
 * fails.
 */
const cores = availableParallelism()
const RULES = 'test/integration/rules/**/*.test.ts'
const setupFiles = ['test/support/thorough.ts']
const computing = { setupFiles, isolate: false, restoreMocks: true, maxWorkers: cores }
const waiting = { setupFiles, globalSetup: ['test/support/bundled-command-line.ts'] }
const long = (ms: number) => ({ testTimeout: ms, hookTimeout: ms })

export default defineConfig({
  test: {
    reporters: ['default', closingLine],
    sequence: { sequencer: LongestFirst },
    coverage: { include: ['main/**', 'preload/**', 'renderer/**'], reporter: ['text-summary', 'html'] },
    projects: [
      { test: { ...computing, ...long(60_000), name: 'unit', include: ['test/unit/**/*.test.{ts,tsx}'] } },
      { test: { ...computing, ...long(180_000), name: 'rules', include: [RULES] } },
      {
        test: {
          ...waiting,
          ...long(180_000),
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          exclude: [RULES],
          maxWorkers: cores * 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...waiting,
          ...long(240_000),
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
