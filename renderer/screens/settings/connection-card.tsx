import { Button, Field, Input } from '@fluentui/react-components'
import { LockClosed16Regular } from '@fluentui/react-icons'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Output } from '../../../main/contract/methods.ts'
import { useHotel } from '../../client/use-hotel.tsx'
import { useAct } from '../../client/use-night-porter.tsx'
import { Mark } from '../../parts/glyphs.tsx'
import { linkIndicators } from '../../parts/health-indicators.ts'
import { PartOfScreen } from '../../parts/part-of-screen.tsx'
import { ErrorBar, Pending } from '../../parts/pending.tsx'
import { useToast } from '../../parts/use-toast.tsx'
import { PasswordDialog } from './password-dialog.tsx'
import { type ConnectionView, isLocked, type SettingsView, withConnection } from './settings-view.ts'
import { TestSteps } from './test-steps.tsx'

type Props = {
  connection: ConnectionView
  index: number
  settings: SettingsView
  locked: readonly string[]
  /** The secret that the connection needs; none for one that is not in force yet. */
  needed: Output<'settings.get'>['connections'][number] | undefined
}

type TextFieldProps = { label: string; value: string; isFixed: boolean; onChange: (value: string) => void }

const TextField = ({ label, value, isFixed, onChange }: TextFieldProps) => {
  const { t } = useTranslation()
  return (
    <Field label={label} hint={isFixed ? t('settings.byPolicy') : null}>
      <Input
        value={value}
        readOnly={isFixed}
        contentBefore={isFixed ? <LockClosed16Regular aria-hidden="true" /> : null}
        onChange={(_event, data) => onChange(data.value)}
        autoComplete="off"
        spellCheck={false}
      />
    </Field>
  )
}

/** One connection: where it goes, as whom, and whether it works. */
export const ConnectionCard = ({ connection, index, settings, locked, needed }: Props) => {
  const { t } = useTranslation()
  const { health } = useHotel()
  const save = useAct('settings.save')
  const test = useAct('connections.test')
  const toast = useToast()
  const [edited, setEdited] = useState<Partial<ConnectionView>>({})
  const [isAsking, setAsking] = useState(false)
  const link = health.connections.find(({ id }) => id === connection.id)
  const secret = needed?.secret ?? ''
  const isToken = needed?.secretKind === 'token'
  const isSet = needed?.isSecretSet === true
  const isChanged = Object.entries(edited).some(([field, value]) => connection[field] !== value)
  const fixed = (field: string) => isLocked(locked, `connections[${index}].${field}`)
  const onSave = async () => {
    // What went wrong stands below the fields until the next try.
    await save.mutateAsync({ settings: withConnection(settings, connection.id, edited) }).then(
      () => {
        setEdited({})
        toast(t('settings.saved'))
      },
      () => undefined,
    )
  }
  return (
    <PartOfScreen
      id={`connection-${connection.id}`}
      title={connection.label}
      beside={
        link && (
          <span className="state quiet">
            <Mark {...linkIndicators[link.state]} />
            {t(`link.${link.state}`)}
          </span>
        )
      }
    >
      <div className="fields">
        <div className="field-wide">
          <TextField
            label={t('settings.address')}
            value={edited.url ?? connection.url}
            isFixed={fixed('url')}
            onChange={(url) => setEdited({ ...edited, url })}
          />
        </div>
        {connection.username !== undefined && (
          <TextField
            label={t('settings.username')}
            value={edited.username ?? connection.username}
            isFixed={fixed('username')}
            onChange={(username) => setEdited({ ...edited, username })}
          />
        )}
        <Field label={t(isToken ? 'settings.token' : 'settings.password')}>
          <p className={`secret${isSet ? '' : ' secret-missing'}`}>
            {isSet ? t('settings.secretKept') : t('settings.secretMissing')}
          </p>
        </Field>
      </div>
      {save.isError && <ErrorBar text={save.error.message} />}
      <div className="actions">
        {isChanged && (
          <>
            <Button appearance="primary" onClick={() => void onSave()}>
              {t('settings.save')}
            </Button>
            <Button onClick={() => setEdited({})}>{t('settings.discard')}</Button>
          </>
        )}
        <Button
          appearance={isChanged ? 'secondary' : 'primary'}
          onClick={() => test.isPending || test.mutate({ id: connection.id })}
        >
          {t('settings.test')}
        </Button>
        {needed && (
          <Button onClick={() => setAsking(true)}>
            {t(isToken ? 'settings.changeToken' : 'settings.changePassword')}
          </Button>
        )}
      </div>
      <div role="status" className="test">
        {test.isPending && (
          <>
            <p className="quiet">{t('settings.testing', { channel: connection.label })}</p>
            <Pending />
          </>
        )}
        {test.data && !test.isPending && <TestSteps key={test.submittedAt} {...test.data} channel={connection.label} />}
      </div>
      {test.isError && <ErrorBar text={test.error.message} />}
      {isAsking && (
        <PasswordDialog
          name={secret}
          connection={connection.id}
          channel={connection.label}
          isToken={isToken}
          onClose={() => setAsking(false)}
        />
      )}
    </PartOfScreen>
  )
}
