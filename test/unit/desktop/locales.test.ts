import { expect, it } from 'vitest'
import de from '../../../assets/locales/de/desktop.json' with { type: 'json' }
import en from '../../../assets/locales/en/desktop.json' with { type: 'json' }

const entries = (node: object, path: string[] = []): [string, string][] =>
  Object.entries(node).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[[...path, key].join('.'), value]] : entries(value, [...path, key]),
  )
const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort()

it('has every desktop text in both languages, with the same values in it', () => {
  const german = new Map(entries(de))
  const english = entries(en)
  expect([...german.keys()]).toEqual(english.map(([key]) => key))
  for (const [key, text] of english) expect(placeholders(german.get(key) ?? ''), key).toEqual(placeholders(text))
})
