import { defineConfig } from 'vitest/config'
import { closingLine } from './test/support/closing-line.ts'

/**
 * Unit tests run in parallel; whatever starts servers, processes or browsers has time and, for the browser, a machine to itself.
 * The bounds are for a machine that does other things at the same time: no test waits for one of them unless it fails.
 */
export default defineConfig({
  test: {
    reporters: ['default', closingLine],
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.{ts,tsx}'], environment: 'node', testTimeout: 60_000 } },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          environment: 'node',
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          environment: 'node',
          testTimeout: 240_000,
          hookTimeout: 240_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
