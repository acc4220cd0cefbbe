import { type JsonToken, readJsonTokens } from '../../json/tokens.ts'

/** Where the value ends that begins with this token. */
const endOfValue = (first: JsonToken, next: () => JsonToken): number => {
  let depth = 0
  for (let token = first; ; token = next()) {
    if (token.sign === '{' || token.sign === '[') depth += 1
    if (token.sign === '}' || token.sign === ']') depth -= 1
    if (depth === 0 || token.sign === 'end') return token.end
  }
}

/**
 * The text of a member of an object, exactly as it stands; of several with that name the last, as a parser
 * reads it. Null without one. Parsing and writing again would change numbers, and the PMS's body goes out
 * unchanged. The text must be JSON of an object.
 */
export const rawMember = (json: string, name: string): string | null => {
  const next = readJsonTokens(json)
  let found: string | null = null
  next() // the opening brace
  for (let key = next(); key.sign === '"'; key = next()) {
    const keyText: unknown = JSON.parse(json.slice(key.at, key.end))
    next() // the colon
    const value = next()
    const end = endOfValue(value, next)
    if (keyText === name) found = json.slice(value.at, end)
    next() // a comma or the closing brace
  }
  return found
}
