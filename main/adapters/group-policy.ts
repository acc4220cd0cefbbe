import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Where group policy lays the values of the templates that come with the setup program. */
const KEY = 'HKLM\\Software\\Policies\\Night Porter'
const LONGEST_MS = 10_000

/**
 * What group policy says on this PC, as `reg export` writes it; null where it says nothing. A file and not
 * standard output, for that comes in the code page of the console.
 */
export const readGroupPolicy = (platform: NodeJS.Platform = process.platform): string | null => {
  if (platform !== 'win32') return null
  const folder = mkdtempSync(join(tmpdir(), 'night-porter-policy-'))
  const file = join(folder, 'policy.reg')
  try {
    const { status } = spawnSync('reg.exe', ['export', KEY, file, '/y', '/reg:64'], {
      stdio: 'ignore',
      windowsHide: true,
      timeout: LONGEST_MS,
    })
    return status === 0 ? readFileSync(file, 'utf16le') : null
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
