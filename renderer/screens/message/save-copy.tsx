import { Button } from '@fluentui/react-components'
import { ArrowDownload20Regular } from '@fluentui/react-icons'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MessageDetail } from '../../../main/contract/message.ts'
import { bytesOf, saveFile } from '../../client/save-file.ts'
import { useHotel } from '../../client/use-hotel.tsx'
import { useAsk } from '../../client/use-night-porter.tsx'
import { AskDialog } from '../../parts/ask-dialog.tsx'
import { useToast } from '../../parts/use-toast.tsx'

type Props = { detail: Pick<MessageDetail, 'id' | 'kind' | 'fileName' | 'part'> }

const CopyDialog = ({ detail, onClose }: Props & { onClose: () => void }) => {
  const { t } = useTranslation()
  const { formats } = useHotel()
  const original = useAsk('messages.original')
  const toast = useToast()
  const fileName = detail.fileName || t('kind.other')
  const onGo = async () => {
    const answer = await original({ id: detail.id })
    const size = formats.size(answer.size)
    // The question stays open and shows the sentence.
    if (answer.kind !== 'kept') throw new Error(t(`copy.none.${answer.kind}`, { size }))
    saveFile(answer.fileName, bytesOf(answer.base64))
    toast(t('copy.done', { fileName, size }))
  }
  return (
    <AskDialog
      title={t('copy.title', { fileName })}
      safe={t('copy.notNow')}
      choices={[t('copy.go')]}
      main="go"
      onGo={onGo}
      onClose={onClose}
    >
      <p>{t('copy.what')}</p>
      {detail.part.of > 1 && <p>{t('copy.whole', { count: detail.part.of })}</p>}
      <p>{t('copy.care')}</p>
    </AskDialog>
  )
}

/**
 * Gives the exported file back as the PMS wrote it, after a word about what is in it. A file that could not
 * be used has nothing else to show for itself, so there it is a full button; beside a booking it stays in the
 * background.
 */
export const SaveCopy = ({ detail }: Props) => {
  const { t } = useTranslation()
  const [isAsked, setAsked] = useState(false)
  const open = () => setAsked(true)
  return (
    <>
      {detail.kind === 'other' ? (
        <Button icon={<ArrowDownload20Regular />} onClick={open}>
          {t('copy.save')}
        </Button>
      ) : (
        <Button appearance="transparent" className="button-quiet" onClick={open}>
          {t('copy.save')}
        </Button>
      )}
      {isAsked && <CopyDialog detail={detail} onClose={() => setAsked(false)} />}
    </>
  )
}
