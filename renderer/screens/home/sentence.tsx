import { useTranslation } from 'react-i18next'
import type { Health } from '../../../main/contract/health.ts'
import { useHotel, useNow } from '../../client/use-hotel.tsx'
import { Disc } from '../../parts/glyphs.tsx'
import { type SentenceName, sentenceSight } from '../../parts/looks.ts'

/** The next try of a link that is down, the earliest of them; null where none is. */
const nextTryAt = (health: Health): number | null =>
  health.connections
    .flatMap(({ state, nextTryAt }) => (state === 'outage' && nextTryAt !== null ? [nextTryAt] : []))
    .toSorted((a, b) => a - b)[0] ?? null

/**
 * The one sentence, always in the same place. While the line is lost it stays, greyed, under the words that
 * say so.
 */
export const Sentence = ({ name }: { name: SentenceName }) => {
  const { t } = useTranslation()
  const { health, formats, lost } = useHotel()
  const now = useNow()
  const isLost = lost !== null
  const indicator = isLost ? ({ tone: 'calm', glyph: 'warning' } as const) : sentenceSight(name)
  const again = name === 'busy' && !isLost ? nextTryAt(health) : null
  const time = again ?? health.lastDeliveredAt
  return (
    <header className={`hero hero-${indicator.tone}`} data-level={isLost ? 'lost' : name} data-region tabIndex={-1}>
      <Disc {...indicator} />
      <div className="hero-text">
        <h1>{lost ?? health.sentence}</h1>
        <p>
          {isLost ? (
            <span className="hero-earlier">{t('app.lastKnown', { sentence: health.sentence })}</span>
          ) : (
            health.detail
          )}
        </p>
      </div>
      {time !== null && (
        <p className="hero-time">
          <span>{again === null ? t('home.lastDelivered') : t('home.triesAgainAt')}</span>
          <strong className={formats.moment(time, now).length > 5 ? 'num hero-long' : 'num'}>
            {formats.moment(time, now)}
          </strong>
        </p>
      )}
    </header>
  )
}
