import type { Notice } from '../../contract/notice.ts'
import { type AlarmCondition, edgesOf } from '../../core/alarms/edges.ts'
import { isCause } from '../../core/playbook/entries.ts'
import { titleOf } from '../../core/playbook/explain.ts'
import { businessDay } from '../../core/time/business-day.ts'
import { formatTime } from '../../core/time/format.ts'
import { unknownOwner, untakenFiles } from '../view/folder-owner.ts'
import { isHeldFile } from '../view/held-file.ts'
import { folderOfSilence, isSilenceCause, silenceCause, silenceOf } from '../view/silence.ts'
import type { AlarmDeps } from './deps.ts'

const HELD_FILE = 'file-unreadable:'
const UNTAKEN = 'untaken:'
const STRANGER = 'folder-stranger:'
const SETTINGS_BROKEN = 'settings-broken'
const FORMER_FOLDER = 'former-folder'

/**
 * What a person must know of now: failures and open questions by cause, pauses, and outages past their alarm
 * time.
 */
const conditionsOf = (deps: Pick<AlarmDeps, 'store' | 'clock' | 'settings' | 'settingsFault'>): AlarmCondition[] => {
  const { store, clock } = deps
  const { timeZone, dayEndsAt, connections, folders } = deps.settings()
  const { day } = businessDay(clock.now(), timeZone, dayEndsAt)
  const failed = store.lists
    .causes(day)
    .map(({ cause, connection, reservations }) => ({ cause, connection, reservations }))
  const links = connections.flatMap(({ id }): AlarmCondition[] => {
    const link = store.links.get(id)
    const { reservations } = store.lists.heldOf(id)
    // A person's own pause is no news to anybody.
    if (link.pauseCause !== null)
      return link.pauseCause === 'paused-by-person' ? [] : [{ cause: link.pauseCause, connection: id, reservations }]
    if (link.outageCause !== null) return link.hasAlarmed ? [{ cause: 'outage', connection: id, reservations }] : []
    return link.hasThrottleAlarmed ? [{ cause: 'throttled-long', connection: id, reservations }] : []
  })
  const lost = folders.flatMap(({ id, connection }): AlarmCondition[] => {
    const snapshot = store.snapshots.get(id)
    const state = snapshot?.state
    const hasHeldFile = snapshot?.files.some(isHeldFile) === true
    return [
      ...(state === 'missing' || state === 'unreadable' || state === 'cannot-move'
        ? [{ cause: `folder-${state}:${id}`, connection, reservations: 0 }]
        : []),
      ...(hasHeldFile ? [{ cause: `${HELD_FILE}${id}`, connection, reservations: 0 }] : []),
    ]
  })
  const silent = folders.flatMap((folder): AlarmCondition[] =>
    silenceOf(deps, folder) ? [{ cause: silenceCause(folder.id), connection: folder.connection, reservations: 0 }] : [],
  )
  const untaken = folders.flatMap((folder): AlarmCondition[] => [
    ...(untakenFiles(deps, folder) > 0
      ? [{ cause: `${UNTAKEN}${folder.id}`, connection: folder.connection, reservations: 0 }]
      : []),
    ...(unknownOwner(deps, folder.id) !== null
      ? [{ cause: `${STRANGER}${folder.id}`, connection: folder.connection, reservations: 0 }]
      : []),
  ])
  const broken =
    deps.settingsFault() === null
      ? []
      : [{ cause: SETTINGS_BROKEN, connection: connections[0]?.id ?? '', reservations: 0 }]
  const former = store.formerFolders
    .list()
    .filter(({ exports }) => exports > 0)
    .map(({ folder }) => ({ cause: FORMER_FOLDER, connection: folder.connection, reservations: 0 }))
  return merged([...failed, ...links, ...lost, ...silent, ...untaken, ...broken, ...former])
}

/**
 * One for each cause at a connection: three bookings failed for the address, and the pause that holds the
 * others for it, are one condition.
 */
const merged = (conditions: readonly AlarmCondition[]): AlarmCondition[] => {
  const byKey = new Map<string, AlarmCondition>()
  for (const condition of conditions) {
    const key = `${condition.connection}|${condition.cause}`
    const before = byKey.get(key)
    byKey.set(key, before ? { ...before, reservations: before.reservations + condition.reservations } : condition)
  }
  return [...byKey.values()]
}

