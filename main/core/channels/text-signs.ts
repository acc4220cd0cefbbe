import type { CauseName } from '../playbook/entries.ts'

/**
 * Signs in free text that decide whatever status, fault code or type stands beside them
 * (docs/architecture.md#link-and-message).
 */
const signs: readonly { cause: CauseName; pattern: RegExp; isSafeInPages: boolean }[] = [
  {
    cause: 'throttled',
    pattern: /throttl\w* limit|throttled|rate limit (?:reached|exceeded)|too many requests|limit of requests/i,
    isSafeInPages: true,
  },
  {
    cause: 'too-large',
    pattern: /(?:payload|message|request(?: entity)?|body) (?:is )?too large|exceeds the maximum (?:size|length)/i,
    isSafeInPages: true,
  },
  {
    cause: 'wrong-password',
    pattern:
      /invalid (?:user ?name|password|user name\/password|username\/password|credentials)|(?:wrong|incorrect) (?:user ?name|password|credentials)/i,
    isSafeInPages: false,
  },
  {
    cause: 'credentials-refused',
    pattern: /authenti\w+ (?:has )?failed|not authenticated|failed ?authentication/i,
    isSafeInPages: false,
  },
  {
    cause: 'rights-refused',
    pattern: /not authori[sz]ed|unauthori[sz]ed|access (?:is )?denied|permission denied/i,
    isSafeInPages: false,
  },
]

/** Long texts are looked at from their beginning only, which keeps every pattern quick. */
export const LOOKED_AT = 4_000

/** The cause that a text names by itself, whatever stands around it; null where it names none. Pages of gateways count less. */
export const namedBy = (text: string, isPage: boolean): CauseName | null =>
  signs.find(({ pattern, isSafeInPages }) => (isSafeInPages || !isPage) && pattern.test(text.slice(0, LOOKED_AT)))
    ?.cause ?? null
