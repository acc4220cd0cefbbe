import { Button, Field, Input } from '@fluentui/react-components'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useHotel, useNow } from '../client/use-hotel.tsx'
import { useAct } from '../client/use-night-porter.tsx'
import { AskDialog } from '../parts/ask-dialog.tsx'
import { useToast } from '../parts/use-toast.tsx'

const ready = ['06:00', '09:00', '14:00']

type Props = { target: { ids: string[] } | { cause: string }; channel: string; count: number; onClose: () => void }

/** Sends again at a time of the hotel's clock, by itself: three ready choices, or any other time. */
export const LaterDialog = ({ target, channel, count, onClose }: Props) => {
  const { t } = useTranslation()
  const { formats } = useHotel()
  const now = useNow()
  const resend = useAct('messages.resend')
  const toast = useToast()
  const [at, setAt] = useState('09:00')
  const isTime = /^([01]\d|2[0-3]):[0-5]\d$/.test(at)
  const isTomorrow = isTime && at <= formats.time(now)
  const onGo = async () => {
    if (!isTime) throw new Error(t('later.wrong'))
    await resend.mutateAsync({ ...target, notBeforeTime: at })
    toast(t('later.done', { at }))
  }
  return (
    <AskDialog
      title={t('later.title', { count, channel })}
      safe={t('resend.notNow')}
      choices={[t(isTomorrow ? 'later.goTomorrow' : 'later.go', { at })]}
      main="go"
      onGo={onGo}
      onClose={onClose}
    >
      <p>{t('later.hint')}</p>
      <div className="actions">
        {ready.map((time) => (
          <Button
            key={time}
            appearance={time === at ? 'primary' : 'secondary'}
            aria-pressed={time === at}
            onClick={() => setAt(time)}
          >
            {time}
          </Button>
        ))}
      </div>
      <Field label={t('later.other')} validationMessage={isTime ? null : t('later.wrong')}>
        <Input type="time" value={at} onChange={(_event, { value }) => setAt(value)} />
      </Field>
    </AskDialog>
  )
}
