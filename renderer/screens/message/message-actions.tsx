import { Button } from '@fluentui/react-components'
import { ArrowClockwise20Regular } from '@fluentui/react-icons'
import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MessageDetail } from '../../../main/contract/message.ts'
import { LaterDialog } from '../../acts/later-dialog.tsx'
import { ResendDialog } from '../../acts/resend-dialog.tsx'
import { HandledDialog, SettleDialog } from '../../acts/settle-dialog.tsx'
import { SupportDialog } from '../../acts/support-dialog.tsx'
import { nameOf } from '../../parts/message-words.ts'
import { useResendKey } from '../../parts/use-shortcuts.ts'
import { SaveCopy } from './save-copy.tsx'

type Asked = 'resend' | 'later' | 'handled' | 'arrived' | 'missing' | 'support'

const isOpen = ({ state }: Pick<MessageDetail, 'state'>): boolean => state === 'failed' || state === 'waiting'

/** What a person may do with a message in its state; the first is what helps now. */
export const actsOf = (
  detail: Pick<MessageDetail, 'state' | 'kind' | 'explanation'>,
): { resend: 'main' | 'beside' | 'none'; acts: Asked[] } => {
  if (detail.state === 'unsure') return { resend: 'none', acts: ['arrived', 'missing', 'support'] }
  // A file that could not be read holds nothing to send.
  if (detail.kind === 'other' && detail.state !== 'delivered')
    return { resend: 'none', acts: isOpen(detail) ? ['handled', 'support'] : [] }
  if (detail.state === 'failed')
    return {
      resend: detail.explanation?.resend === 'helps' ? 'main' : 'beside',
      acts: ['resend', 'later', 'support', 'handled'],
    }
  if (detail.state === 'waiting') return { resend: 'beside', acts: ['resend', 'later', 'handled'] }
  if (detail.state === 'confirming') return { resend: 'none', acts: ['handled'] }
  if (detail.state === 'superseded' || detail.state === 'sending') return { resend: 'none', acts: [] }
  return { resend: 'beside', acts: ['resend'] }
}

const resendWord = (state: MessageDetail['state']) => {
  if (state === 'waiting') return 'tryNow'
  return state === 'failed' ? 'resend' : 'sendAgain'
}

/** The buttons of a message and the questions behind them. */
export const MessageActions = ({ detail, channel }: { detail: MessageDetail; channel: string }) => {
  const { t } = useTranslation()
  const [asked, setAsked] = useState<Asked | null>(null)
  const { acts, resend } = actsOf(detail)
  const ask = useCallback(() => setAsked('resend'), [])
  const close = () => setAsked(null)
  useResendKey(acts.includes('resend') ? ask : null)
  const name = nameOf(t, detail)
  if (acts.length === 0) {
    const isFile = detail.kind === 'other' && detail.state !== 'sending'
    return (
      <div className="actions">
        {!isFile && <p className="quiet lead">{t(detail.state === 'sending' ? 'act.whileSending' : 'act.replaced')}</p>}
        <SaveCopy detail={detail} />
      </div>
    )
  }
  return (
    <div className="actions">
      {detail.kind === 'other' && <SaveCopy detail={detail} />}
      {acts.includes('resend') && (
        <Button
          appearance={resend === 'main' ? 'primary' : 'secondary'}
          icon={<ArrowClockwise20Regular />}
          aria-label={`${t(`act.${resendWord(detail.state)}`)} ${name}`}
          onClick={ask}
        >
          {t(`act.${resendWord(detail.state)}`)}
        </Button>
      )}
      {acts.includes('arrived') && (
        <Button appearance="primary" onClick={() => setAsked('arrived')}>
          {t('act.arrived')}
        </Button>
      )}
      {acts.includes('missing') && <Button onClick={() => setAsked('missing')}>{t('act.missing')}</Button>}
      {acts.includes('later') && <Button onClick={() => setAsked('later')}>{t('act.later')}</Button>}
      {acts.includes('support') && <Button onClick={() => setAsked('support')}>{t('act.support')}</Button>}
      {acts.includes('handled') && (
        <Button appearance="transparent" className="button-quiet" onClick={() => setAsked('handled')}>
          {t('act.handled')}
        </Button>
      )}
      {detail.kind !== 'other' && <SaveCopy detail={detail} />}
      {asked === 'resend' && <ResendDialog detail={detail} onClose={close} />}
      {asked === 'later' && <LaterDialog target={{ ids: [detail.id] }} channel={channel} count={1} onClose={close} />}
      {asked === 'support' && <SupportDialog detail={detail} onClose={close} />}
      {asked === 'handled' && <HandledDialog detail={detail} channel={channel} onClose={close} />}
      {(asked === 'arrived' || asked === 'missing') && (
        <SettleDialog detail={detail} channel={channel} hasArrived={asked === 'arrived'} onClose={close} />
      )}
    </div>
  )
}
