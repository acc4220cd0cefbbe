import type { ConnectionHealth, FolderHealth, FolderListing, Health } from '../../contract/health.ts'
import type { FolderSettings } from '../../contract/settings.ts'
import { UNKNOWN_OWNER } from '../../core/capture/owner.ts'
import { titleOf } from '../../core/playbook/explain.ts'
import { causeInWords } from '../../core/playbook/stored-cause.ts'
import type { Translate } from '../../core/ports/texts.ts'
import type { LinkRecord } from '../../core/queue/records.ts'
import { businessDay } from '../../core/time/business-day.ts'
import { formatTime } from '../../core/time/format.ts'
import type { ViewDeps } from './deps.ts'
import { unknownOwner, untakenFiles } from './folder-owner.ts'
import { isHeldFile } from './held-file.ts'
import { lossHeadline } from './loss.ts'
import { diskHeadline, formerFolderHeadline, type HaltedSender, noticesOf, settingsHeadline } from './notices.ts'
import { sentenceOf } from './sentence.ts'
import { type Silent, silenceOf } from './silence.ts'

/** A heartbeat that stands still for so long is no slow disk. */
const HALTED_AFTER_MS = 5_000

/**
 * Whether all is well, in one sentence and in numbers. Read from the database, so every process says the
 * same.
 */
