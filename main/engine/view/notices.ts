import type { Health } from '../../contract/health.ts'
import { formerFolderNotice, successorOf } from '../../core/capture/former-folder.ts'
import { formatTime } from '../../core/time/format.ts'
import type { StartupKind, StartupNotice } from '../../store/tables/startup-notices.ts'
import type { ViewDeps } from './deps.ts'
import { ownerNotice, unknownOwner } from './folder-owner.ts'
import type { Headline } from './sentence.ts'

/** What the start found and what is wrong with the disk now, in sentences. */

const texts = (deps: Pick<ViewDeps, 'texts' | 'settings'>) => deps.texts.in(deps.settings().locale)

/** Exports in folders that the settings no longer name. */
const formerFolderNotices = (
  deps: Pick<ViewDeps, 'store' | 'texts' | 'settings' | 'clock'>,
): NonNullable<Health['notices']> => {
  const t = texts(deps)
  const { timeZone, locale } = deps.settings()
  return formerFoldersWithExports(deps).map(({ id, folder, leftAt, exports, isWanted }) => {
    const can = successorOf(folder, deps.settings()) !== null
    const time = formatTime(leftAt, { now: deps.clock.now(), timeZone, locale })
    const what = t('former-folder.lies', { count: exports, folder: folder.path, time })
    const then = t(isWanted ? 'former-folder.capturing' : can ? 'former-folder.offer' : 'former-folder.no-way')
    return {
      id: formerFolderNotice(id),
      sentence: `${what} ${then}`,
      at: leftAt,
      canClose: true,
      ...(can && !isWanted && { offer: 'capture-former' as const }),
    }
  })
}

/** The folders that the settings no longer name and in which exports lie. */
export const formerFoldersWithExports = ({ store }: { store: Pick<ViewDeps['store'], 'formerFolders'> }) =>
  store.formerFolders.list().filter(({ exports }) => exports > 0)

/** The one sentence while exports lie where nobody looks; null while none do. */
export const formerFolderHeadline = (deps: Pick<ViewDeps, 'store' | 'texts' | 'settings'>): Headline | null => {
  const [first] = formerFoldersWithExports(deps)
  if (first === undefined) return null
  const t = texts(deps)
  return {
    level: 'attention',
    sentence: t('health.former-folder', { count: first.exports }),
    detail: t('health.former-folder-detail', { folder: first.folder.path }),
  }
}

/** What is wrong with the settings on disk, what follows, and what can be done. */
const settingsNotice = (
  deps: Pick<ViewDeps, 'texts' | 'settings' | 'settingsFault' | 'clock'>,
): NonNullable<Health['notices']> => {
  const fault = deps.settingsFault()
  if (fault === null) return []
  const { file, field, problem, lastGood } = fault
  const t = texts(deps)
  const { timeZone, locale } = deps.settings()
  const offer =
    lastGood === null
      ? t('settings.no-last-good')
      : t('settings.last-good', { time: formatTime(lastGood.savedAt, { now: deps.clock.now(), timeZone, locale }) })
  const what =
    field === file ? t('settings.broken-file', { file, problem }) : t('settings.broken', { file, field, problem })
  return [
    {
      id: 'settings-broken',
      sentence: `${what} ${t('settings.goes-on')} ${offer}`,
      at: fault.noticedAt,
      canClose: false,
      ...(lastGood !== null && { offer: 'restore-settings' as const }),
    },
  ]
}

/** The process that sends was halted in the middle of a write, and holds the database. */
export type HaltedSender = { name: string; pid: number }

/** Trouble of the disk and of the settings first, then what starts did to the database, newest first. */
export const noticesOf = (
  deps: Pick<ViewDeps, 'store' | 'texts' | 'settings' | 'settingsFault' | 'clock' | 'host'>,
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
  const strangers = deps.settings().folders.flatMap((folder) => {
    const stranger = unknownOwner(deps, folder.id)
    if (stranger === null) return []
    const sentence = t('folder.stranger-notice', { name: stranger.name, folder: folder.path })
    return [{ id: ownerNotice(folder.id), sentence, at: stranger.at, canClose: true }]
  })
  return [...now, ...settingsNotice(deps), ...formerFolderNotices(deps), ...strangers, ...starts]
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

/** The one sentence while the next start would refuse the settings; null while it would not. */
export const settingsHeadline = (deps: Pick<ViewDeps, 'texts' | 'settings' | 'settingsFault'>): Headline | null => {
  const fault = deps.settingsFault()
  if (fault === null) return null
  const t = texts(deps)
  const { file, field, problem } = fault
  return {
    level: 'attention',
    sentence: t('health.settings'),
    detail:
      field === file ? t('settings.broken-file', { file, problem }) : t('settings.broken', { file, field, problem }),
  }
}
