/** What a file's name says about it. */

/**
 * A pattern of `*` and `?` as a test for whole names; capitals do not matter, as on Windows, nor whether an
 * accent is a letter's own or follows it, as macOS writes names.
 */
export const matcherOf = (pattern: string): ((name: string) => boolean) => {
  const source = [...pattern.normalize('NFC')]
    .map((sign) => (sign === '*' ? '.*' : sign === '?' ? '.' : sign.replace(/[\\^$.|+()[\]{}]/g, '\\$&')))
    .join('')
  const test = new RegExp(`^${source}$`, 'isu')
  return (name) => test.test(name.normalize('NFC'))
}

/** Names that programs use while they still write: hidden, `~$…`, `.part`, `.tmp` and the like. */
export const isTemporaryName = (name: string): boolean =>
  name.startsWith('.') || name.startsWith('~') || /\.(part|partial|tmp|temp|crdownload|filepart|swp)$/i.test(name)

/** The marker names that may stand beside `name`: `a.xml.ok` and `a.ok`. */
export const markerNames = (name: string, suffix: string): string[] => {
  const dot = name.lastIndexOf('.')
  return dot > 0 ? [`${name}${suffix}`, `${name.slice(0, dot)}${suffix}`] : [`${name}${suffix}`]
}

/**
 * Night Porter's own files in an export folder (owner file, files on their way out): no exports, and not
 * shown.
 */
export const isOwnName = (name: string): boolean => name.startsWith('.night-porter-')

/** A captured file on its way out, left behind by a crash in that very moment. */
export const isLeavingName = (name: string): boolean => /^\.night-porter-[0-9a-f-]{36}\.leaving$/.test(name)

/** A name the folder's pattern matches, for a file whose own name was lost: `recovered.xml` for `*.xml`. */
export const recoveredName = (pattern: string): string => pattern.replaceAll('*', 'recovered').replaceAll('?', '0')

/** Whether the system could not say the name in Unicode, so that the file cannot be opened by it. */
export const isUndecodableName = (name: string): boolean => name.includes('\uFFFD') || !name.isWellFormed()

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'variant' })

/** Orders names so that numbers compare as numbers: res-9 before res-10. */
export const compareNames = (a: string, b: string): number => collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0)
