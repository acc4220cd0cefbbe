/** Parts of JSON text as they were written: parsing and writing again would change numbers, and the PMS's body goes out unchanged. */

const isSpace = (character: string | undefined): boolean => character !== undefined && /\s/.test(character)

const skipSpace = (json: string, from: number): number => {
  let at = from
  while (isSpace(json[at])) at += 1
  return at
}

const stringEnd = (json: string, from: number): number => {
  let at = from + 1
  while (at < json.length && json[at] !== '"') at += json[at] === '\\' ? 2 : 1
  return at + 1
}

const valueEnd = (json: string, from: number): number => {
  const first = json[from]
  if (first === '"') return stringEnd(json, from)
  let at = from
  if (first !== '{' && first !== '[') {
    while (at < json.length && !/[\s,}\]]/.test(json[at] ?? '')) at += 1
    return at
  }
  let depth = 0
  while (at < json.length) {
    const character = json[at]
    if (character === '"') {
      at = stringEnd(json, at)
      continue
    }
    if (character === '{' || character === '[') depth += 1
    if (character === '}' || character === ']') depth -= 1
    at += 1
    if (depth === 0) break
  }
  return at
}

/** The text of a member of an object, exactly as it stands; of several with that name the last, as a parser reads it. Null without one. */
export const rawMember = (json: string, name: string): string | null => {
  let at = skipSpace(json, skipSpace(json, 0) + 1)
  let found: string | null = null
  while (json[at] === '"') {
    const keyEnd = stringEnd(json, at)
    const key: unknown = JSON.parse(json.slice(at, keyEnd))
    const start = skipSpace(json, skipSpace(json, keyEnd) + 1)
    const end = valueEnd(json, start)
    if (key === name) found = json.slice(start, end)
    at = skipSpace(json, end)
    if (json[at] === ',') at = skipSpace(json, at + 1)
  }
  return found
}
