/** Where a JSON text stops being JSON. Line and column begin at 1; `expected` is in words and quotes nothing of the text. */
export type JsonMistake = { line: number; column: number; expected: string }

type Step = { at: number } | { wrongAt: number; expected: string }

const skipBlanks = (text: string, from: number): number => {
  let at = from
  while (at < text.length && ' \t\n\r'.includes(text.charAt(at))) at++
  return at
}

const literal = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids exactly these in a string (RFC 8259, section 7).
const stringBody = /(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*/y

const endOf = (pattern: RegExp, text: string, from: number): number => {
  const sticky = new RegExp(pattern)
  sticky.lastIndex = from
  return sticky.test(text) ? sticky.lastIndex : from
}

const readString = (text: string, from: number): Step => {
  const end = endOf(stringBody, text, from + 1)
  if (text.charAt(end) === '"') return { at: end + 1 }
  if (text.charAt(end) === '\\')
    return {
      wrongAt: end,
      expected: 'two backslashes (in JSON one backslash is written as two, also in Windows paths)',
    }
  return { wrongAt: end, expected: 'a closing quotation mark' }
}

/** One key and the colon behind it. */
const readKey = (text: string, from: number): Step => {
  if (text.charAt(from) !== '"') return { wrongAt: from, expected: 'a field name in double quotation marks' }
  const key = readString(text, from)
  if (!('at' in key)) return key
  const colon = skipBlanks(text, key.at)
  return text.charAt(colon) === ':' ? { at: colon + 1 } : { wrongAt: colon, expected: 'a colon after the field name' }
}

/**
 * Finds the first mistake in a JSON text; null when there is none. The runtime's own message quotes the text around the
 * mistake, and settings may hold what must not stand in a log. Not recursive: depth costs no stack.
 */
export const findJsonMistake = (text: string): JsonMistake | null => {
  const open: ('{' | '[')[] = []
  const wrong = (at: number, expected: string): JsonMistake => {
    const before = text.slice(0, at).split('\n')
    return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, expected }
  }
  let at = skipBlanks(text, 0)
  for (;;) {
    // A value, or the end of an empty list or object that has just been opened.
    const start = text.charAt(at)
    let end: number
    if (start === '{' || start === '[') {
      const inside = skipBlanks(text, at + 1)
      if (text.charAt(inside) !== (start === '{' ? '}' : ']')) {
        open.push(start)
        const key: Step = start === '{' ? readKey(text, inside) : { at: inside }
        if (!('at' in key)) return wrong(key.wrongAt, key.expected)
        at = skipBlanks(text, key.at)
        continue
      }
      end = inside + 1
    } else {
      const value: Step = start === '"' ? readString(text, at) : { at: endOf(literal, text, at) }
      if (!('at' in value)) return wrong(value.wrongAt, value.expected)
      if (value.at === at) return wrong(at, 'a value')
      end = value.at
    }
    // Closing brackets, then a comma or the end of the text.
    at = skipBlanks(text, end)
    while (open.length > 0 && text.charAt(at) === (open.at(-1) === '{' ? '}' : ']')) {
      open.pop()
      at = skipBlanks(text, at + 1)
    }
    const holder = open.at(-1)
    if (holder === undefined) return at === text.length ? null : wrong(at, 'the end of the file')
    if (text.charAt(at) !== ',') return wrong(at, holder === '{' ? 'a comma or }' : 'a comma or ]')
    at = skipBlanks(text, at + 1)
    if (holder === '{') {
      const key = readKey(text, at)
      if (!('at' in key)) return wrong(key.wrongAt, key.expected)
      at = skipBlanks(text, key.at)
    }
  }
}
