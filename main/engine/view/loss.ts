import type { ViewDeps } from './deps.ts'
import type { Headline } from './sentence.ts'

/**
 * Starts after which bookings may be missing at the channel. Messages saved whole need no person; those that
 * lost their content have failed already.
 */
const losing = ['recovered-lost', 'recovered-unknown', 'unreadable', 'begun-anew'] as const

/**
 * What to say while such a start is still told in the notices, the newest first; null: nothing was lost, as
 * far as anybody knows. Only a person can find out what is missing, so it is `attention` until the notice is
 * gone.
 */
export const lossHeadline = (deps: Pick<ViewDeps, 'store' | 'texts' | 'settings'>): Headline | null => {
  const t = deps.texts.in(deps.settings().locale)
  for (const { kind, facts } of deps.store.startupNotices.list()) {
    const known = losing.find((one) => one === kind)
    if (known === undefined) continue
    return {
      level: 'attention',
      sentence: t(`health.start-${known}`, { count: Number(facts.lost ?? 0) }),
      detail: t(known === 'begun-anew' ? 'health.start-begun-anew-detail' : 'health.start-detail'),
    }
  }
  return null
}
