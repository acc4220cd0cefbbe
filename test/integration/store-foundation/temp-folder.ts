import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A folder of this test's own, removed when the test has ended. */
export const tempFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'np-store-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
