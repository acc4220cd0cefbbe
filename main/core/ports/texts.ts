import type { Locale } from '../../contract/words.ts'
import type { TextKey } from './text-key.ts'

/** Values put into a sentence. `count` chooses between singular and plural. */
export type TextValues = Record<string, string | number>

/**
 * Gives the text of `key` in one language. A missing key is a bug and throws. `Key`: other texts than the
 * program's, in tests.
 */
export type Translate<Key extends string = TextKey> = (key: Key, values?: TextValues) => string

export type Texts<Key extends string = TextKey> = {
  in(locale: Locale): Translate<Key>
  /** Whether the key exists; for parts that not every entry has. */
  has(key: string, locale: Locale): key is Key
}
