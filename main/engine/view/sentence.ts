import type { FolderHealth, Health } from '../../contract/health.ts'
import type { Translate } from '../../core/ports/texts.ts'
import type { LinkRecord } from '../../core/queue/records.ts'
import type { PauseDetails } from '../../store/sealed.ts'
import type { Silent } from './silence.ts'

/**
 * The one sentence: what is so and how many. Red only when a person must act; what heals by itself is amber
 * and calm.
 */

export type Headline = Pick<Health, 'level' | 'sentence' | 'detail'>

export type Situation = {
  isSending: boolean
  isStarting: boolean
  /** This process would send, and waits until it is sure that the one before cannot. */
  isTakingOver: boolean
  reservations: Health['reservations']
  /** `pauseTitle`: what stopped it, in the playbook's words. */
  connections: { label: string; link: LinkRecord; pause: PauseDetails | null; pauseTitle: string; held: number }[]
  /** `unreadable`: files that could not be read for a minute. */
  folders: (Pick<FolderHealth, 'path' | 'state' | 'sentence'> & {
    silent: Silent | null
    unreadable: number
    untaken: number
    /** A PC that nobody has confirmed says that it captures. */
    hasStranger: boolean
  })[]
  /** A start that may have lost bookings, in its words. */
  loss: Headline | null
  /** Settings that the next start would refuse, in words. */
  settings: Headline | null
  /** Exports that lie in a folder the settings no longer name, in words. */
  formerFolder: Headline | null
  hasAnything: boolean
  now: number
}

/** Gives level, sentence and the quieter second line, most urgent first. */
export const sentenceOf = (situation: Situation, t: Translate, time: (at: number) => string): Headline => {
  const { reservations, connections, folders, loss } = situation
  const isChosen = ({ link }: Situation['connections'][number]) => link.pauseCause === 'paused-by-person'
  // A pause that a person chose is no fault, and must hide none.
  const chosen = loss === null ? connections.find(isChosen) : undefined
  const paused = connections.find((one) => one.link.pauseCause !== null && !isChosen(one)) ?? chosen
  const down = connections.find(({ link }) => link.outageCause !== null)
  if (!situation.isSending)
    return situation.isStarting
      ? { level: 'busy', sentence: t('health.starting'), detail: t('health.starting-detail') }
      : situation.isTakingOver
        ? { level: 'stopped', sentence: t('health.taking-over'), detail: t('health.taking-over-detail') }
        : { level: 'stopped', sentence: t('health.stopped'), detail: t('health.stopped-detail') }
  if (paused) return pauseHeadline(paused, t, time)
  if (reservations.needSomeone > 0) return needHeadline(situation, t)
  const lost = folders.find(({ state }) => ['missing', 'unreadable', 'cannot-move'].includes(state))
  if (lost)
    return {
      level: 'attention',
      sentence: t(lost.state === 'cannot-move' ? 'health.folder-move' : 'health.folder'),
      detail: `${lost.path}: ${lost.sentence}.`,
    }
  const missed = missedHeadline(folders, t, time)
  if (missed) return missed
  if (situation.formerFolder) return situation.formerFolder
  if (down?.link.hasAlarmed) return outageHeadline(down, situation.now, t, time)
  const slowed = connections.find(({ link }) => link.hasThrottleAlarmed && link.outageCause === null)
  if (slowed) return throttlingHeadline(slowed, situation.now, t, time)
  if (loss) return loss
  if (situation.settings) return situation.settings
  if (down) return outageHeadline(down, situation.now, t, time)
  if (reservations.onTheWay > 0)
    return {
      level: 'busy',
      sentence: t('health.busy', { count: reservations.onTheWay }),
      detail: t('health.busy-detail'),
    }
  return situation.hasAnything
    ? { level: 'ok', sentence: t('health.ok'), detail: t('health.ok-detail') }
    : {
        level: 'ok',
        sentence: t('health.empty'),
        detail: t('health.empty-detail', { folders: folders.map(({ path }) => path).join(', ') }),
      }
}

