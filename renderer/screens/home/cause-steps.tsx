import { Button } from '@fluentui/react-components'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CauseGroup } from '../../../main/contract/methods.ts'
import { LaterDialog } from '../../acts/later-dialog.tsx'
import { findHref, hrefOf } from '../../client/router.ts'
import { useHotel } from '../../client/use-hotel.tsx'
import { countOf } from '../../parts/cause-words.ts'
import { Steps } from '../../parts/steps.tsx'

/**
 * What happened, what to do step by step, what Night Porter does by itself, and the bookings: the card,
 * unfolded.
 */
export const CauseSteps = ({ group }: { group: CauseGroup }) => {
  const { t } = useTranslation()
  const { health, formats, today } = useHotel()
  const { count } = countOf(group)
  const [isAsking, setAsking] = useState(false)
  const channel = health.connections.find(({ id }) => id === group.connection)?.label ?? group.connection
  return (
    <>
      <h3>{t('cause.whatHappened')}</h3>
      <p className="lead">{group.what}</p>
      {group.steps.length > 0 && (
        <>
          <h3>{t('cause.whatToDo')}</h3>
          <Steps steps={group.steps} />
        </>
      )}
      {group.contact?.hours && (
        <p className="quiet">
          {t('cause.reached', { who: group.contact.name ?? t(`who.${group.who}`), hours: group.contact.hours })}
        </p>
      )}
      {group.canResend && group.resend !== 'risky' && <Button onClick={() => setAsking(true)}>{t('act.later')}</Button>}
      {isAsking && (
        <LaterDialog target={{ cause: group.cause }} channel={channel} count={count} onClose={() => setAsking(false)} />
      )}
      {group.will && <p className="note note-calm">{group.will}</p>}
      {group.first.length > 0 && (
        <ul className="people" aria-label={t('cause.bookings')}>
          {group.first.map(({ id, guest, reservationId, arrival, fileName }) => (
            <li key={id}>
              <a href={hrefOf({ name: 'message', id })}>{guest ?? reservationId ?? fileName}</a>
              {arrival && <span className="quiet num">{t('cause.arrives', { day: formats.day(arrival, today) })}</span>}
              {arrival === today && <span className="tag tag-act">{t('common.today')}</span>}
            </li>
          ))}
          {count > group.first.length && (
            <li>
              <a href={findHref({ cause: group.cause })}>{t('cause.showAll', { count })}</a>
            </li>
          )}
        </ul>
      )}
    </>
  )
}
