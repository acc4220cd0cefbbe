/**
 * Versions by the rules of semver.org, as far as advisories use them: precedence, and ranges of comparators
 * joined by spaces (all of them) and `||` (any of them).
 */

type Version = { numbers: [number, number, number]; before: string[] }

const versionPattern = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/

const parse = (text: string): Version | null => {
  const match = versionPattern.exec(text.trim())
  if (!match) return null
  const [, major, minor, patch, before] = match
  return { numbers: [Number(major), Number(minor ?? 0), Number(patch ?? 0)], before: before?.split('.') ?? [] }
}

const compareParts = (a: string | undefined, b: string | undefined): number => {
  if (a === undefined || b === undefined) return Number(b === undefined) - Number(a === undefined)
  const [isNumberA, isNumberB] = [/^\d+$/.test(a), /^\d+$/.test(b)]
  if (isNumberA && isNumberB) return Number(a) - Number(b)
  // Numbers come before words.
  if (isNumberA !== isNumberB) return isNumberA ? -1 : 1
  return a < b ? -1 : Number(a > b)
}

const compareBefore = (a: readonly string[], b: readonly string[]): number => {
  // What comes before a release is less than the release.
  if (a.length === 0 || b.length === 0) return Number(a.length === 0) - Number(b.length === 0)
  for (let n = 0; n < Math.max(a.length, b.length); n++) {
    const order = compareParts(a[n], b[n])
    if (order !== 0) return order
  }
  return 0
}

/** Negative, 0 or positive as `a` comes before, at or after `b`; null where one of them is no version. */
export const compareVersions = (a: string, b: string): number | null => {
  const [left, right] = [parse(a), parse(b)]
  if (!left || !right) return null
  for (const n of [0, 1, 2] as const) {
    const order = left.numbers[n] - right.numbers[n]
    if (order !== 0) return order
  }
  return compareBefore(left.before, right.before)
}

const tests: Record<string, (order: number) => boolean> = {
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
  '=': (order) => order === 0,
}

/** Whether a version lies in a range; null: the range is written in a way not known here. */
export const isInRange = (version: string, range: string): boolean | null => {
  const verdicts = range.split('||').map((all) => {
    const comparators = all
      .trim()
      .replace(/([<>=])\s+/g, '$1')
      .split(/\s+/)
    const results = comparators.map((one) => {
      if (one === '*' || one === '') return true
      const [, sign = '', wanted = ''] = /^([<>]=?|=)?(.*)$/.exec(one) ?? []
      const order = compareVersions(version, wanted)
      return order === null ? null : (tests[sign || '=']?.(order) ?? null)
    })
    return results.includes(null) ? null : results.every((result) => result === true)
  })
  if (verdicts.includes(true)) return true
  return verdicts.includes(null) ? null : false
}
