import type { Health } from '../../contract/health.ts'
import type { EngineContext } from '../deps.ts'
import type { Said } from './sentence.ts'

/** What the start found and what is wrong with the disk now, in sentences. */

const texts = (context: EngineContext) => context.texts.in(context.current().locale)

/** Trouble of the disk first, then what starts did to the database, newest first. */
export const noticesOf = (context: EngineContext): NonNullable<Health['notices']> => {
  const t = texts(context)
  const trouble = context.store.trouble()
  const now =
    trouble === null
      ? []
      : [
          {
            id: trouble.kind,
            sentence: t(`disk.${trouble.kind}`, { folder: context.host.dataFolder }),
            at: trouble.at,
            canClose: false,
          },
        ]
  const starts = context.store.startupNotices.list().map(({ id, kind, facts, at }) => {
    const lost = Number(facts.lost ?? 0)
    const sentences = [
      t(`start.${kind}`, { ...facts, count: kind === 'recovered-lost' ? lost : Number(facts.undelivered ?? 0) }),
      ...(Number(facts.withoutBody ?? 0) > 0 ? [t('start.without-body', { count: Number(facts.withoutBody) })] : []),
    ]
    return { id, sentence: sentences.join(' '), at, canClose: true }
  })
  return [...now, ...starts]
}

/** The one sentence while the disk is in trouble; null while it is not. A full disk stops capture only, anything else sending too. */
export const saidOfTrouble = (context: EngineContext): Said | null => {
  const trouble = context.store.trouble()
  if (trouble === null) return null
  const t = texts(context)
  return {
    level: trouble.kind === 'disk-full' ? 'attention' : 'stopped',
    sentence: t(`health.${trouble.kind}`),
    detail: t(`disk.${trouble.kind}`, { folder: context.host.dataFolder }),
  }
}
