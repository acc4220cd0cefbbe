import { defineConfig } from 'vitest/config'
import { closingLine } from './test/support/closing-line.ts'

/**
 * Unit tests, and the rules of the night on a simulated clock, run in parallel and share their modules: they keep no state there.
 * Whatever starts servers, processes or browsers has time and, for the browser, a machine to itself. The bounds are for a machine
 * that does other things at the same time: no test waits for one of them unless it fails.
 */
const rules = 'test/integration/rules/**/*.test.ts'
const sharedModules = {
  environment: 'node',
  isolate: false,
  restoreMocks: true,
  setupFiles: ['test/support/thorough.ts'],
}

export default defineConfig({
  test: {
    reporters: ['default', closingLine],
    projects: [
      {
        test: {
          ...sharedModules,
          name: 'unit',
          include: ['test/unit/**/*.test.{ts,tsx}'],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          ...sharedModules,
          name: 'rules',
          include: [rules],
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          exclude: [rules],
          environment: 'node',
          globalSetup: ['test/support/bundled-command-line.ts'],
          setupFiles: ['test/support/thorough.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          environment: 'node',
          globalSetup: ['test/support/bundled-command-line.ts'],
          testTimeout: 240_000,
          hookTimeout: 240_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
