import type { ViewDeps } from './deps.ts'
import { waitingSentence } from './notices.ts'
import type { Headline } from './sentence.ts'

/**
 * Starts after which bookings may be missing at the channel. Messages saved whole need no person; those that
 * lost their content have failed already.
 */
const losing = [
  'recovered-lost',
  'recovered-unknown',
  'unreadable',
  'emptied',
  'foreign',
  'replaced',
  'messages-missing',
  'begun-anew',
] as const

/**
 * What to say while such a start is still told in the notices, the newest first; null: nothing was lost, as
 * far as anybody knows. Only a person can find out what is missing, so it is `attention` until the notice is
 * gone.
 */
export const lossHeadline = (deps: Pick<ViewDeps, 'store' | 'texts' | 'settings' | 'clock'>): Headline | null => {
  const t = deps.texts.in(deps.settings().locale)
  for (const notice of deps.store.startupNotices.list()) {
    const { kind, facts } = notice
    const missing = Number(facts.missing ?? 0)
    const known = losing.find((one) => one === kind) ?? (missing > 0 ? 'messages-missing' : undefined)
    if (known === undefined) continue
    const detail = t(known === 'begun-anew' ? 'health.start-begun-anew-detail' : 'health.start-detail')
    return {
      level: 'attention',
      sentence: t(`health.start-${known}`, { count: known === 'messages-missing' ? missing : Number(facts.lost ?? 0) }),
      detail: [...waitingSentence(deps, notice), detail].join(' '),
    }
  }
  return null
}
