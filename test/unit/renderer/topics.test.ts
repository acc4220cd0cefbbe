import { expect, it } from 'vitest'
import { topics } from '../../../main/contract/methods.ts'
import { methodsOf } from '../../../renderer/client/topics.ts'

it('asks each answer once, however many topics touch it', () => {
  const asked = methodsOf(['messages', 'health'])
  expect(asked).toHaveLength(new Set(asked).size)
  expect(asked).toEqual(expect.arrayContaining(['health.get', 'messages.list', 'messages.get', 'causes.list']))
})

it('asks for the health after every topic: the sentence must be right', () => {
  for (const topic of topics) expect(methodsOf([topic])).toContain('health.get')
})

it('asks for nothing where nothing changed', () => {
  expect(methodsOf([])).toEqual([])
})