/**
 * Compares and stores; the edges become notices that every process shows. Called by the owner about once a
 * second.
 */
export const watchAlarms = (
  deps: Pick<AlarmDeps, 'store' | 'clock' | 'log' | 'settings' | 'settingsFault' | 'changed'>,
): void => {
  const { store, clock, log } = deps
  const now = clock.now()
  const known = store.alarms.list()
  const { alarms, began, ended } = edgesOf(known, conditionsOf(deps), now)
  if (JSON.stringify(alarms) === JSON.stringify(known)) return
  store.write(() => {
    store.alarms.replace(alarms)
    for (const alarm of began) store.alarms.notify({ edge: 'began', ...bareCondition(alarm), at: now })
    for (const alarm of ended) store.alarms.notify({ edge: 'ended', ...bareCondition(alarm), at: now })
  })
  for (const alarm of began) log.warn('alarm-began', bareCondition(alarm))
  for (const alarm of ended) log.info('alarm-ended', bareCondition(alarm))
  if (began.length + ended.length > 0) deps.changed('health')
}

const bareCondition = ({ cause, connection, reservations }: AlarmCondition): AlarmCondition => ({
  cause,
  connection,
  reservations,
})

/**
 * Gives the notices that came since the last call. The first call gives none: what stands already is on the
 * screens.
 */
export const createNoticeReader = (deps: Pick<AlarmDeps, 'store' | 'clock' | 'texts' | 'settings'>) => {
  let seen = deps.store.alarms.lastN()
  return (): Notice[] => {
    const rows = deps.store.alarms.since(seen)
    seen = rows.at(-1)?.n ?? seen
    return rows.map((row) => ({ ...bareCondition(row), edge: row.edge, ...wordsOf(deps, row) }))
  }
}

const wordsOf = (
  deps: Pick<AlarmDeps, 'store' | 'clock' | 'texts' | 'settings'>,
  { edge, cause, connection, reservations }: AlarmCondition & { edge: Notice['edge'] },
): { title: string; sentence: string } => {
  const { locale, connections } = deps.settings()
  const t = deps.texts.in(locale)
  const label = connections.find(({ id }) => id === connection)?.label ?? connection
  const isOver = edge === 'ended'
  const plain = isCause(cause) ? titleOf({ cause, facts: {}, kind: 'other', connection: { label } }, t) : null
  if (cause === SETTINGS_BROKEN)
    return {
      title: t(isOver ? 'notice.settings-ended' : 'notice.settings'),
      sentence: t(isOver ? 'notice.settings-ended-detail' : 'notice.settings-detail'),
    }
  if (cause === FORMER_FOLDER)
    return {
      title: t(isOver ? 'notice.former-folder-ended' : 'notice.former-folder'),
      sentence: t(`notice.${edge}-none`),
    }
  if (isSilenceCause(cause)) return silenceWords(deps, folderOfSilence(cause), edge)
  const subject = subjectOf(cause)
  const title =
    plain === null
      ? t(isOver ? `notice.${subject}-ended` : `notice.${subject}`, { channel: label })
      : isOver
        ? t('notice.solved', { title: plain })
        : plain
  const sentence = reservations === 0 ? t(`notice.${edge}-none`) : t(`notice.${edge}`, { count: reservations })
  return { title, sentence }
}

const subjectOf = (cause: string): 'outage' | 'file' | 'untaken' | 'stranger' | 'folder' => {
  if (cause === 'outage') return 'outage'
  if (cause.startsWith(HELD_FILE)) return 'file'
  if (cause.startsWith(UNTAKEN)) return 'untaken'
  return cause.startsWith(STRANGER) ? 'stranger' : 'folder'
}

/** Both edges name the last export: the one since which there was silence, or the one that ended it. */
const silenceWords = (
  deps: Pick<AlarmDeps, 'store' | 'clock' | 'texts' | 'settings'>,
  folder: string,
  edge: Notice['edge'],
): { title: string; sentence: string } => {
  const { locale, timeZone } = deps.settings()
  const t = deps.texts.in(locale)
  const at = deps.store.snapshots.get(folder)?.lastExportAt ?? null
  const time = at === null ? '' : formatTime(at, { now: deps.clock.now(), timeZone, locale })
  return edge === 'began'
    ? { title: t('notice.silence', { time }), sentence: t('notice.silence-detail') }
    : { title: t('notice.silence-ended'), sentence: t('notice.silence-ended-detail', { time }) }
}
