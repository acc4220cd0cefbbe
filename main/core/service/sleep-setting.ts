/** The setting "sleep after" in `powercfg /query SCHEME_CURRENT SUB_SLEEP STANDBYIDLE`. */
const SLEEP_AFTER = '29f6c1db-86da-48c5-9fdb-f2b67b1f44da'

/**
 * After how many minutes without use the PC sleeps while it has mains power; 0: never. Null: not to be read.
 * The words depend on the language of Windows; the GUID and the numbers do not: after bounds and steps, the
 * last two are the values on mains power and on battery, in seconds.
 */
export const sleepMinutesIn = (printed: string): number | null => {
  const at = printed.toLowerCase().lastIndexOf(SLEEP_AFTER)
  if (at === -1) return null
  const numbers = [...printed.slice(at).matchAll(/:\s*0x([0-9a-f]{8})\b/gi)].map(([, hex = '']) =>
    Number.parseInt(hex, 16),
  )
  const onMains = numbers.at(-2)
  return numbers.length < 2 || onMains === undefined ? null : Math.ceil(onMains / 60)
}
