/**
 * The test files that run on Windows' Node too: what touches files, locks, processes, paths and the store.
 * The pure core computes alike everywhere; a few of its files are here as a sample.
 */
export const suites: string[] = [
  'test/integration/adapters/files.test.ts',
  'test/integration/adapters/http.test.ts',
  'test/integration/adapters/log.test.ts',
  'test/integration/adapters/secrets-file.test.ts',
  'test/integration/adapters/settings-file.test.ts',
  'test/integration/adapters/small-adapters.test.ts',
  'test/integration/capture/leaving.test.ts',
  'test/integration/capture/parser.test.ts',
  'test/integration/capture/settings-changes.test.ts',
  'test/integration/engine/duplicates.test.ts',
  'test/integration/engine/files.test.ts',
  'test/integration/engine/order.test.ts',
  'test/integration/headless/refusals.test.ts',
  'test/integration/headless/stop-request.test.ts',
  'test/integration/headless/stopping.test.ts',
  'test/integration/headless/story.test.ts',
  'test/integration/lifecycle/backup.test.ts',
  'test/integration/lifecycle/damaged.test.ts',
  'test/integration/lifecycle/data-folders.test.ts',
  'test/integration/lifecycle/lock.test.ts',
  'test/integration/keys/bound-secrets.test.ts',
  'test/integration/store-foundation/migrate.test.ts',
  'test/integration/store-foundation/sender-lock.test.ts',
  'test/integration/store-foundation/witness-file.test.ts',
  'test/integration/people/two-processes.test.ts',
  'test/integration/jobs/story.test.ts',
  'test/integration/windows/held-files.test.ts',
]
