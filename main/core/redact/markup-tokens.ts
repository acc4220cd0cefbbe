/**
 * Begin and end of comments and CDATA, tags, and the texts between them, of XML or of what is left of one.
 */
export type MarkupToken = { piece: string; index: number }

const sectionBegins = ['<!--', '<![CDATA[']

/** Where a pattern matches next. Texts are read from front to end, so a match counts until it is passed. */
const createFinder = (text: string, source: string): ((from: number) => { at: number; length: number }) => {
  const pattern = new RegExp(source, 'g')
  let found = { at: -1, length: 0 }
  return (from) => {
    if (found.at < from) {
      pattern.lastIndex = from
      const match = pattern.exec(text)
      found = match === null ? { at: Infinity, length: 0 } : { at: match.index, length: match[0].length }
    }
    return found
  }
}

/**
 * Gives the tokens of a text one by one, then null. By hand and not by one pattern: a pattern that repeats a
 * group runs out of stack on some megabytes without a tag. Takes time in proportion to the text.
 */
export const readMarkupTokens = (text: string): (() => MarkupToken | null) => {
  const sectionEnd = createFinder(text, '-->|\\]\\]>')
  const lessThan = createFinder(text, '<')
  const inTag = createFinder(text, '[<>"\']')
  const inDouble = createFinder(text, '[<"]')
  const inSingle = createFinder(text, "[<']")
  let at = 0

  /**
   * Behind the tag that begins here; null where another `<` comes before its end. One that is cut off reaches
   * to the end.
   */
  const tagEnd = (): number | null => {
    let from = at + 1
    for (;;) {
      const sign = inTag(from)
      const found = text[sign.at]
      if (found === undefined) return text.length
      if (found === '>') return sign.at + 1
      if (found === '<') return null
      const { at: end } = (found === '"' ? inDouble : inSingle)(sign.at + 1)
      if (end >= text.length) return text.length
      if (text[end] === '<') return null
      from = end + 1
    }
  }
  const taken = (end: number): MarkupToken => {
    const token = { piece: text.slice(at, end), index: at }
    at = end
    return token
  }

  return () => {
    if (at >= text.length) return null
    if (text[at] === '<') {
      const section = sectionBegins.find((begin) => text.startsWith(begin, at))
      return taken(section === undefined ? (tagEnd() ?? at + 1) : at + section.length)
    }
    const end = sectionEnd(at)
    if (end.at === at) return taken(at + end.length)
    return taken(Math.min(end.at, lessThan(at).at, text.length))
  }
}
