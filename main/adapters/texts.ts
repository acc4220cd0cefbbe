import { createInstance } from 'i18next'
import deDesktop from '../../assets/locales/de/desktop.json' with { type: 'json' }
import deEngine from '../../assets/locales/de/engine.json' with { type: 'json' }
import dePlaybook from '../../assets/locales/de/playbook.json' with { type: 'json' }
import enDesktop from '../../assets/locales/en/desktop.json' with { type: 'json' }
import enEngine from '../../assets/locales/en/engine.json' with { type: 'json' }
import enPlaybook from '../../assets/locales/en/playbook.json' with { type: 'json' }
import type { Locale } from '../contract/words.ts'
import type { TextKey } from '../core/ports/text-key.ts'
import type { Texts, TextValues } from '../core/ports/texts.ts'

type Tree = Record<string, unknown>
export type TextFiles = Record<Locale, Record<string, Tree>>

const shipped: TextFiles = {
  en: { 'engine.json': enEngine, 'playbook.json': enPlaybook, 'desktop.json': enDesktop },
  de: { 'engine.json': deEngine, 'playbook.json': dePlaybook, 'desktop.json': deDesktop },
}

/**
 * Puts the files of one language into one tree. Throws when two of them use the same first word: one would
 * hide the other.
 */
const merge = (locale: Locale, files: Record<string, Tree>): Tree => {
  const from = new Map<string, string>()
  const pairs = Object.entries(files).flatMap(([file, tree]) =>
    Object.entries(tree).map(([key, value]) => {
      const other = from.get(key)
      if (other !== undefined)
        throw new Error(`assets/locales/${locale}: '${key}' stands in ${other} and in ${file}; rename one of them`)
      from.set(key, file)
      return [key, value] as const
    }),
  )
  return Object.fromEntries(pairs)
}

/**
 * The texts of assets/locales in every language. Keys are paths (`health.ok`, `causes.x.title`); the files of
 * one language make one tree. A missing key, an unfilled `{{value}}` and a key that is no text are mistakes
 * of the program and throw. Nothing is escaped: what shows a text escapes it.
 */
export const createTexts = <Key extends string = TextKey>({
  files = shipped,
}: {
  files?: TextFiles
} = {}): Texts<Key> => {
  const i18n = createInstance()
  const fail = (locale: Locale, key: string, what: string): never => {
    throw new Error(`assets/locales/${locale}: the text '${key}' ${what}`)
  }
  i18n.init({
    initAsync: false,
    fallbackLng: false,
    supportedLngs: ['en', 'de'],
    ns: 'texts',
    defaultNS: 'texts',
    nsSeparator: false,
    returnObjects: true,
    interpolation: { escapeValue: false },
    resources: { en: { texts: merge('en', files.en) }, de: { texts: merge('de', files.de) } },
  })

  const has = (key: string, locale: Locale): key is Key => {
    const found: unknown = i18n.getResource(locale, 'texts', key) ?? i18n.getResource(locale, 'texts', `${key}_other`)
    return typeof found === 'string'
  }

  const translate = (locale: Locale, key: string, values: TextValues = {}): string => {
    if (!has(key, locale)) fail(locale, key, 'does not exist')
    const missing: string[] = []
    const text: unknown = i18n.t(key, {
      ...values,
      lng: locale,
      missingInterpolationHandler: (_: string, match: RegExpExecArray) => {
        missing.push(match[0])
        return ''
      },
    })
    if (missing.length > 0) fail(locale, key, `was not given ${missing.join(', ')}`)
    return typeof text === 'string' ? text : fail(locale, key, 'is not a text')
  }

  return { in: (locale) => (key, values) => translate(locale, key, values), has }
}
