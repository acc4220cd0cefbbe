import { FORMER_KEY_NAME } from '../contract/secret-names.ts'
import { isObject, own } from '../core/settings/json-object.ts'
import type { Protector } from './protector.ts'
import { readFileOf } from './read-file.ts'
import type { FormerKey } from './vault-keys-file.ts'
import { replaceKeeping } from './write-whole.ts'

/**
 * The key of 0.1.0, which stood among the secrets under a name that settings could spell. It is read here
 * once, to be put into its own place, and then taken out; the file as it was stays beside the new one.
 */
export const createFormerKey = <Why extends string>(parts: {
  path: string
  member: 'secrets' | 'entries'
  protector: Protector<Why>
  unreadable: (file: string, why: Why) => string
}): FormerKey => {
  const { path, member, protector, unreadable } = parts

  /**
   * The whole file and the sealed key in it; null: there is none. A damaged file has none that could be used.
   */
  const find = (): { file: Record<string, unknown>; entries: Record<string, unknown>; sealed: string } | null => {
    const read = readFileOf(path)
    if (!read.ok) return null
    try {
      const file: unknown = JSON.parse(read.value.toString('utf8'))
      const entries = own(file, member)
      const sealed = own(entries, FORMER_KEY_NAME)
      return isObject(file) && isObject(entries) && typeof sealed === 'string' ? { file, entries, sealed } : null
    } catch {
      return null // not JSON: whoever reads a secret from it says so
    }
  }

  return {
    read: () => {
      const found = find()
      if (found === null) return { ok: true, text: null }
      const opened = protector.open(FORMER_KEY_NAME, found.sealed)
      return opened.ok
        ? { ok: true, text: opened.value }
        : { ok: false, isLost: opened.isLost, sentence: unreadable(path, opened.why) }
    },
    forget: () => {
      const found = find()
      if (found === null) return
      const entries = Object.fromEntries(Object.entries(found.entries).filter(([name]) => name !== FORMER_KEY_NAME))
      replaceKeeping(path, `${JSON.stringify({ ...found.file, [member]: entries }, null, 2)}\n`)
    },
  }
}
