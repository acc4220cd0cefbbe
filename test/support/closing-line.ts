import type { Reporter, TestModule } from 'vitest/node'

/** Ends a run with one plain line that any tool can count: `N passed, N failed, N skipped`. */
export const closingLine: Reporter = {
  onTestRunEnd(modules: readonly TestModule[]) {
    const counts = { passed: 0, failed: 0, skipped: 0, pending: 0 }
    for (const module of modules) for (const test of module.children.allTests()) counts[test.result().state] += 1
    const broken = modules.filter(
      (module) => module.state() === 'failed' && [...module.children.allTests('failed')].length === 0,
    ).length
    process.stdout.write(
      `\n${counts.passed} passed, ${counts.failed + broken + counts.pending} failed, ${counts.skipped} skipped\n`,
    )
  },
}
