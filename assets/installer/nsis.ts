import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

/**
 * Compiles a script of this folder with makensis, which must be on PATH (Debian's package `nsis`). Throws
 * with what makensis said; a warning counts as well.
 */
export const runMakensis = (script: string, defines: Record<string, string>): void => {
  const values = Object.entries(defines).map(([name, value]) => `-D${name}=${value}`)
  const words = ['-V2', '-WX', '-INPUTCHARSET', 'UTF8', ...values, join(import.meta.dirname, script)]
  try {
    execFileSync('makensis', words, { stdio: 'pipe', encoding: 'utf8' })
  } catch (error) {
    const said =
      error instanceof Error && 'stdout' in error && 'stderr' in error ? `${error.stdout}${error.stderr}` : error
    throw new Error(`makensis made nothing of ${script}: ${said}`)
  }
}
