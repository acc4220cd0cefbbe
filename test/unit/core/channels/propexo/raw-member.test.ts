import fc from 'fast-check'
import { expect, it } from 'vitest'
import { rawMember } from '../../../../../main/core/channels/propexo/raw-member.ts'

it('a member of an object is given as it stands', () => {
  expect(rawMember('{"a":{"body":1},"body":"x","body":{"y":2}}', 'body')).toBe('{"y":2}')
  expect(rawMember('{"a":[{"body":1}]}', 'body')).toBeNull()
  expect(rawMember('{}', 'body')).toBeNull()
  expect(rawMember(' { "body" : -1.50e3 } ', 'body')).toBe('-1.50e3')
  expect(rawMember('{"body":"a\\\\"}', 'body')).toBe('"a\\\\"')
  expect(rawMember('{ "b\\u006fdy": [ 1.0 ,\n2 ], "x": 1 }', 'body')).toBe('[ 1.0 ,\n2 ]')
})

it('a member of any object is what a parser reads there', () => {
  const names = fc.constantFrom('body', 'b', '__proto__', 'a "quoted" name')
  const members = fc.array(fc.tuple(names, fc.json()), { maxLength: 6 })
  fc.assert(
    fc.property(members, fc.constantFrom('', ' ', '\r\n\t'), names, (pairs, blank, name) => {
      const inner = pairs.map(([key, value]) => [JSON.stringify(key), ':', value].join(blank)).join(`${blank},${blank}`)
      const text = `${blank}{${blank}${inner}${blank}}${blank}`
      const last = pairs.findLast(([key]) => key === name)
      expect(rawMember(text, name)).toBe(last === undefined ? null : last[1].trim())
    }),
  )
})
