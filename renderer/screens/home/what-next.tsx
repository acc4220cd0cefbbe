import { useTranslation } from 'react-i18next'
import type { ConnectionHealth } from '../../../main/contract/health.ts'
import { useHotel, useNow } from '../../client/use-hotel.tsx'
import { useCall } from '../../client/use-night-porter.tsx'
import { PartOfScreen } from '../../parts/part-of-screen.tsx'

/** What Night Porter does by itself while a channel is silent, and when somebody is told. */
export const WhatNext = ({ connection, heldId }: { connection: ConnectionHealth; heldId: string | null }) => {
  const { t } = useTranslation()
  const { formats } = useHotel()
  const now = useNow()
  const held = useCall('messages.get', { id: heldId ?? '' }, { enabled: heldId !== null })
  const alarm = held.data?.next.find(({ what, at }) => what === 'alarm' && at > now)
  const { label: channel, since, nextTryAt } = connection
  return (
    <PartOfScreen
      id="what-next"
      title={t('silent.title')}
      beside={
        since !== null && <span className="quiet num">{t('silent.since', { at: formats.moment(since, now) })}</span>
      }
    >
      <ol className="line">
        <li className="is-future">
          <time>{nextTryAt === null ? t('silent.now') : formats.time(nextTryAt)}</time>
          <span className="dot dot-next" />
          <p>
            <strong>{t('silent.tries')}</strong> <span className="quiet">{t('silent.triesMore')}</span>
          </p>
        </li>
        <li className="is-future">
          <span className="line-word">{t('silent.then')}</span>
          <span className="dot dot-next" />
          <p>
            <strong>{t('silent.answers', { channel })}</strong> <span className="quiet">{t('silent.answersMore')}</span>
          </p>
        </li>
        {alarm && (
          <li className="is-future">
            <time>{formats.time(alarm.at)}</time>
            <span className="dot dot-next" />
            <p>
              <strong>{t('silent.still')}</strong> <span className="quiet">{t('silent.stillMore')}</span>
            </p>
          </li>
        )}
      </ol>
    </PartOfScreen>
  )
}
