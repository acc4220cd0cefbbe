/**
 * The bytes that a range of a text takes in UTF-8. A lone half of a pair counts as the three bytes that
 * replace it.
 */
export const utf8Length = (text: string, from = 0, to = text.length): number => {
  let bytes = 0
  for (let at = from; at < to; at += 1) {
    const unit = text.charCodeAt(at)
    if (unit < 0x80) bytes += 1
    else if (unit < 0x800) bytes += 2
    else if (unit >= 0xd800 && unit < 0xdc00 && at + 1 < to && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00) {
      bytes += 4
      at += 1
    } else bytes += 3
  }
  return bytes
}
