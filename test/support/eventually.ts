import { vi } from 'vitest'

/**
 * Tries the check again until nothing in it throws. The bound is for a machine that is busy with other tests;
 * a check that holds ends at once.
 */
export const eventually = <T>(check: () => T | Promise<T>): Promise<T> =>
  vi.waitFor(check, { timeout: 45_000, interval: 30 })
