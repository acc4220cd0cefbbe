import { useTranslation } from 'react-i18next'
import type { FolderState, LinkState } from '../../../main/contract/health.ts'
import { useHotel, useNow } from '../../client/use-hotel.tsx'
import { Mark } from '../../parts/glyphs.tsx'
import type { Sight } from '../../parts/looks.ts'
import { PartOfScreen } from '../../parts/part-of-screen.tsx'

export const linkSights: Record<LinkState, Sight> = {
  ok: { tone: 'ok', glyph: 'tick' },
  unknown: { tone: 'calm', glyph: 'info' },
  outage: { tone: 'heal', glyph: 'clock' },
  paused: { tone: 'calm', glyph: 'bars' },
}

export const folderSights: Record<FolderState, Sight> = {
  ok: { tone: 'ok', glyph: 'tick' },
  looking: { tone: 'calm', glyph: 'info' },
  missing: { tone: 'act', glyph: 'bang' },
  unreadable: { tone: 'act', glyph: 'bang' },
  'cannot-move': { tone: 'act', glyph: 'bang' },
  'watched-elsewhere': { tone: 'calm', glyph: 'info' },
}

/** A sentence that ends as one, to be followed by another. */
const ended = (sentence: string): string => (/[.!?…]$/.test(sentence) ? sentence : `${sentence}.`)

const Line = ({ sight, name, text }: { sight: Sight; name: string; text: string }) => (
  <li>
    <Mark {...sight} />
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
            sight={state === 'paused' && !isPausedByPerson ? { tone: 'act', glyph: 'bars' } : linkSights[state]}
            name={label}
            text={sentence}
          />
        ))}
        {health.folders.map(({ id, path, state, sentence, lookedAt }) => (
          <Line
            key={id}
            sight={folderSights[state]}
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
            sight={{ tone: 'calm', glyph: 'info' }}
            name={t('watching.sender')}
            text={health.sender.name ? t('watching.sentBy', { name: health.sender.name }) : t('watching.sentElsewhere')}
          />
        )}
      </ul>
    </PartOfScreen>
  )
}
