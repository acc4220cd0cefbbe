import { useTranslation } from 'react-i18next'
import { useHotel, useNow } from '../../client/use-hotel.tsx'
import { Mark } from '../../parts/glyphs.tsx'
import { folderIndicators, linkIndicators } from '../../parts/health-indicators.ts'
import type { Indicator } from '../../parts/looks.ts'
import { PartOfScreen } from '../../parts/part-of-screen.tsx'

/** A sentence that ends as one, to be followed by another. */
const ended = (sentence: string): string => (/[.!?…]$/.test(sentence) ? sentence : `${sentence}.`)

const Line = ({ indicator, name, text }: { indicator: Indicator; name: string; text: string }) => (
  <li>
    <Mark {...indicator} />
    <div>
      <strong>{name}</strong>
      <p className="small quiet num">{text}</p>
    </div>
  </li>
)

/** What Night Porter keeps an eye on: every connection, every export folder, and who sends. */
export const Watching = () => {
  const { t } = useTranslation()
  const { health, formats } = useHotel()
  const now = useNow()
  const many = health.folders.length > 1
  return (
    <PartOfScreen id="watching" title={t('watching.title')}>
      <ul className="watch">
        {health.connections.map(({ id, label, state, sentence, isPausedByPerson }) => (
          <Line
            key={id}
            indicator={state === 'paused' && !isPausedByPerson ? { tone: 'act', glyph: 'bars' } : linkIndicators[state]}
            name={label}
            text={sentence}
          />
        ))}
        {health.folders.map(({ id, path, state, sentence, lookedAt }) => (
          <Line
            key={id}
            indicator={folderIndicators[state]}
            name={many ? t('watching.folderOf', { path }) : t('watching.folder')}
            text={
              lookedAt === null
                ? sentence
                : `${ended(sentence)} ${t('watching.lookedAt', { at: formats.moment(lookedAt, now) })}`
            }
          />
        ))}
        {!health.sender.isThis && (
          <Line
            indicator={{ tone: 'calm', glyph: 'info' }}
            name={t('watching.sender')}
            text={health.sender.name ? t('watching.sentBy', { name: health.sender.name }) : t('watching.sentElsewhere')}
          />
        )}
      </ul>
    </PartOfScreen>
  )
}
