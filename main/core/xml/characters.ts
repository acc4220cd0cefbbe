/**
 * Whether XML 1.0 allows this character at all (its production 2). Surrogates count as allowed only in pairs,
 * which the caller sees to.
 */
export const isXmlCharacter = (code: number): boolean =>
  code === 0x9 ||
  code === 0xa ||
  code === 0xd ||
  (code >= 0x20 && code <= 0xd7ff) ||
  (code >= 0xe000 && code <= 0xfffd) ||
  (code >= 0x10000 && code <= 0x10ffff)

/** Offset of the first character that XML 1.0 forbids, lone surrogates included; -1 where there is none. */
export const firstForbidden = (text: string): number => {
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    if (unit >= 0x20 && unit < 0xd800) continue
    const code = text.codePointAt(at) ?? unit
    if (!isXmlCharacter(code)) return at
    if (code > 0xffff) at += 1
  }
  return -1
}

/** The text without the characters that XML 1.0 forbids. */
export const dropForbidden = (text: string): string => {
  if (firstForbidden(text) === -1) return text
  let kept = ''
  for (const character of text) if (isXmlCharacter(character.codePointAt(0) ?? 0)) kept += character
  return kept
}

/**
 * Where an offset is, as an editor shows it: line and column, both from 1, the column in UTF-16 units. CR, LF
 * and CRLF each end a line.
 */
export const positionAt = (text: string, offset: number): { line: number; column: number } => {
  let line = 1
  let lineStart = 0
  for (let at = 0; at < offset && at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    if (unit !== 0xa && (unit !== 0xd || text.charCodeAt(at + 1) === 0xa)) continue
    line += 1
    lineStart = at + 1
  }
  return { line, column: offset - lineStart + 1 }
}
