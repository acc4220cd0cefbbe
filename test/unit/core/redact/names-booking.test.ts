import { expect, test } from 'vitest'
import { holdsNumber, holdsWords, withoutCounter } from '../../../../main/core/redact/names-booking.ts'

test.each([
  ['<Surname>Müller</Surname>', 'muller', true],
  ['<Surname>Mueller</Surname>', 'Müller', true],
  ['<Surname>MÜLLER</Surname><GivenName>Ana</GivenName>', 'ana müll', true],
  ['<Surname>Hausmüller</Surname>', 'müller', false],
  ['<Surname>Muster</Surname>', 'Muster Ana', false],
  ['anything', '', false],
])('%s holds %s: %s', (text, search, answer) => expect(holdsWords(text, search)).toBe(answer))

test.each([
  ['<ID>RES-10</ID>', 'RES-10', true],
  ['<ID>RES-101</ID><ID>RES-10</ID>', 'RES-10', true],
  ['<ID>RES-101</ID>', 'RES-10', false],
  ['<ID>7</ID>', '7', false],
])('%s holds the number %s: %s', (text, number, answer) => expect(holdsNumber(text, number)).toBe(answer))

test('what was set down beside an equal name is of the same export', () => {
  expect(withoutCounter('a (2).xml')).toBe('a.xml')
  expect(withoutCounter('a (2)')).toBe('a')
  expect(withoutCounter('a (b).xml')).toBe('a (b).xml')
})
