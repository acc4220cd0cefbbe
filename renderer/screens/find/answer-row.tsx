import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { MessageItem } from '../../../main/contract/message.ts'
import { hrefOf } from '../../client/router.ts'
import { useHotel, useNow } from '../../client/use-hotel.tsx'
import type { Formats } from '../../i18n/formats.ts'
import { Mark } from '../../parts/glyphs.tsx'
import { stateLook } from '../../parts/looks.ts'
import { arrivesOn, nameOf } from '../../parts/message-words.ts'
import { highlight } from './highlight.ts'

const Highlighted = ({ text, search }: { text: string; search: string }) => {
  let at = 0
  return highlight(text, search).map((piece) => {
    const key = at
    at += piece.text.length
    return piece.isHit ? <mark key={key}>{piece.text}</mark> : <span key={key}>{piece.text}</span>
  })
}

/** Does the channel have it? The answer in a word, and what goes with it. */
const answerOf = (t: TFunction, item: MessageItem, formats: Formats, now: number): { word: string; more: string } => {
  const look = stateLook(item, now)
  switch (item.state) {
    case 'delivered':
      return {
        word: t('answer.yes'),
        more: item.deliveredAt === null ? '' : t('answer.accepted', { at: formats.moment(item.deliveredAt, now) }),
      }
    case 'failed':
      return { word: t('answer.notYet'), more: item.explanation?.title ?? t('state.failed') }
    case 'unsure':
      return { word: t('answer.perhaps'), more: t('answer.lookFirst') }
    case 'superseded':
      return { word: t('state.superseded'), more: t('answer.byNewer') }
    case 'handled':
      return { word: t('state.handled'), more: '' }
    case 'duplicate':
      return { word: t('state.duplicate'), more: '' }
    default:
      if (look.word === 'again' && look.at !== null)
        return { word: t('answer.onTheWay'), more: t('state.again', { at: formats.moment(look.at, now) }) }
      return { word: t('answer.onTheWay'), more: t(`state.${look.word === 'again' ? 'waiting' : look.word}`) }
  }
}

/** One answer: the booking, and whether the channel has it. The whole row opens the message. */
export const AnswerRow = ({ item, search }: { item: MessageItem; search: string }) => {
  const { t } = useTranslation()
  const { formats, today } = useHotel()
  const now = useNow()
  const look = stateLook(item, now)
  const { word, more } = answerOf(t, item, formats, now)
  const name = nameOf(t, item)
  const stay = formats.stay(item.arrival, item.departure, today)
  const facts = [item.reservationId, stay, t(`kind.${item.kind}`)].filter(
    (fact) => fact !== null && fact !== '' && fact !== name,
  )
  const arrives = arrivesOn(item, today) ? t('common.arrivesToday') : null
  const isOpen = item.state === 'failed' || item.state === 'unsure'
  return (
    <li>
      <a className="answer" href={hrefOf({ name: 'message', id: item.id })}>
        <span className="answer-who">
          <strong>
            <Highlighted text={name} search={search} />
          </strong>
          <span className="quiet num">
            <Highlighted text={facts.join(' · ')} search={search} />
            {arrives && <span className="tag">{arrives}</span>}
          </span>
        </span>
        <span className="state answer-state num">
          <Mark {...look} />
          <span>
            <strong>{word}</strong> {more}
            {isOpen && item.explanation && <span className="only-heard">, {t(`who.${item.explanation.who}`)}</span>}
          </span>
        </span>
      </a>
    </li>
  )
}
