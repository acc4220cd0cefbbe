import { type JsonToken, readJsonTokens } from '../json/tokens.ts'

/**
 * Where a JSON text stops being JSON. Line and column begin at 1; `expected` is in words and quotes nothing
 * of the text.
 */
export type JsonMistake = { line: number; column: number; expected: string }

type Wrong = { at: number; expected: string }

// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids exactly these in a string (RFC 8259, section 7).
const goodInString = /(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*/y

/** What is wrong first in a string that is not whole. */
const wrongInString = (text: string, { at }: JsonToken): Wrong => {
  goodInString.lastIndex = at + 1
  goodInString.test(text)
  const end = goodInString.lastIndex
  return text.charAt(end) === '\\'
    ? { at: end, expected: 'two backslashes (in JSON one backslash is written as two, also in Windows paths)' }
    : { at: end, expected: 'a closing quotation mark' }
}

/** Reads the text as JSON until something else stands there; null when nothing does. */
const findWrong = (text: string): Wrong | null => {
  const next = readJsonTokens(text)
  const open: ('{' | '[')[] = []
  /** The field name and colon that begin with this token. */
  const wrongKey = (key: JsonToken): Wrong | null => {
    if (key.sign !== '"') return { at: key.at, expected: 'a field name in double quotation marks' }
    if (!key.isWhole) return wrongInString(text, key)
    const colon = next()
    return colon.sign === ':' ? null : { at: colon.at, expected: 'a colon after the field name' }
  }
  let token = next()
  for (;;) {
    // A value, or the end of an empty list or object that has just been opened.
    if (token.sign === '{' || token.sign === '[') {
      const opened = token.sign
      token = next()
      if (token.sign !== (opened === '{' ? '}' : ']')) {
        open.push(opened)
        if (opened === '{') {
          const wrong = wrongKey(token)
          if (wrong) return wrong
          token = next()
        }
        continue
      }
    } else if (token.sign !== '"' && token.sign !== 'literal') return { at: token.at, expected: 'a value' }
    else if (!token.isWhole) return wrongInString(text, token)
    // Closing brackets, then a comma or the end of the text.
    token = next()
    while (open.length > 0 && token.sign === (open.at(-1) === '{' ? '}' : ']')) {
      open.pop()
      token = next()
    }
    const holder = open.at(-1)
    if (holder === undefined) return token.sign === 'end' ? null : { at: token.at, expected: 'the end of the file' }
    if (token.sign !== ',') return { at: token.at, expected: holder === '{' ? 'a comma or }' : 'a comma or ]' }
    token = next()
    if (holder === '{') {
      const wrong = wrongKey(token)
      if (wrong) return wrong
      token = next()
    }
  }
}

/**
 * Finds the first mistake in a JSON text; null when there is none. The runtime's own message quotes the text
 * around the mistake, and settings may hold what must not stand in a log. Not recursive: depth costs no
 * stack.
 */
export const findJsonMistake = (text: string): JsonMistake | null => {
  const wrong = findWrong(text)
  if (wrong === null) return null
  const before = text.slice(0, wrong.at).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, expected: wrong.expected }
}