export const createHealth = (deps: Omit<ViewDeps, 'log'>) => {
  const { store, clock, role } = deps
  const startedMs = clock.monotonicMs()
  let lastBeat = -1
  let beatSeenMs = startedMs

  const t: Translate = (key, values) => deps.texts.in(deps.settings().locale)(key, values)
  const time = (at: number) => {
    const { timeZone, locale } = deps.settings()
    return formatTime(at, { now: clock.now(), timeZone, locale })
  }

  const connection = (settings: { id: string; kind: ConnectionHealth['kind']; label: string }): ConnectionHealth => {
    const link = store.links.get(settings.id)
    const state =
      link.pauseCause !== null
        ? 'paused'
        : link.outageCause !== null
          ? 'outage'
          : link.lastAnswerAt === null
            ? 'unknown'
            : 'ok'
    return {
      id: settings.id,
      kind: settings.kind,
      label: settings.label,
      state,
      sentence: linkSentence(link, state),
      since: link.pausedSinceAt ?? link.outageSinceAt,
      nextTryAt: link.pauseUntilAt ?? link.nextTestAt ?? link.nextProbeAt,
      lastAnswerAt: link.lastAnswerAt,
      lastAnswerMs: link.lastAnswerMs,
      isPausedByPerson: link.pauseCause === 'paused-by-person',
    }
  }

  const pauseTitle = ({ id, label }: { id: string; label: string }): string => {
    const cause = store.links.get(id).pauseCause
    const explained = cause === null ? null : causeInWords(cause)
    if (explained === null) return ''
    return titleOf(
      { cause: explained, facts: store.links.pause(id)?.facts ?? {}, kind: 'other', connection: { label } },
      t,
    )
  }

  const linkSentence = (link: LinkRecord, state: ConnectionHealth['state']): string => {
    const now = clock.now()
    if (state === 'paused') {
      const since = time(link.pausedSinceAt ?? now)
      if (link.pauseCause === 'paused-by-person')
        return link.pauseUntilAt === null
          ? t('link.by-person', { since })
          : t('link.by-person-until', { time: time(link.pauseUntilAt) })
      if (link.isOnTrial) return t('link.paused-trial', { since })
      return link.nextTestAt === null
        ? t('link.paused', { since })
        : t('link.paused-test', { since, time: time(link.nextTestAt) })
    }
    if (state === 'outage') {
      const since = time(link.outageSinceAt ?? now)
      return link.nextProbeAt === null || link.nextProbeAt <= now
        ? t('link.outage-now', { since })
        : t('link.outage', { since, time: time(link.nextProbeAt) })
    }
    if (link.throttledUntilAt !== null && link.throttledUntilAt > now)
      return t('link.throttled', { time: time(link.throttledUntilAt) })
    if (link.lastAnswerAt === null) return t('link.unknown')
    const seconds = new Intl.NumberFormat(deps.settings().locale, { maximumFractionDigits: 1 }).format(
      Math.max(0.1, (link.lastAnswerMs ?? 0) / 1000),
    )
    return t('link.ok', { time: time(link.lastAnswerAt), seconds })
  }

  /** A newer version may have written a reason that this one has no words for. */
  const fileSentence = ({ pattern, ready }: FolderSettings, reason: string): string => {
    const key = `file.${reason}`
    return t(deps.texts.has(key, deps.settings().locale) ? key : 'file.other', {
      pattern,
      suffix: ready.kind === 'marker' ? ready.suffix : '',
    })
  }

  const folder = (settings: FolderSettings): FolderListing => {
    const snapshot = store.snapshots.get(settings.id)
    const state = snapshot?.state ?? 'looking'
    const list = (snapshot?.files ?? []).map((file) => ({
      name: file.name,
      size: file.size,
      state: file.state,
      since: file.since,
      sentence: fileSentence(settings, file.reason),
    }))
    return {
      id: settings.id,
      path: settings.path,
      connection: settings.connection,
      state,
      sentence: folderSentence(settings, state, snapshot, silenceOf(deps, settings)),
      lookedAt: snapshot?.at ?? null,
      files: snapshot?.total ?? 0,
      lastExportAt: snapshot?.lastExportAt ?? null,
      list,
    }
  }

  const folderSentence = (
    settings: FolderSettings,
    state: FolderHealth['state'],
    snapshot: { reason: string | null; who: string | null; total: number } | null,
    silent: Silent | null,
  ): string => {
    if (state === 'ok' && silent) return t('folder.silent', { time: time(silent.lastExportAt) })
    if (state === 'ok') {
      const count = snapshot?.total ?? 0
      return count === 0 ? t('folder.ok-empty') : t('folder.ok', { count })
    }
    if (state === 'missing')
      return snapshot?.reason === 'gone'
        ? t('folder.missing', { seconds: settings.scanSeconds })
        : t('folder.missing-unreachable')
    if (state === 'watched-elsewhere' && snapshot?.reason === UNKNOWN_OWNER)
      return t('folder.stranger', { name: snapshot.who ?? '' })
    if (state === 'watched-elsewhere' && snapshot?.who) return t('folder.watched-by', { name: snapshot.who })
    return t(`folder.${state}`)
  }

  /**
   * A process sends, as far as the heartbeat shows: it moved within the last seconds by our own clock, or
   * this process does.
   */
  const sender = (): Health['sender'] & { isAlive: boolean; halted: HaltedSender | null } => {
    const row = store.sender.read()
    if (row.heartbeat !== lastBeat) {
      lastBeat = row.heartbeat
      beatSeenMs = clock.monotonicMs()
    }
    const isThis = role.epoch() !== null
    const isBeating = row.pid !== null && clock.monotonicMs() - beatSeenMs < 15_000
    // Its heartbeat stands still and the database is locked: it was halted in the middle of a write.
    const isSilent = row.pid !== null && clock.monotonicMs() - beatSeenMs >= HALTED_AFTER_MS
    const halted =
      !isThis && isSilent && store.writeFault()?.kind === 'locked' ? { name: row.name ?? '', pid: row.pid ?? 0 } : null
    // A process that takes part would hold the lock by now if no other did; a command must ask.
    return {
      halted,
      isThis,
      name: row.name,
      isAlive: isThis || (isBeating && (role.isTakingPart() || role.isTaken())),
    }
  }

  const lanes = (): Health['lanes'] => {
    const now = clock.now()
    const held = store.links.lanes()
    return store.lists.lanes().map(({ lane, connection: id, hotelCode, waiting, sending }) => {
      const link = store.links.get(id)
      const record = held.find((one) => one.lane === lane && one.connection === id)
      const state =
        link.pauseCause !== null
          ? 'paused'
          : sending > 0
            ? 'sending'
            : link.outageCause !== null
              ? 'outage'
              : record?.heldCause
                ? 'held'
                : waiting > 0
                  ? 'waiting'
                  : 'idle'
      const nextAttemptAt =
        state === 'outage'
          ? link.nextProbeAt
          : state === 'paused'
            ? link.nextTestAt
            : state === 'held'
              ? (record?.nextProbeAt ?? null)
              : store.queue.earliest(id, now)
      return {
        connection: id,
        hotelCode,
        state,
        waiting,
        nextAttemptAt: nextAttemptAt !== null && nextAttemptAt < now ? now : nextAttemptAt,
      }
    })
  }

  const watchedOf = (settings: FolderSettings, listings: readonly FolderListing[]) => {
    const listing = listings.find(({ id }) => id === settings.id)
    return {
      path: settings.path,
      state: listing?.state ?? ('looking' as const),
      sentence: listing?.sentence ?? '',
      silent: silenceOf(deps, settings),
      untaken: untakenFiles(deps, settings),
      hasStranger: unknownOwner(deps, settings.id) !== null,
      unreadable: store.snapshots.get(settings.id)?.files.filter(isHeldFile).length ?? 0,
    }
  }

  const get = (): Health => {
    const settings = deps.settings()
    const now = clock.now()
    const day = businessDay(now, settings.timeZone, settings.dayEndsAt)
    const counts = store.lists.counts()
    const need = store.lists.needSomeone(day.day)
    const folders = settings.folders.map(folder)
    const who = sender()
    const lastDeliveredAt = store.lists.lastDeliveredAt()
    const reservations = {
      onTheWay: store.lists.onTheWay(),
      needSomeone: need.reservations,
      arrivingToday: need.arriving,
    }
    const headline =
      diskHeadline(deps, who.halted) ??
      sentenceOf(
        {
          isSending: who.isAlive,
          isTakingOver: role.isTakingPart(),
          isStarting: role.isTakingPart() && clock.monotonicMs() - startedMs < 5_000,
          reservations,
          connections: settings.connections.map((one) => ({
            label: one.label,
            link: store.links.get(one.id),
            pause: store.links.pause(one.id),
            pauseTitle: pauseTitle(one),
            held: store.lists.heldOf(one.id).reservations,
          })),
          folders: settings.folders.map((one) => watchedOf(one, folders)),
          loss: lossHeadline(deps),
          settings: settingsHeadline(deps),
          formerFolder: formerFolderHeadline(deps),
          hasAnything: Object.keys(counts).length > 0,
          now,
        },
        t,
        time,
      )
    return {
      ...headline,
      counts: {
        waiting: counts.waiting ?? 0,
        sending: counts.sending ?? 0,
        confirming: counts.confirming ?? 0,
        unsure: counts.unsure ?? 0,
        failed: counts.failed ?? 0,
        deliveredToday: store.lists.deliveredSince(day.startedAt),
      },
      reservations,
      lanes: lanes(),
      connections: settings.connections.map(connection),
      folders: folders.map(({ list: _list, ...rest }) => rest),
      lastDeliveredAt,
      dayStartedAt: day.startedAt,
      hotelName: settings.hotelName,
      timeZone: settings.timeZone,
      locale: settings.locale,
      isRehearsal: settings.rehearsal,
      sender: { isThis: who.isThis, name: who.name },
      notices: noticesOf(deps, who.halted),
      lastStall: deps.lastStall(),
    }
  }

  return { get, folders: (): FolderListing[] => deps.settings().folders.map(folder) }
}
