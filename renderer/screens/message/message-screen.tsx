import { Skeleton, SkeletonItem } from '@fluentui/react-components'
import { ArrowLeft16Regular } from '@fluentui/react-icons'
import { useTranslation } from 'react-i18next'
import type { MessageDetail } from '../../../main/contract/message.ts'
import { failureCode } from '../../client/call-failure.ts'
import { hrefOf } from '../../client/router.ts'
import { useHotel, useNow } from '../../client/use-hotel.tsx'
import { useCall } from '../../client/use-night-porter.tsx'
import { Disc, Mark } from '../../parts/glyphs.tsx'
import { stateLook } from '../../parts/looks.ts'
import { stateText, titleOf } from '../../parts/message-words.ts'
import { ErrorBar, Pending } from '../../parts/pending.tsx'
import { BookingCard } from './booking-card.tsx'
import { HappenedCard } from './happened-card.tsx'
import { LadderCard } from './ladder-card.tsx'

const Back = () => {
  const { t } = useTranslation()
  return (
    <a
      className="back"
      href={hrefOf({ name: 'home' })}
      onClick={(event) => {
        // Back to where the reader came from; the address is only for a page opened by itself.
        if (window.history.length <= 1) return
        event.preventDefault()
        window.history.back()
      }}
    >
      <ArrowLeft16Regular aria-hidden="true" />
      {t('message.back')}
    </a>
  )
}

const Head = ({ detail, channel }: { detail: MessageDetail; channel: string }) => {
  const { t } = useTranslation()
  const { formats, today } = useHotel()
  const now = useNow()
  const look = stateLook(detail, now)
  const stay = formats.stay(detail.arrival, detail.departure, today)
  const what = (): string => {
    if (detail.state === 'delivered' && detail.deliveredAt !== null)
      return t('message.accepted', { channel, at: formats.moment(detail.deliveredAt, now) })
    if (detail.state === 'superseded' || detail.state === 'handled' || detail.state === 'duplicate')
      return t(`message.${detail.state}`)
    if (detail.explanation) return detail.explanation.what
    if (look.word === 'held')
      return t(detail.heldBy?.kind === 'pause' ? 'message.heldByPause' : 'message.held', { channel })
    return t(detail.state === 'sending' ? 'message.sending' : 'message.safe', { channel })
  }
  return (
    <header className="page-head" data-region tabIndex={-1}>
      <Disc {...look} isSmall />
      <div className="page-head-text">
        <h1>{titleOf(t, { ...detail, stay })}</h1>
        <p className="quiet lead">{what()}</p>
      </div>
      <p className={`tag tag-big tag-${look.tone}`}>
        <Mark {...look} />
        {stateText(t, look, formats, now)}
      </p>
    </header>
  )
}

/** One message: how far it is, what the booking says, and everything that happened to it. */
export const MessageScreen = ({ id }: { id: string }) => {
  const { t } = useTranslation()
  const { health } = useHotel()
  const message = useCall('messages.get', { id })
  if (!message.data) {
    const isGone = message.isError && failureCode(message.error) === 'not-found'
    return (
      <>
        <Back />
        <h1 className="page-title">{isGone ? t('message.gone') : t('message.one')}</h1>
        {message.isError ? (
          <ErrorBar text={isGone ? t('message.goneMore') : t('app.lost')} />
        ) : (
          <>
            <Skeleton aria-label={t('common.looking')}>
              <SkeletonItem size={96} />
            </Skeleton>
            <Pending />
          </>
        )}
      </>
    )
  }
  const detail = message.data
  const channel =
    health.connections.find((connection) => connection.id === detail.connection)?.label ?? detail.connection
  return (
    <>
      <Back />
      <Head detail={detail} channel={channel} />
      {message.isError && failureCode(message.error) !== 'unreachable' && <ErrorBar text={message.error.message} />}
      <LadderCard detail={detail} channel={channel} />
      <div className="cols cols-even">
        <BookingCard detail={detail} />
        <HappenedCard detail={detail} channel={channel} />
      </div>
    </>
  )
}
