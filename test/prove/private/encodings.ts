/**
 * The ways in which a value may stand in a file, an answer or a process: a search that knows plain text only
 * would miss most leaks.
 */

export type Encoded = { encoding: string; bytes: Buffer }

/**
 * The middle of the base64 of a value that begins at each of the three places of a group: what stands before
 * and after it changes the characters at its ends.
 */
const base64Of = (value: Buffer, alphabet: 'base64' | 'base64url'): Encoded[] =>
  [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), value])
      .toString('base64')
      .replace(/=+$/, '')
    const from = Math.ceil((shift * 8) / 6)
    const to = Math.floor(((shift + value.length) * 8) / 6)
    const middle = text.slice(from, to)
    return {
      encoding: alphabet,
      bytes: Buffer.from(alphabet === 'base64' ? middle : middle.replaceAll('+', '-').replaceAll('/', '_')),
    }
  })

const utf16be = (value: string): Buffer => Buffer.from(value, 'utf16le').swap16()
const percent = (bytes: Buffer): string => [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')
const escaped = (value: string): string =>
  Array.from({ length: value.length }, (_, n) => `\\u${value.charCodeAt(n).toString(16).padStart(4, '0')}`).join('')
const references = (value: string): string => [...value].map((letter) => `&#${letter.codePointAt(0)};`).join('')

/** A value as bytes in every encoding that is searched for, without repeats. */
export const encodingsOf = (value: string): Encoded[] => {
  const bytes = Buffer.from(value, 'utf8')
  const text = (encoding: string, found: string): Encoded => ({ encoding, bytes: Buffer.from(found, 'utf8') })
  const all: Encoded[] = [
    { encoding: 'UTF-8', bytes },
    { encoding: 'UTF-16LE', bytes: Buffer.from(value, 'utf16le') },
    { encoding: 'UTF-16BE', bytes: utf16be(value) },
    { encoding: 'Latin-1', bytes: Buffer.from(value, 'latin1') },
    ...base64Of(bytes, 'base64'),
    ...base64Of(bytes, 'base64url'),
    ...base64Of(Buffer.from(value, 'utf16le'), 'base64'),
    text('URL', encodeURIComponent(value)),
    text('URL', encodeURIComponent(value).replaceAll('%20', '+')),
    text('URL, every byte', percent(bytes)),
    text('URL, every byte', percent(bytes).toUpperCase()),
    text('hex', bytes.toString('hex')),
    text('hex', bytes.toString('hex').toUpperCase()),
    text('JSON escapes', escaped(value)),
    text('character references', references(value)),
    text('JSON', JSON.stringify(value).slice(1, -1)),
    text('XML', value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')),
  ]
  const seen = new Set<string>()
  return all.filter(({ bytes: found }) => {
    const key = found.toString('hex')
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}

/**
 * Whether a short code stands by itself in a text: not as part of a longer number, word, time or id. Three
 * digits in a row are in every file, so that bytes alone say nothing.
 */
export const standsAlone = (text: string, code: string): boolean =>
  new RegExp(`(?<![\\p{L}\\p{N}.:+-])${code}(?![\\p{L}\\p{N}.:+-])`, 'u').test(text)
