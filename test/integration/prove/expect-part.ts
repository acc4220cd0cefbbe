import { expect } from 'vitest'
import type { PartResult } from '../../prove/part.ts'

/** Every check of the part was made and held. */
export const expectToHold = (result: PartResult): void => {
  expect(result.skipped).toBeNull()
  expect(result.checks.filter(({ problems }) => problems.length > 0)).toEqual([])
  for (const { name, times } of result.checks) expect(times, name).toBeGreaterThan(0)
  expect(result.checks.length).toBeGreaterThan(2)
}
