import type { TestProject } from 'vitest/node'
import { bundleCommandLine } from './command-line.ts'

/**
 * Before the first test that starts a process, and again in watch mode when a file has changed: what is
 * started is today's code.
 */
export const setup = (project: TestProject): void => {
  bundleCommandLine()
  project.onTestsRerun(bundleCommandLine)
}
