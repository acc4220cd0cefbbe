/** A shorter one would be found in ordinary words. */
const SHORTEST = 4

/**
 * A verdict whose texts repeat no password or token: some channels put what they were sent into their errors.
 */
export const withoutSecret = <V extends { vendorText: string | null; facts: Readonly<Record<string, string>> }>(
  verdict: V,
  secret: string,
): V => {
  if (secret.length < SHORTEST) return verdict
  const clean = (text: string): string => text.replaceAll(secret, '[…]')
  return {
    ...verdict,
    vendorText: verdict.vendorText === null ? null : clean(verdict.vendorText),
    facts: Object.fromEntries(Object.entries(verdict.facts).map(([name, value]) => [name, clean(value)])),
  }
}
