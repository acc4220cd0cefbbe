import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import de from '../../../assets/locales/de/screens.json'
import en from '../../../assets/locales/en/screens.json'

const flat = (value: object, prefix = ''): Map<string, string> =>
  new Map(
    Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
      typeof inner === 'object' && inner !== null
        ? [...flat(inner, `${prefix}${key}.`)]
        : [[`${prefix}${key}`, String(inner)] as const],
    ),
  )

const texts = { en: flat(en), de: flat(de) }
const baseOf = (key: string): string => key.replace(/_(one|other)$/, '')

const sources = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return sources(path)
    return /\.tsx?$/.test(entry.name) ? [readFileSync(path, 'utf8')] : []
  })
const code = sources(join(import.meta.dirname, '../../../renderer')).join('\n')

describe('the texts of the screens', () => {
  it('exist in both languages', () => {
    expect([...texts.de.keys()]).toEqual([...texts.en.keys()])
  })

  it('have no empty one, and both plural forms', () => {
    for (const [language, all] of Object.entries(texts))
      for (const [key, text] of all) {
        expect(text.trim(), `${language} ${key}`).not.toBe('')
        if (key.endsWith('_one')) expect(all.has(`${baseOf(key)}_other`), key).toBe(true)
      }
  })

  it('ask for the same values in both languages', () => {
    const valuesOf = (text = ''): string[] =>
      [...new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name ?? ''))].toSorted()
    // One of a thing may be written out in one language ("1 booking") and counted in the other.
    for (const [key, text] of texts.en)
      if (!key.endsWith('_one')) expect(valuesOf(texts.de.get(key)), key).toEqual(valuesOf(text))
  })

  it('are all used', () => {
    // A key stands in the code whole, or begins as a template does: `state.${…}`, `secret.${…}.title`.
    const templates = [...code.matchAll(/`([a-z]+\.[^`]*?)`/gi)].map(
      ([, template = '']) => new RegExp(`^${template.replace(/[.]/g, '\\.').replace(/\$\{[^}]*\}/g, '[^.]+')}$`),
    )
    const isUsed = (key: string) => code.includes(`'${key}'`) || templates.some((template) => template.test(key))
    expect([...new Set([...texts.en.keys()].map(baseOf))].filter((key) => !isUsed(key))).toEqual([])
  })

  it('say it without the words that staff should not have to read', () => {
    for (const text of texts.en.values())
      expect(text).not.toMatch(/\b(error|payload|queue|timeout|retry|sync|failed)\b/i)
    for (const text of texts.de.values())
      expect(text).not.toMatch(/\b(Fehler|Warteschlange|Zeitüberschreitung|synchron\w*)\b/i)
  })
})
