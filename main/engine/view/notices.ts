import type { Health } from '../../contract/health.ts'
import type { ViewDeps } from './deps.ts'
import { ownerNotice, unknownOwner } from './folder-owner.ts'
import type { Headline } from './sentence.ts'

/** What the start found and what is wrong with the disk now, in sentences. */

const texts = (deps: Pick<ViewDeps, 'texts' | 'settings'>) => deps.texts.in(deps.settings().locale)

/** Trouble of the disk first, then what starts did to the database, newest first. */
export const noticesOf = (
  deps: Pick<ViewDeps, 'store' | 'texts' | 'settings' | 'host'>,
): NonNullable<Health['notices']> => {
  const t = texts(deps)
  const trouble = deps.store.writeFault()
  const now =
    trouble === null
      ? []
      : [
          {
            id: trouble.kind,
            sentence: t(`disk.${trouble.kind}`, { folder: deps.host.dataFolder }),
            at: trouble.at,
            canClose: false,
          },
        ]
  const starts = deps.store.startupNotices.list().map(({ id, kind, facts, at }) => {
    const lost = Number(facts.lost ?? 0)
    const sentences = [
      t(`start.${kind}`, { ...facts, count: kind === 'recovered-lost' ? lost : Number(facts.undelivered ?? 0) }),
      ...(Number(facts.withoutBody ?? 0) > 0 ? [t('start.without-body', { count: Number(facts.withoutBody) })] : []),
    ]
    return { id, sentence: sentences.join(' '), at, canClose: true }
  })
  const strangers = deps.settings().folders.flatMap((folder) => {
    const stranger = unknownOwner(deps, folder.id)
    if (stranger === null) return []
    const sentence = t('folder.stranger-notice', { name: stranger.name, folder: folder.path })
    return [{ id: ownerNotice(folder.id), sentence, at: stranger.at, canClose: true }]
  })
  return [...now, ...strangers, ...starts]
}

/**
 * The one sentence while the disk is in trouble; null while it is not. A full disk stops capture only,
 * anything else sending too.
 */
export const diskHeadline = (deps: Pick<ViewDeps, 'store' | 'texts' | 'settings' | 'host'>): Headline | null => {
  const trouble = deps.store.writeFault()
  if (trouble === null) return null
  const t = texts(deps)
  return {
    level: trouble.kind === 'disk-full' ? 'attention' : 'stopped',
    sentence: t(`health.${trouble.kind}`),
    detail: t(`disk.${trouble.kind}`, { folder: deps.host.dataFolder }),
  }
}
