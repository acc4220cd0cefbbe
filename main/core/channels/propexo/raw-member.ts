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

/**
 * The same JSON text without the members whose name is unwanted, at any depth. Names, numbers and texts stay
 * as they were written; blanks between them go. The text must be JSON, and its depth is bounded by whoever
 * read it.
 */
export const withoutMembers = (json: string, isUnwanted: (name: string) => boolean): string => {
  const next = readJsonTokens(json)
  const isWanted = (key: JsonToken): boolean => {
    const name: unknown = JSON.parse(json.slice(key.at, key.end))
    return typeof name !== 'string' || !isUnwanted(name)
  }
  const copy = (first: JsonToken): string => {
    const kept: string[] = []
    if (first.sign === '{') {
      for (let key = next(); key.sign !== '}' && key.sign !== 'end'; key = next()) {
        if (key.sign === ',') continue
        next() // the colon
        const value = copy(next())
        if (isWanted(key)) kept.push(`${json.slice(key.at, key.end)}:${value}`)
      }
      return `{${kept.join(',')}}`
    }
    if (first.sign === '[') {
      for (let value = next(); value.sign !== ']' && value.sign !== 'end'; value = next())
        if (value.sign !== ',') kept.push(copy(value))
      return `[${kept.join(',')}]`
    }
    return json.slice(first.at, first.end)
  }
  return copy(next())
}
