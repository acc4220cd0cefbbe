import { useTranslation } from 'react-i18next'
import { useHotel, useNow } from '../../client/use-hotel.tsx'
import { PartOfScreen } from '../../parts/part-of-screen.tsx'

/** The business day in three figures, each with its noun. */
export const Today = () => {
  const { t } = useTranslation()
  const { health, formats } = useHotel()
  const now = useNow()
  const { onTheWay, needSomeone } = health.reservations
  const figures = [
    { count: health.counts.deliveredToday, word: t('today.delivered'), tone: '' },
    { count: onTheWay, word: t('today.onTheWay'), tone: onTheWay ? 'figure-heal' : '' },
    { count: needSomeone, word: t('today.needSomeone', { count: needSomeone }), tone: needSomeone ? 'figure-act' : '' },
  ]
  return (
    <PartOfScreen
      id="today"
      title={t('today.title')}
      beside={<span className="quiet num">{t('today.since', { at: formats.moment(health.dayStartedAt, now) })}</span>}
    >
      <ul className="figures">
        {figures.map(({ count, word, tone }) => (
          <li key={word} className={tone}>
            <strong className="num">{count}</strong> <span>{word}</span>
          </li>
        ))}
      </ul>
    </PartOfScreen>
  )
}
