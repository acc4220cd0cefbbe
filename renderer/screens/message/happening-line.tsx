import { Link } from '@fluentui/react-components'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Attempt, MessageDetail } from '../../../main/contract/message.ts'
import { hrefOf } from '../../client/router.ts'
import { useHotel, useNow } from '../../client/use-hotel.tsx'
import type { Happening } from './happened-model.ts'

type Props = { happening: Happening; detail: MessageDetail; channel: string }

const dotOf = (attempt: Attempt): string => {
  if (attempt.outcome === 'delivered' || attempt.outcome === 'delivered-with-notes') return 'dot-ok'
  if (attempt.outcome === 'retry' || attempt.outcome === 'throttled') return 'dot-heal'
  return attempt.outcome === null || attempt.outcome === 'accepted' ? 'dot-live' : 'dot-act'
}

/** How a try ended, in words. The explanation's own title where it explains this very try. */
const useTryWords = (detail: MessageDetail, channel: string): ((attempt: Attempt) => string) => {
  const { t } = useTranslation()
  return ({ outcome, cause, endedAt }) => {
    if (outcome === null) return endedAt === null ? t('try.underWay', { channel }) : t('try.unsure', { channel })
    if (cause !== null && cause === detail.cause && detail.explanation) return detail.explanation.title
    return t(`try.${outcome}`, { channel })
  }
}

const Line = ({
  at,
  dot,
  isFuture = false,
  children,
}: {
  at: number
  dot: string
  isFuture?: boolean
  children: ReactNode
}) => {
  const { formats } = useHotel()
  const now = useNow()
  const isToday = formats.dayOf(at) === formats.dayOf(now)
  return (
    <li className={isFuture ? 'is-future' : undefined}>
      <span className="line-time">
        <time>{formats.time(at)}</time>
        {!isToday && <span className="small num">{formats.day(formats.dayOf(at), formats.dayOf(now))}</span>}
      </span>
      <span className={`dot ${dot}`} />
      <div>{children}</div>
    </li>
  )
}

const Try = ({
  attempt,
  isSameAsBefore,
  detail,
  channel,
}: {
  attempt: Attempt
  isSameAsBefore: boolean
  detail: MessageDetail
  channel: string
}) => {
  const { t } = useTranslation()
  const { formats } = useHotel()
  const words = useTryWords(detail, channel)
  const took = attempt.endedAt === null ? null : formats.lasting(attempt.endedAt - attempt.startedAt)
  const more = isSameAsBefore ? t('try.sameAfter', { took }) : t('try.after', { took })
  return (
    <Line at={attempt.startedAt} dot={dotOf(attempt)}>
      <strong>{t('try.titled', { n: attempt.n, words: words(attempt) })}</strong>
      {took && <p className="quiet num">{more}</p>}
    </Line>
  )
}

/** One line of the time line; tries in a row that ended the same way unfold on demand. */
export const HappeningLine = ({ happening, detail, channel }: Props) => {
  const { t } = useTranslation()
  const { formats } = useHotel()
  const [isOpen, setOpen] = useState(false)
  switch (happening.kind) {
    case 'next':
      return (
        <Line at={happening.at} dot="dot-next" isFuture>
          <strong>{t(happening.what === 'poll' ? 'happened.asks' : 'happened.triesAgain', { channel })}</strong>{' '}
          <span className="quiet">{t('happened.byItself')}</span>
        </Line>
      )
    case 'try':
      return <Try {...happening} detail={detail} channel={channel} />
    case 'tries': {
      if (isOpen)
        return happening.attempts
          .toReversed()
          .map((attempt) => <Try key={attempt.n} attempt={attempt} isSameAsBefore detail={detail} channel={channel} />)
      const [first, last] = [happening.attempts[0]?.n, happening.attempts.at(-1)?.n]
      return (
        <Line at={happening.at} dot="dot-heal">
          {t('try.between', { first, last, until: formats.time(happening.untilAt) })}{' '}
          <Link as="button" inline onClick={() => setOpen(true)}>
            {t('try.show')}
          </Link>
        </Line>
      )
    }
    case 'act':
      return (
        <Line at={happening.at} dot="dot-calm">
          <strong>{t(`acted.${happening.act.what}`, { who: happening.act.who })}</strong>
          {happening.act.reason && <p className="quiet">{happening.act.reason}</p>}
        </Line>
      )
    case 'replaced':
      return (
        <Line at={happening.at} dot="dot-calm">
          {t('happened.replaced')} <a href={hrefOf({ name: 'message', id: happening.by })}>{t('happened.showIt')}</a>
        </Line>
      )
    case 'captured':
      return (
        <Line at={happening.at} dot="dot-ok">
          <strong>{t('happened.captured')}</strong>
          <p className="mono quiet">{detail.fileName}</p>
        </Line>
      )
  }
}
