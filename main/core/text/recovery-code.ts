/**
 * The recovery code as people write it: six groups of four characters, the last of each a check character.
 * Letters that look like digits are not used and are read as the digit they look like. 18 characters of 32
 * carry 90 bits.
 */

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const GROUPS = 6
const GROUP_DATA = 3

/** How many random values from 0 to 31 a code is made of. */
export const CODE_VALUES = GROUPS * GROUP_DATA

/** Depends on the group's place, so that swapped groups and swapped characters are found. */
const checkOf = (values: readonly number[], group: number): number =>
  values.reduce((sum, value, n) => (sum * 7 + value * (n + 1) + 5) % 31, group + 3)

/** Writes 18 values from 0 to 31 as a code. */
export const writeRecoveryCode = (values: readonly number[]): string =>
  Array.from({ length: GROUPS }, (_, group) => {
    const data = values.slice(group * GROUP_DATA, (group + 1) * GROUP_DATA)
    return [...data, checkOf(data, group)].map((value) => ALPHABET[value] ?? '').join('')
  }).join('-')

export type CodeRead =
  | { ok: true; code: string }
  /** `group`: the first with a mistake, from 1; null: it has too few or too many characters. */
  | { ok: false; group: number | null }

/** Reads a code as somebody typed it: any case, blanks and dashes anywhere, O for 0, I and L for 1. */
export const readRecoveryCode = (typed: string): CodeRead => {
  const characters = [
    ...typed.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1').replaceAll('U', 'V'),
  ]
  if (characters.length !== GROUPS * (GROUP_DATA + 1)) return { ok: false, group: null }
  const values = characters.map((character) => ALPHABET.indexOf(character))
  const data: number[] = []
  for (let group = 0; group < GROUPS; group += 1) {
    const own = values.slice(group * (GROUP_DATA + 1), (group + 1) * (GROUP_DATA + 1))
    const kept = own.slice(0, GROUP_DATA)
    if (own.includes(-1) || own[GROUP_DATA] !== checkOf(kept, group)) return { ok: false, group: group + 1 }
    data.push(...kept)
  }
  return { ok: true, code: writeRecoveryCode(data) }
}
