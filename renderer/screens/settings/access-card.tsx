import { Button, Field, Input } from '@fluentui/react-components'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAct, useCall } from '../../client/use-night-porter.tsx'
import { PartOfScreen } from '../../parts/part-of-screen.tsx'
import { ErrorBar } from '../../parts/pending.tsx'

/** Asks for hotel IT's PIN where one is set; nothing where settings are open to everyone. */
export const AccessCard = () => {
  const { t } = useTranslation()
  const access = useCall('access.state', {})
  const unlock = useAct('access.unlock')
  const [pin, setPin] = useState('')
  if (!access.data?.needsPin) return null
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    if (pin === '' || unlock.isPending) return
    unlock.mutate({ pin }, { onSuccess: () => void access.refetch() })
    setPin('')
  }
  return (
    <PartOfScreen id="access" title={t('access.title')}>
      {access.data.isUnlocked ? (
        <p className="secret">{t('access.open')}</p>
      ) : (
        <form onSubmit={onSubmit} noValidate>
          <Field label={t('access.label')} hint={t('access.hint')}>
            <Input
              type="password"
              inputMode="numeric"
              autoComplete="off"
              value={pin}
              onChange={(_event, { value }) => setPin(value)}
              contentAfter={
                <Button type="submit" size="small">
                  {t('access.unlock')}
                </Button>
              }
            />
          </Field>
        </form>
      )}
      {unlock.isError && <ErrorBar text={unlock.error.message} />}
    </PartOfScreen>
  )
}
