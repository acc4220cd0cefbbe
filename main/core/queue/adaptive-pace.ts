import type { ConnectionSettings } from '../../contract/settings.ts'
import { nextClockMinute } from './ladder.ts'
import type { LinkRecord } from './records.ts'

/**
 * The pace after a throttle. The channel's limit counts for the PMS's code, which several PCs may share
 * (docs/channels/pmsxchange.md#pmsx-49), so no PC knows how much of it is left: each throttle halves the
 * pace, and each minute without one gives back a twentieth of the whole.
 */

const MINUTE = 60_000
const BACK_PER_MINUTE = 0.05
const SMALLEST_SHARE = 0.05

type Slowed = Pick<LinkRecord, 'paceShare' | 'slowedAt'>

/**
 * The part of the pace that may be used now, above 0 and at most 1. A slowing in the future means that the
 * clock was set back: 1.
 */
export const paceShareAt = ({ paceShare, slowedAt }: Slowed, now: number): number => {
  if (slowedAt === null || slowedAt > now) return 1
  return Math.min(1, paceShare + BACK_PER_MINUTE * Math.floor((now - slowedAt) / MINUTE))
}

/**
 * Half of what it was. Several throttles within one clock minute are the channel's one word about that
 * minute.
 */
export const slowedDown = (link: Slowed, now: number): Slowed => {
  if (link.slowedAt !== null && link.slowedAt <= now && nextClockMinute(link.slowedAt) === nextClockMinute(now))
    return link
  return { paceShare: Math.max(SMALLEST_SHARE, paceShareAt(link, now) / 2), slowedAt: now }
}

/** The whole pace again. */
export const fullPace: Slowed = { paceShare: 1, slowedAt: null }

/** The pace to keep now; at least one request a minute. Null: none is set. */
export const paceAt = (pace: ConnectionSettings['pace'], link: Slowed, now: number): ConnectionSettings['pace'] => {
  const share = paceShareAt(link, now)
  return pace === null || share === 1
    ? pace
    : {
        ...pace,
        perMinute: Math.max(1, Math.floor(pace.perMinute * share)),
        concurrent: Math.max(1, Math.floor(pace.concurrent * share)),
      }
}
