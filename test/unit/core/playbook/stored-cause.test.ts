import { expect, test } from 'vitest'
import { causeNames } from '../../../../main/core/playbook/entries.ts'
import { causeInWords, storedCause } from '../../../../main/core/playbook/stored-cause.ts'

test('a cause of this version is read as it is, and explained by its own words', () => {
  for (const cause of causeNames) expect(causeInWords(storedCause(cause))).toBe(cause)
})

test('a duplicate needs no words', () => {
  expect(causeInWords(storedCause('duplicate'))).toBeNull()
})

test('a cause that a newer version wrote is kept as written, and explained as that', () => {
  expect(storedCause('of-next-year')).toBe('of-next-year')
  expect(causeInWords(storedCause('of-next-year'))).toBe('newer-cause')
})