/** Exports that did not come, and files that cannot be read: bookings that Night Porter never saw. */
const missedHeadline = (folders: Situation['folders'], t: Translate, time: (at: number) => string): Headline | null => {
  const silent = folders.map((folder) => folder.silent).find((one) => one !== null)
  if (silent)
    return {
      level: 'attention',
      sentence: t('health.silent', { time: time(silent.lastExportAt) }),
      detail: t('health.silent-detail'),
    }
  const stranger = folders.find(({ hasStranger }) => hasStranger)
  if (stranger)
    return {
      level: 'attention',
      sentence: t('health.stranger'),
      detail: `${stranger.path}: ${stranger.sentence}.`,
    }
  const untaken = folders.find((folder) => folder.untaken > 0)
  if (untaken)
    return {
      level: 'attention',
      sentence: t('health.untaken', { count: untaken.untaken }),
      detail: `${untaken.path}: ${untaken.sentence}.`,
    }
  const held = folders.find(({ unreadable }) => unreadable > 0)
  return held
    ? {
        level: 'attention',
        sentence: t('health.file-held', { count: held.unreadable }),
        detail: t('health.file-held-detail', { folder: held.path }),
      }
    : null
}

const needHeadline = ({ reservations, connections }: Situation, t: Translate): Headline => {
  const { needSomeone, arrivingToday } = reservations
  const channel = connections[0]?.label ?? ''
  const arrive =
    arrivingToday === 0
      ? ''
      : arrivingToday === needSomeone
        ? t('health.arrive-all', { count: needSomeone })
        : t('health.arrive', { count: arrivingToday })
  return {
    level: 'attention',
    sentence: `${t('health.need', { count: needSomeone })} ${arrive}`.trim(),
    detail: t('health.need-detail', { count: needSomeone, channel }),
  }
}

const pauseHeadline = (
  { label, link, pause, pauseTitle, held }: Situation['connections'][number],
  t: Translate,
  time: (at: number) => string,
): Headline => {
  const isByPerson = link.pauseCause === 'paused-by-person'
  const key = isByPerson ? 'by-person' : 'paused'
  const sentence =
    held === 0 ? t(`health.${key}-none`, { channel: label }) : t(`health.${key}`, { count: held, channel: label })
  if (!isByPerson) return { level: 'attention', sentence, detail: pauseTitle }
  const who = pause?.who ?? ''
  const detail =
    link.pauseUntilAt === null
      ? t('health.by-person-open', { who })
      : t('health.by-person-until', { time: time(link.pauseUntilAt), who })
  return { level: 'attention', sentence, detail: pause?.reason ? `${detail} ${pause.reason}` : detail }
}

const throttlingHeadline = (
  { label, link, held }: Situation['connections'][number],
  now: number,
  t: Translate,
  time: (at: number) => string,
): Headline => ({
  level: 'attention',
  sentence: t('health.throttled', { count: held, channel: label, time: time(link.throttledSinceAt ?? now) }),
  detail: t('health.throttled-detail', { channel: label }),
})

const outageHeadline = (
  { label, link, held }: Situation['connections'][number],
  now: number,
  t: Translate,
  time: (at: number) => string,
): Headline => {
  if (link.hasAlarmed)
    return {
      level: 'attention',
      sentence: t('health.alarm', { count: held, channel: label, time: time(link.outageSinceAt ?? now) }),
      detail: t('health.alarm-detail', { channel: label }),
    }
  const isNow = link.nextProbeAt === null || link.nextProbeAt <= now
  return {
    level: 'busy',
    sentence: t('health.outage', { count: held, channel: label }),
    detail: isNow ? t('health.outage-detail-now') : t('health.outage-detail', { time: time(link.nextProbeAt ?? now) }),
  }
}
