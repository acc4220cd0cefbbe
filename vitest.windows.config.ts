import { defineConfig } from 'vitest/config'
import { closingLine } from './test/support/closing-line.ts'

/**
 * `npm run test:windows`: what runs on Windows' Node, in Wine. One after the other, for Wine has one
 * registry.
 */
const LONGEST_MS = 600_000

export default defineConfig({
  test: {
    reporters: ['default', closingLine],
    include: ['test/windows/**/*.test.ts'],
    globalSetup: ['test/windows/prepare.ts'],
    fileParallelism: false,
    testTimeout: LONGEST_MS,
    hookTimeout: LONGEST_MS,
  },
})
