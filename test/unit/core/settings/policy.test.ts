import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { applyPolicy, isLocked, keepLocked, lockedFields } from '../../../../main/core/settings/policy.ts'

const settings = {
  version: 1,
  hotelName: 'Hotel Aurora',
  connections: [
    { id: 'a', url: 'https://old', retry: { steps: [5, 10, 20], alarmAfterMinutes: 30 } },
    { id: 'b', url: 'https://b' },
  ],
}
const policy = {
  hotelName: 'Aurora Group',
  connections: [
    { id: 'b', url: 'https://group' },
    { id: 'c', url: 'https://c' },
    { id: 'a', retry: { steps: [60] } },
  ],
  proxy: { url: 'http://proxy:8080' },
}

describe('a policy', () => {
  test('merges objects, and lists of things by id; everything else it replaces', () => {
    expect(applyPolicy(settings, policy)).toEqual({
      version: 1,
      hotelName: 'Aurora Group',
      connections: [
        { id: 'a', url: 'https://old', retry: { steps: [60], alarmAfterMinutes: 30 } },
        { id: 'b', url: 'https://group' },
        { id: 'c', url: 'https://c' },
      ],
      proxy: { url: 'http://proxy:8080' },
    })
  })

  test('names what it locks by its place in the merged settings', () => {
    expect(lockedFields(applyPolicy(settings, policy), policy)).toEqual([
      'hotelName',
      'connections[1].id',
      'connections[1].url',
      'connections[2].id',
      'connections[2].url',
      'connections[0].id',
      'connections[0].retry.steps',
      'proxy.url',
    ])
  })

  test('locks a field and what is inside it, not its neighbours', () => {
    const locked = ['connections[0].retry.steps', 'proxy']
    expect(isLocked('connections[0].retry.steps[2]', locked)).toBe(true)
    expect(isLocked('proxy.url', locked)).toBe(true)
    expect(isLocked('connections[0].retry', locked)).toBe(false)
    expect(isLocked('proxyless', locked)).toBe(false)
  })

  test('keeps names such as __proto__ harmless', () => {
    const merged = applyPolicy({ a: 1 }, JSON.parse('{"__proto__":{"polluted":true}}'))
    expect(Object.getPrototypeOf(merged)).toBe(Object.prototype)
  })
})

describe('saving edited settings under a policy', () => {
  test('writes open fields and leaves locked ones as the file had them', () => {
    const edited = {
      version: 1,
      hotelName: 'Somebody tried',
      locale: 'de',
      connections: [
        { id: 'a', url: 'https://new', retry: { steps: [1], alarmAfterMinutes: 45 } },
        { id: 'b', url: 'https://tried' },
        { id: 'c', url: 'https://c' },
        { id: 'd', url: 'https://d' },
      ],
      proxy: { url: 'http://tried' },
    }
    expect(keepLocked(edited, settings, policy)).toEqual({
      version: 1,
      hotelName: 'Hotel Aurora',
      locale: 'de',
      connections: [
        { id: 'a', url: 'https://new', retry: { steps: [5, 10, 20], alarmAfterMinutes: 45 } },
        { id: 'b', url: 'https://b' },
        { id: 'd', url: 'https://d' },
      ],
    })
  })

  const leaf = fc.oneof(fc.integer(), fc.constantFrom('x', 'y'), fc.array(fc.integer(), { maxLength: 2 }))
  const thing = fc.record(
    { id: fc.constantFrom('a', 'b', 'c'), p: leaf, q: fc.dictionary(fc.constantFrom('r', 's'), leaf) },
    { requiredKeys: ['id'] },
  )
  const things = fc.uniqueArray(thing, { selector: ({ id }) => id, maxLength: 3 })
  const tree = fc.record(
    { p: leaf, q: fc.dictionary(fc.constantFrom('r', 's'), leaf), list: things },
    { requiredKeys: [] },
  )

  test('without an edit gives back what was there, once the policy is laid over it again', () => {
    fc.assert(
      fc.property(tree, tree, (file, rules) => {
        const merged = applyPolicy(file, rules)
        expect(applyPolicy(keepLocked(merged, file, rules), rules)).toEqual(merged)
      }),
    )
  })

  test('never changes what the policy decides', () => {
    fc.assert(
      fc.property(tree, tree, tree, (file, rules, edited) => {
        const { list: _, ...plain } = rules
        const after = applyPolicy(keepLocked(edited, file, plain), plain)
        expect(after).toMatchObject(plain)
      }),
    )
  })
})
