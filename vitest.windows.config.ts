import { defineConfig } from 'vitest/config'
import { closingLine } from './test/support/closing-line.ts'
import { LongestFirst } from './test/support/longest-first.ts'

/**
 * `npm run test:windows`: what runs on Windows' Node, in Wine. Two files at a time: they wait for Wine more
 * than they compute. What changes the registry has a Windows of its own.
 */
const LONGEST_MS = 600_000

export default defineConfig({
  test: {
    reporters: ['default', closingLine],
    include: ['test/windows/**/*.test.ts'],
    globalSetup: ['test/windows/prepare.ts'],
    sequence: { sequencer: LongestFirst },
    maxWorkers: 2,
    testTimeout: LONGEST_MS,
    hookTimeout: LONGEST_MS,
  },
})
