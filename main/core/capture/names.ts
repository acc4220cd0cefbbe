/** What a file's name says about it. */

/** A pattern of `*` and `?` as a test for whole names; capitals do not matter, as on Windows. */
export const matcherOf = (pattern: string): ((name: string) => boolean) => {
  const source = [...pattern].map((sign) => (sign === '*' ? '.*' : sign === '?' ? '.' : sign.replace(/[\\^$.|+()[\]{}]/g, '\\$&'))).join('')
  const test = new RegExp(`^${source}$`, 'isu')
  return (name) => test.test(name)
}

/** Names that programs use while they still write: hidden, `~$…`, `.part`, `.tmp` and the like. */
export const isTemporaryName = (name: string): boolean =>
  name.startsWith('.') || name.startsWith('~') || /\.(part|partial|tmp|temp|crdownload|filepart|swp)$/i.test(name)

/** The marker names that may stand beside `name`: `a.xml.ok` and `a.ok`. */
export const markerNames = (name: string, suffix: string): string[] => {
  const dot = name.lastIndexOf('.')
  return dot > 0 ? [`${name}${suffix}`, `${name.slice(0, dot)}${suffix}`] : [`${name}${suffix}`]
}

/** Orders names so that numbers compare as numbers: res-9 before res-10. */
export const compareNames = (a: string, b: string): number =>
  new Intl.Collator('en', { numeric: true, sensitivity: 'variant' }).compare(a, b) || (a < b ? -1 : a > b ? 1 : 0)
