import { useTranslation } from 'react-i18next'
import type { MessageDetail } from '../../main/contract/message.ts'
import { useAct } from '../client/use-night-porter.tsx'
import { AskDialog } from '../parts/ask-dialog.tsx'
import { useToast } from '../parts/use-toast.tsx'

type Props = { detail: MessageDetail; channel: string; onClose: () => void }

/** A booking that may have arrived: a person looked, and says whether it did. */
export const SettleDialog = ({ detail, channel, hasArrived, onClose }: Props & { hasArrived: boolean }) => {
  const { t } = useTranslation()
  const settle = useAct('messages.settle')
  const toast = useToast()
  const way = hasArrived ? 'arrived' : 'missing'
  return (
    <AskDialog
      title={t(`settle.${way}.title`, { channel })}
      safe={t('settle.notSure')}
      choices={[t(`settle.${way}.go`)]}
      main="go"
      reason={{
        label: t('settle.reason'),
        hint: t('settle.reasonHint'),
        initial: t(`settle.${way}.reason`, { channel }),
        missing: t('resend.reasonMissing'),
      }}
      onGo={async (_choice, reason) => {
        await settle.mutateAsync({ id: detail.id, arrived: hasArrived, reason })
        toast(t(`settle.${way}.done`, { channel }))
      }}
      onClose={onClose}
    >
      <p>{t(`settle.${way}.text`, { channel })}</p>
    </AskDialog>
  )
}

/**
 * Closes a booking that a person entered at the channel by hand, or that nobody needs any more. The choice is
 * the reason.
 */
export const HandledDialog = ({ detail, channel, onClose }: Props) => {
  const { t } = useTranslation()
  const close = useAct('messages.close')
  const toast = useToast()
  return (
    <AskDialog
      title={t('handled.title')}
      safe={t('handled.cancel')}
      choices={[t('handled.entered'), t('handled.notNeeded')]}
      main="none"
      onGo={async (choice) => {
        await close.mutateAsync({ id: detail.id, reason: choice })
        toast(t('handled.done'))
      }}
      onClose={onClose}
    >
      <p>{t('handled.text', { channel })}</p>
    </AskDialog>
  )
}
