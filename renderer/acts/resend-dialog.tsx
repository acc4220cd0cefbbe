import { useTranslation } from 'react-i18next'
import type { MessageDetail } from '../../main/contract/message.ts'
import type { CauseGroup } from '../../main/contract/methods.ts'
import type { ResendWorth } from '../../main/contract/words.ts'
import { useHotel } from '../client/use-hotel.tsx'
import { useAct } from '../client/use-night-porter.tsx'
import { AskDialog } from '../parts/ask-dialog.tsx'
import { countOf } from '../parts/cause-words.ts'
import { useToast } from '../parts/use-toast.tsx'

type Props = { onClose: () => void } & (
  | { group: CauseGroup; detail?: never }
  | { detail: MessageDetail; group?: never }
)

/** Asks before anything is sent again. Says how many and to whom, and says so when it would not help yet. */
export const ResendDialog = ({ group, detail, onClose }: Props) => {
  const { t } = useTranslation()
  const { health } = useHotel()
  const resend = useAct('messages.resend')
  const toast = useToast()
  const connection = group?.connection ?? detail?.connection ?? ''
  const channel = health.connections.find(({ id }) => id === connection)?.label ?? connection
  const count = group ? countOf(group).count : 1
  const isReservation = group
    ? countOf(group).isReservations
    : detail?.kind === 'new' || detail?.kind === 'change' || detail?.kind === 'cancel'
  const worth: ResendWorth = group?.resend ?? detail?.explanation?.resend ?? 'helps'
  // A group is what failed: each of its messages that needs a reason is left out and looked at on its own.
  const needsReason = detail?.acts.some(({ act, needsReason: isNeeded }) => act === 'resend' && isNeeded) ?? false
  const isRisky = needsReason || worth === 'risky'
  const isUseless = worth === 'useless' && !needsReason
  const isSooner = detail?.state === 'waiting'
  const what = t(isReservation ? 'cause.reservations' : 'cause.messages', { count })

  const onGo = async (_choice: string, reason: string) => {
    const target = group ? { cause: group.cause } : { ids: [detail?.id ?? ''] }
    const done = await resend.mutateAsync({ ...target, ...(needsReason ? { confirm: true, reason } : {}) })
    toast(t('resend.done', { count: done.count, channel }))
  }
  return (
    <AskDialog
      title={t(isSooner ? 'resend.titleSooner' : 'resend.title', { count, what, channel })}
      safe={isUseless ? t('resend.notYet') : t('resend.notNow')}
      choices={[
        isUseless
          ? count === 2
            ? t('resend.goAnywayBoth')
            : t('resend.goAnyway', { count })
          : isSooner
            ? t('resend.goSooner')
            : count === 2
              ? t('cause.resendBoth')
              : t('resend.go', { count }),
      ]}
      main={isUseless || isRisky ? 'safe' : 'go'}
      onGo={onGo}
      onClose={onClose}
      {...(needsReason
        ? { reason: { label: t('resend.reason'), hint: t('resend.reasonHint'), missing: t('resend.reasonMissing') } }
        : {})}
    >
      <p>{t('resend.order', { count, channel })}</p>
      {isUseless && <p>{t('resend.useless', { channel, title: group?.title ?? detail?.explanation?.title ?? '' })}</p>}
      {isRisky && <p>{t(detail?.state === 'delivered' ? 'resend.delivered' : 'resend.risky', { channel })}</p>}
    </AskDialog>
  )
}
