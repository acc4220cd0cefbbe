import { useTranslation } from 'react-i18next'
import type { MessageDetail } from '../../main/contract/message.ts'
import { copyText } from '../client/copy-text.ts'
import { useHotel } from '../client/use-hotel.tsx'
import { useCall } from '../client/use-night-porter.tsx'
import { AskDialog } from '../parts/ask-dialog.tsx'
import { ErrorBar, Pending } from '../parts/pending.tsx'
import { useToast } from '../parts/use-toast.tsx'

/**
 * A ready text for whoever must help, with the evidence and without guest data, to be copied into a mail or a
 * form.
 */
export const SupportDialog = ({ detail, onClose }: { detail: MessageDetail; onClose: () => void }) => {
  const { t } = useTranslation()
  const { health } = useHotel()
  const toast = useToast()
  const support = useCall('messages.support', { id: detail.id }, { onlyOnce: true })
  const channel = health.connections.find(({ id }) => id === detail.connection)?.label ?? detail.connection
  const text = support.data?.text ?? ''
  const copy = async () => {
    await copyText(text)
    toast(t('file.copied'))
  }
  return (
    <AskDialog
      title={t('support.title', { channel })}
      safe={t('support.close')}
      choices={text === '' ? [] : [t('support.copy')]}
      main="go"
      onGo={copy}
      onClose={onClose}
    >
      <p>{t('support.hint')}</p>
      {support.isError && <ErrorBar text={support.error.message} />}
      {support.isPending && <Pending />}
      {text !== '' && (
        <>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls and must be reachable by keyboard */}
          <pre className="vendor mono content" tabIndex={0}>
            {text}
          </pre>
        </>
      )}
    </AskDialog>
  )
}
