import { it } from 'vitest'

/**
 * Whether a part that lacks something here must fail rather than be skipped: where the project's own checks
 * run as root.
 */
const isRequired = process.env.CI === 'true' && process.getuid?.() === 0

/**
 * A test of a part with needs: skipped by name where they are not met, and required in the project's own
 * checks.
 */
export const itNeeding = (needs: string | null, name: string, test: () => Promise<void>, timeoutMs: number): void => {
  if (needs !== null && !isRequired) it.skip(`${name} (skipped: ${needs})`, test)
  else it(name, test, timeoutMs)
}
