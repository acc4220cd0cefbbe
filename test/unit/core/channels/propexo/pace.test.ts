import { expect, it } from 'vitest'
import { paceBesideTests } from '../../../../../main/core/channels/propexo/pace.ts'

it('leaves room for a test call in a pace that has room', () => {
  expect(paceBesideTests({ perMinute: 150, concurrent: 3 })).toEqual({ perMinute: 148, concurrent: 3 })
  expect(paceBesideTests({ perMinute: 10, concurrent: 1 })).toEqual({ perMinute: 10, concurrent: 1 })
  expect(paceBesideTests(null)).toBeNull()
})
