import type { Locale } from '../../contract/words.ts'

/** Values put into a sentence. `count` chooses between singular and plural. */
export type TextValues = Record<string, string | number>

/** Gives the text of `key` in one language. A missing key is a bug and throws. */
export type Translate = (key: string, values?: TextValues) => string

export type Texts = {
  in(locale: Locale): Translate
  /** Whether the key exists; for parts that not every entry has. */
  has(key: string, locale: Locale): boolean
}
