import { Button, MessageBar, MessageBarActions, MessageBarBody, MessageBarTitle } from '@fluentui/react-components'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Health } from '../../../main/contract/health.ts'
import { useHotel, useNow } from '../../client/use-hotel.tsx'
import { useAct } from '../../client/use-night-porter.tsx'
import { AskDialog } from '../../parts/ask-dialog.tsx'
import { useToast } from '../../parts/use-toast.tsx'

type Notice = NonNullable<Health['notices']>[number]

const CloseDialog = ({ notice: { id, sentence }, onClose }: { notice: Notice; onClose: () => void }) => {
  const { t } = useTranslation()
  const close = useAct('notices.close')
  const toast = useToast()
  const onGo = async () => {
    await close.mutateAsync({ id })
    toast(t('notice.done'))
  }
  return (
    <AskDialog
      title={t('notice.title')}
      safe={t('notice.safe')}
      choices={[t('notice.go')]}
      main="safe"
      onGo={onGo}
      onClose={onClose}
    >
      <p>{sentence}</p>
      <p>{t('notice.what')}</p>
    </AskDialog>
  )
}

/** Captured as if the settings still named the folder: nothing to be weighed, so nothing is asked. */
const CaptureButton = ({ notice: { id } }: { notice: Notice }) => {
  const { t } = useTranslation()
  const capture = useAct('folders.capture')
  const toast = useToast()
  const onGo = async () => {
    await capture.mutateAsync({ notice: id })
    toast(t('formerFolder.done'))
  }
  return (
    <Button disabled={capture.isPending} onClick={() => void onGo()}>
      {t('formerFolder.go')}
    </Button>
  )
}

const RestoreDialog = ({ notice: { sentence }, onClose }: { notice: Notice; onClose: () => void }) => {
  const { t } = useTranslation()
  const restore = useAct('settings.restore')
  const toast = useToast()
  const onGo = async () => {
    await restore.mutateAsync({})
    toast(t('restore.done'))
  }
  return (
    <AskDialog
      title={t('restore.title')}
      safe={t('restore.safe')}
      choices={[t('restore.go')]}
      main="safe"
      onGo={onGo}
      onClose={onClose}
    >
      <p>{sentence}</p>
      <p>{t('restore.what')}</p>
    </AskDialog>
  )
}

/**
 * What happened to the data of this PC and what to check: a damaged database that was set aside, a full disk,
 * a program that stood still.
 */
export const Notices = () => {
  const { t } = useTranslation()
  const { health, formats } = useHotel()
  const now = useNow()
  const [closing, setClosing] = useState<Notice | null>(null)
  const [restoring, setRestoring] = useState<Notice | null>(null)
  return (
    <>
      {(health.notices ?? []).map((notice) => (
        <MessageBar key={notice.id} intent="warning" layout="multiline">
          <MessageBarBody>
            <MessageBarTitle className="num">{formats.moment(notice.at, now)}</MessageBarTitle>
            {notice.sentence}
          </MessageBarBody>
          {(notice.canClose || notice.offer !== undefined) && (
            <MessageBarActions>
              {notice.offer === 'capture-former' && <CaptureButton notice={notice} />}
              {notice.offer === 'restore-settings' && (
                <Button onClick={() => setRestoring(notice)}>{t('restore.open')}</Button>
              )}
              {notice.canClose && <Button onClick={() => setClosing(notice)}>{t('notice.close')}</Button>}
            </MessageBarActions>
          )}
        </MessageBar>
      ))}
      {restoring && <RestoreDialog notice={restoring} onClose={() => setRestoring(null)} />}
      {closing && <CloseDialog notice={closing} onClose={() => setClosing(null)} />}
    </>
  )
}
