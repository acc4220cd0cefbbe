import { Button } from '@fluentui/react-components'
import { HandRight20Regular, Person20Regular, PersonSupport20Regular } from '@fluentui/react-icons'
import { type KeyboardEvent, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CauseGroup } from '../../../main/contract/methods.ts'
import { ResendDialog } from '../../acts/resend-dialog.tsx'
import { findHref, hrefOf } from '../../client/router.ts'
import { useHotel } from '../../client/use-hotel.tsx'
import { useAct } from '../../client/use-night-porter.tsx'
import { countOf, peopleOf, type SecondAct, secondActOf } from '../../parts/cause-words.ts'
import { CauseSteps } from './cause-steps.tsx'

const whoIcons = {
  'front-desk': HandRight20Regular,
  'channel-support': PersonSupport20Regular,
  'pms-vendor': PersonSupport20Regular,
}

/** Who acts, with name and phone, and whether it can wait. */
const Who = ({ group }: { group: CauseGroup }) => {
  const { t } = useTranslation()
  const Icon =
    group.who === 'front-desk' || group.who === 'channel-support' || group.who === 'pms-vendor'
      ? whoIcons[group.who]
      : Person20Regular
  const name = group.who === 'front-desk' ? null : group.contact?.name
  return (
    <p className="cause-who">
      <Icon aria-hidden="true" />
      <strong>{[t(`who.${group.who}`), name].filter(Boolean).join(', ')}</strong>
      {group.contact?.phone && group.who !== 'front-desk' && (
        <span className="num nowrap phone">{group.contact.phone}</span>
      )}
      {group.who !== 'nobody' && <span className="quiet">{t(`urgency.${group.urgency}`)}</span>}
    </p>
  )
}

/** Reservations that wait for somebody for one and the same reason. */
export const CauseCard = ({ group }: { group: CauseGroup }) => {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  const [isAsking, setAsking] = useState(false)
  const id = useId()
  const { count, isReservations } = countOf(group)
  const { health } = useHotel()
  const isByPerson = health.connections.some((one) => one.id === group.connection && one.isPausedByPerson)
  const second = secondActOf(group, isByPerson)
  const helps = second === 'resume' || (second === 'resend' && group.resend === 'helps')
  const onKey = (event: KeyboardEvent) => {
    if (event.key.toLowerCase() !== 'r' || event.ctrlKey || event.altKey || second !== 'resend' || isAsking) return
    event.preventDefault()
    setAsking(true)
  }
  return (
    <section className={`card cause${second === 'resume' ? ' cause-calm' : ''}`} aria-labelledby={id} onKeyDown={onKey}>
      <p className="cause-count">
        <strong className="num">{count}</strong>
        <span>{t(isReservations ? 'cause.reservations' : 'cause.messages', { count })}</span>
      </p>
      <div className="cause-text">
        <div className="cause-title">
          <h2 id={id}>{group.title}</h2>
          {group.arrivingToday > 0 && (
            <span className="tag tag-act">{t('cause.arriveToday', { count: group.arrivingToday })}</span>
          )}
        </div>
        <Who group={group} />
        <p className="quiet">{peopleOf(t, group)}</p>
      </div>
      <div className="cause-do">
        <Button
          appearance={helps ? 'secondary' : 'primary'}
          aria-expanded={isOpen}
          aria-controls={`${id}-steps`}
          onClick={() => setOpen(!isOpen)}
        >
          {t('cause.whatToDo')}
        </Button>
        <Second group={group} act={second} main={helps} onResend={() => setAsking(true)} />
      </div>
      <div id={`${id}-steps`} className="cause-steps" hidden={!isOpen}>
        {isOpen && <CauseSteps group={group} />}
      </div>
      {isAsking && <ResendDialog group={group} onClose={() => setAsking(false)} />}
    </section>
  )
}

type SecondProps = { group: CauseGroup; act: SecondAct; main: boolean; onResend: () => void }

const Second = ({ group, act, main, onResend }: SecondProps) => {
  const { t } = useTranslation()
  const resume = useAct('connections.resume')
  const { count } = countOf(group)
  if (act === 'resend') {
    const text = count === 2 ? t('cause.resendBoth') : t('cause.resend', { count })
    return (
      <Button appearance={main ? 'primary' : 'secondary'} aria-label={`${text}: ${group.title}`} onClick={onResend}>
        {text}
      </Button>
    )
  }
  if (act === 'resume')
    return (
      <Button appearance="primary" onClick={() => resume.mutate({ id: group.connection })}>
        {t('cause.resume')}
      </Button>
    )
  const [only] = group.first
  if (act === 'look') {
    const href = count === 1 && only ? hrefOf({ name: 'message', id: only.id }) : findHref({ cause: group.cause })
    return (
      <Button as="a" href={href}>
        {t('cause.look', { count })}
      </Button>
    )
  }
  if (act === 'none') return null
  return (
    <Button as="a" href={hrefOf({ name: 'settings' })}>
      {t('cause.test')}
    </Button>
  )
}
