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

/**
 * The buttons for the acts that the engine allows. Where a message may have arrived, "it did not arrive"
 * sends it again, so there is no Resend beside it; the question about an hour asks for no reason, so it
 * stands only where none is needed.
 */
export const buttonsOf = (acts: MessageDetail['acts']): Asked[] => {
  const can = (name: MessageDetail['acts'][number]['act']) => acts.find(({ act }) => act === name)
  const resend = can('settle') ? undefined : can('resend')
  return [
    ...(resend ? ['resend' as const] : []),
    ...(can('settle') ? ['arrived' as const, 'missing' as const] : []),
    ...(resend?.needsReason === false ? ['later' as const] : []),
    ...(can('support') ? ['support' as const] : []),
    ...(can('close') ? ['handled' as const] : []),
  ]
}

/** Resend is the main button only where it helps now. */
export const isResendMain = ({ state, explanation }: Pick<MessageDetail, 'state' | 'explanation'>): boolean =>
  state === 'failed' && explanation?.resend === 'helps'

const resendWord = (state: MessageDetail['state']) => {
  if (state === 'waiting') return 'tryNow'
  return state === 'failed' ? 'resend' : 'sendAgain'
}

/** The buttons of a message and the questions behind them. */
export const MessageActions = ({ detail, channel }: { detail: MessageDetail; channel: string }) => {
  const { t } = useTranslation()
  const [asked, setAsked] = useState<Asked | null>(null)
  const buttons = buttonsOf(detail.acts)
  const ask = useCallback(() => setAsked('resend'), [])
  const close = () => setAsked(null)
  useResendKey(buttons.includes('resend') ? ask : null)
  const name = nameOf(t, detail)
  if (buttons.length === 0) {
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
      {buttons.includes('resend') && (
        <Button
          appearance={isResendMain(detail) ? 'primary' : 'secondary'}
          icon={<ArrowClockwise20Regular />}
          aria-label={`${t(`act.${resendWord(detail.state)}`)} ${name}`}
          onClick={ask}
        >
          {t(`act.${resendWord(detail.state)}`)}
        </Button>
      )}
      {buttons.includes('arrived') && (
        <Button appearance="primary" onClick={() => setAsked('arrived')}>
          {t('act.arrived')}
        </Button>
      )}
      {buttons.includes('missing') && <Button onClick={() => setAsked('missing')}>{t('act.missing')}</Button>}
      {buttons.includes('later') && <Button onClick={() => setAsked('later')}>{t('act.later')}</Button>}
      {buttons.includes('support') && <Button onClick={() => setAsked('support')}>{t('act.support')}</Button>}
      {buttons.includes('handled') && (
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
