import { Button, Field, Input } from '@fluentui/react-components'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { GuestData } from '../../../main/contract/methods.ts'
import { useAct, useAsk } from '../../client/use-night-porter.tsx'
import { AskDialog } from '../../parts/ask-dialog.tsx'
import { PartOfScreen } from '../../parts/part-of-screen.tsx'
import { ErrorBar } from '../../parts/pending.tsx'
import { useToast } from '../../parts/use-toast.tsx'

type EraseProps = { data: GuestData; onErased: () => Promise<void>; onClose: () => void }

/** Asks once more, and for a reason; what is still on its way goes only by a choice of its own. */
const EraseDialog = ({ data, onErased, onClose }: EraseProps) => {
  const { t } = useTranslation()
  const erase = useAct('guests.erase')
  const toast = useToast()
  const onTheirWay = data.messages.filter(({ needsConfirm }) => needsConfirm).length
  const damaged = data.copies.filter(({ messages }) => messages === null).length
  const all = t('guests.eraseAll')
  const choices = onTheirWay + damaged > 0 ? [t('guests.eraseFinished'), all] : [all]
  return (
    <AskDialog
      title={t('guests.eraseTitle', { count: data.messages.length })}
      safe={t('guests.keep')}
      choices={choices}
      main="none"
      reason={{ label: t('guests.reason'), hint: t('guests.reasonHint'), missing: t('resend.reasonMissing') }}
      onGo={async (choice, reason) => {
        const done = await erase.mutateAsync({
          ids: data.messages.map(({ id }) => id),
          reason,
          confirm: choice === all,
        })
        toast(
          done.left.length > 0
            ? t('guests.erasedSome', { count: done.left.length })
            : t('guests.erased', { count: done.messages }),
        )
        await onErased()
      }}
      onClose={onClose}
    >
      <p>{t('guests.eraseText')}</p>
      {onTheirWay > 0 && <p>{t('guests.onTheirWay', { count: onTheirWay })}</p>}
      {damaged > 0 && <p>{t('guests.damagedCopies', { count: damaged })}</p>}
    </AskDialog>
  )
}

const Stored = ({ data }: { data: GuestData }) => {
  const { t } = useTranslation()
  const { messages, files, copies, isCut } = data
  return (
    <>
      <ul className="stored">
        {messages.map((one) => (
          <li key={one.id}>
            <strong>{one.guest ?? one.fileName}</strong> {one.reservationId}
            <p className="quiet">
              {t(`kind.${one.kind}`)}, {t(`state.${one.state}`)},{' '}
              {t('guests.counts', { attempts: one.attempts, replies: one.replies, acts: one.acts })},{' '}
              {t(one.hasBody || one.hasFile ? 'guests.hasContent' : 'guests.noContent')}
            </p>
          </li>
        ))}
        {files.map(({ name, place }) => (
          <li key={name}>
            <span className="mono">{name}</span>
            <p className="quiet">{t(`guests.place.${place}`)}</p>
          </li>
        ))}
        {copies.map(({ name, kind, messages: count }) => (
          <li key={name}>
            <span className="mono">{name}</span>
            <p className="quiet">
              {t(`guests.copy.${kind}`)} {count === null ? t('guests.damaged') : t('guests.inCopy', { count })}
            </p>
          </li>
        ))}
      </ul>
      {isCut && <p>{t('guests.more')}</p>}
    </>
  )
}

/** What is stored of a guest, for whoever asks, and its erasing. */
export const GuestCard = () => {
  const { t } = useTranslation()
  const ask = useAsk('guests.find')
  const [search, setSearch] = useState('')
  const [data, setData] = useState<GuestData | null>(null)
  const [trouble, setTrouble] = useState('')
  const [isAsking, setAsking] = useState(false)
  const find = async () => {
    setTrouble('')
    // What went wrong stands below the field until the next try.
    await ask({ search }).then(setData, (error) => setTrouble(error.message))
  }
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    if (search.trim().length >= 2) void find()
  }
  const isEmpty = data !== null && data.messages.length + data.files.length + data.copies.length === 0
  return (
    <PartOfScreen id="guests" title={t('guests.title')}>
      <form onSubmit={onSubmit} noValidate className="stack">
        <Field label={t('guests.label')} hint={t('guests.hint')}>
          <Input value={search} onChange={(_event, { value }) => setSearch(value)} maxLength={200} autoComplete="off" />
        </Field>
        <div className="actions">
          <Button type="submit">{t('guests.find')}</Button>
          {data !== null && data.messages.length > 0 && (
            <Button onClick={() => setAsking(true)}>{t('guests.erase')}</Button>
          )}
        </div>
      </form>
      {trouble && <ErrorBar text={trouble} />}
      <div role="status">
        {isEmpty && <p className="quiet">{t('guests.nothing')}</p>}
        {data !== null && !isEmpty && <Stored data={data} />}
      </div>
      {isAsking && data !== null && <EraseDialog data={data} onErased={find} onClose={() => setAsking(false)} />}
    </PartOfScreen>
  )
}
