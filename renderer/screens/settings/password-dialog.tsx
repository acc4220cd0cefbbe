import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  Input,
} from '@fluentui/react-components'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAct } from '../../client/use-night-porter.tsx'
import { ErrorBar } from '../../parts/pending.tsx'
import { useToast } from '../../parts/use-toast.tsx'

type Props = { name: string; connection: string; channel: string; isToken: boolean; onClose: () => void }

/** Takes a new password or token; it goes to the secret store and is never shown again. */
export const PasswordDialog = ({ name, connection, channel, isToken, onClose }: Props) => {
  const { t } = useTranslation()
  const set = useAct('secrets.set')
  const toast = useToast()
  const [value, setValue] = useState('')
  const [isAsked, setAsked] = useState(false)
  const kind = isToken ? 'token' : 'password'
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    setAsked(true)
    if (!value || set.isPending) return
    set.mutate(
      { name, value, connection },
      {
        onSuccess: () => {
          toast(t(`secret.${kind}.saved`))
          onClose()
        },
      },
    )
  }
  return (
    <Dialog open onOpenChange={(_event, { open }) => open || onClose()}>
      <DialogSurface className="ask">
        <form onSubmit={onSubmit} noValidate>
          <DialogBody>
            <DialogTitle>{t(`secret.${kind}.title`, { channel })}</DialogTitle>
            <DialogContent className="ask-content">
              <p>{t('secret.text')}</p>
              <Field
                label={t(`secret.${kind}.label`)}
                required
                validationMessage={isAsked && !value ? t(`secret.${kind}.missing`) : null}
              >
                <Input
                  type="password"
                  value={value}
                  onChange={(_event, data) => setValue(data.value)}
                  autoComplete="new-password"
                />
              </Field>
              {set.isError && <ErrorBar text={set.error.message} />}
            </DialogContent>
            <DialogActions className="ask-actions" position="start" fluid>
              <Button appearance="primary" type="submit">
                {set.isPending ? t('common.working') : t('secret.save')}
              </Button>
              <Button onClick={onClose}>{t('secret.cancel')}</Button>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  )
}
