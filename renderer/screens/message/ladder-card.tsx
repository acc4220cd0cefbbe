import { useTranslation } from 'react-i18next'
import type { MessageDetail } from '../../../main/contract/message.ts'
import { useHotel, useNow } from '../../client/use-hotel.tsx'
import { Ladder } from '../../parts/ladder.tsx'
import { ladderOf } from '../../parts/ladder-model.ts'
import { Steps } from '../../parts/steps.tsx'
import { MessageActions } from './message-actions.tsx'

/** How the tries went, in one sentence, then drawn; what somebody has to do, where somebody has to. */
export const LadderCard = ({ detail, channel }: { detail: MessageDetail; channel: string }) => {
  const { t } = useTranslation()
  const { formats } = useHotel()
  const now = useNow()
  const rungs = ladderOf(detail)
  const alarm = detail.next.find(({ what }) => what === 'alarm')
  const giveUp = detail.next.find(({ what }) => what === 'give-up')
  const so = (): string => {
    if (detail.attempts === 0 || detail.firstAttemptAt === null) {
      if (detail.state !== 'waiting' && detail.state !== 'sending') return t('ladder.notSent')
      return t(detail.heldBy ? 'ladder.held' : 'ladder.none')
    }
    const tries = t('ladder.tries', { count: detail.attempts, at: formats.moment(detail.firstAttemptAt, now) })
    if (detail.state !== 'waiting' && detail.state !== 'confirming') return tries
    if (alarm) return `${tries} ${t('ladder.alarm', { at: formats.moment(alarm.at, now) })}`
    return giveUp ? `${tries} ${t('ladder.giveUp', { at: formats.moment(giveUp.at, now) })}` : tries
  }
  const needsSomeone = detail.state === 'failed' || detail.state === 'unsure'
  const steps = needsSomeone ? (detail.explanation?.steps ?? []) : []
  return (
    <section className="card" aria-labelledby="ladder" data-region>
      <div className="card-head card-head-wraps">
        <div>
          <h2 id="ladder">{t('ladder.title')}</h2>
          <p className="quiet num">{so()}</p>
        </div>
        <MessageActions detail={detail} channel={channel} />
      </div>
      {rungs.length > 1 && <Ladder rungs={rungs} />}
      {needsSomeone && detail.explanation && (
        <div className="to-do">
          <h3>
            {t('cause.whatToDo')}
            <span className="quiet to-do-who">
              {t(`who.${detail.explanation.who}`)}, {t(`urgency.${detail.explanation.urgency}`)}
            </span>
          </h3>
          <Steps steps={steps} />
          {detail.explanation.will && <p className="note note-calm">{detail.explanation.will}</p>}
        </div>
      )}
    </section>
  )
}
