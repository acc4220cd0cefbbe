import type { Health } from '../../contract/health.ts'
import { formatTime } from '../../core/time/format.ts'
import type { StartupKind, StartupNotice } from '../../store/tables/startup-notices.ts'
import type { ViewDeps } from './deps.ts'
import type { Headline } from './sentence.ts'

/** What the start found and what is wrong with the disk now, in sentences. */

const texts = (deps: Pick<ViewDeps, 'texts' | 'settings'>) => deps.texts.in(deps.settings().locale)

/** The process that sends was halted in the middle of a write, and holds the database. */
export type HaltedSender = { name: string; pid: number }

/** Trouble of the disk first, then what starts did to the database, newest first. */
export const noticesOf = (
  deps: Pick<ViewDeps, 'store' | 'texts' | 'settings' | 'clock' | 'host'>,
  halted: HaltedSender | null,
): NonNullable<Health['notices']> => {
  const t = texts(deps)
  const trouble = deps.store.writeFault()
  const now =
    trouble === null
      ? []
      : [
          {
            id: trouble.kind,
            sentence:
              halted === null ? t(`disk.${trouble.kind}`, { folder: deps.host.dataFolder }) : t('disk.halted', halted),
            at: trouble.at,
            canClose: false,
          },
        ]
  const starts = deps.store.startupNotices
    .list()
    .map((notice) => ({ id: notice.id, sentence: startSentence(deps, notice), at: notice.at, canClose: true }))
  return [...now, ...starts]
}

/** After these the old database is gone: what counts is how many messages in it waited. */
const anew: readonly StartupKind[] = ['begun-anew', 'emptied', 'foreign', 'unreadable']
const partly: readonly StartupKind[] = ['messages-missing', 'replaced', 'recovered-unknown']

/**
 * What a start did to the database: what happened, what is missing, what waited, and what to do with the
 * files.
 */
const startSentence = (
  deps: Pick<ViewDeps, 'texts' | 'settings' | 'clock'>,
  { kind, facts }: StartupNotice,
): string => {
  const t = texts(deps)
  const count = Number((kind === 'recovered-lost' ? facts.lost : facts.undelivered) ?? 0)
  const missing = Number(facts.missing ?? 0)
  const withoutBody = Number(facts.withoutBody ?? 0)
  return [
    // What SQLite could read may be saved whole, and still not be all that was captured.
    t(`start.${kind === 'recovered' && missing > 0 ? 'recovered-unknown' : kind}`, { ...facts, count }),
    ...(kind === 'recovered-unknown' && missing === 0 ? [t('start.lost-unknown')] : []),
    ...(missing > 0 ? [missingSentence(deps, missing, facts)] : []),
    ...(withoutBody > 0 ? [t('start.without-body', { count: withoutBody })] : []),
    ...waitingSentence(deps, { kind, facts }),
    ...(missing > 0 || anew.includes(kind) || kind === 'replaced' ? [t('start.taken-again')] : []),
  ].join(' ')
}

const timeOf = ({ clock, settings }: Pick<ViewDeps, 'settings' | 'clock'>, at: number): string => {
  const { timeZone, locale } = settings()
  return formatTime(at, { now: clock.now(), timeZone, locale })
}

const missingSentence = (
  deps: Pick<ViewDeps, 'texts' | 'settings' | 'clock'>,
  count: number,
  { from, to }: StartupNotice['facts'],
): string =>
  from === undefined || to === undefined
    ? texts(deps)('start.missing', { count })
    : texts(deps)('start.missing-timed', { count, from: timeOf(deps, Number(from)), to: timeOf(deps, Number(to)) })

/** How many messages waited, as far as that was noted outside the database. */
export const waitingSentence = (
  deps: Pick<ViewDeps, 'texts' | 'settings' | 'clock'>,
  { kind, facts: { waiting, waitingAt } }: Pick<StartupNotice, 'kind' | 'facts'>,
): string[] => {
  if (!anew.includes(kind) && !partly.includes(kind)) return []
  if (waiting === undefined || waitingAt === undefined)
    return anew.includes(kind) ? [texts(deps)('start.waiting-unknown')] : []
  return [texts(deps)('start.waiting', { count: Number(waiting), time: timeOf(deps, Number(waitingAt)) })]
}

/**
 * The one sentence while the disk is in trouble; null while it is not. A full disk stops capture only,
 * anything else sending too.
 */
export const diskHeadline = (
  deps: Pick<ViewDeps, 'store' | 'texts' | 'settings' | 'host'>,
  halted: HaltedSender | null,
): Headline | null => {
  const trouble = deps.store.writeFault()
  if (trouble === null) return null
  const t = texts(deps)
  if (halted !== null) return { level: 'stopped', sentence: t('health.halted'), detail: t('disk.halted', halted) }
  return {
    level: trouble.kind === 'disk-full' ? 'attention' : 'stopped',
    sentence: t(`health.${trouble.kind}`),
    detail: t(`disk.${trouble.kind}`, { folder: deps.host.dataFolder }),
  }
}
