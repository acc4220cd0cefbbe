import type { Answer, Output, ParsedInput } from '../../contract/methods.ts'
import { canMove } from '../../core/queue/moves.ts'
import type { MessageRecord } from '../../core/queue/records.ts'
import { atWallTime, shiftDay, wallTime } from '../../core/time/business-day.ts'
import type { StoredMessage } from '../../store/tables/messages.ts'
import type { EngineContext } from '../deps.ts'
import { freshBudget } from '../sending/release.ts'
import { causeUntil, needsConfirmForJob, setJobsAside } from './resend-jobs.ts'

/** What people do to messages. Each act is written with who and when; a resend starts a fresh budget and keeps the history. */

const refuse = (code: 'not-found' | 'wrong-state' | 'invalid-input', message: string) => ({
  ok: false as const,
  error: { code, message },
})

const record = (message: StoredMessage): MessageRecord => {
  const { details: _details, facts: _facts, ...rest } = message
  return rest
}

const needsConfirm = (message: MessageRecord): boolean =>
  ['delivered', 'handled', 'unsure', 'duplicate'].includes(message.state)

/** Resends by id, or everything failed of one cause. Bulk skips what would need a confirmation; one alone is refused with the reason. */
export const resend = (
  context: EngineContext,
  input: ParsedInput<'messages.resend'>,
): Answer<Output<'messages.resend'>> => {
  const { store, ids } = context
  const t = context.texts.in(context.current().locale)
  const asked = input.ids ?? (input.cause === undefined ? null : store.lists.idsByCause(input.cause))
  if (asked === null) return refuse('invalid-input', t('calls.resend-what'))
  const wanted = [...new Set(asked)]
  const isBulk = input.ids === undefined || wanted.length > 1
  if (!isBulk) {
    const message = store.messages.get(wanted[0] ?? '')
    if (!message) return refuse('not-found', t('calls.no-such-message'))
    const problem = whyNot(context, message, input, t)
    if (problem) return refuse('wrong-state', problem)
  }
  const batchId = ids.uuid()
  const count = store.write(() => wanted.filter((id) => resendOne(context, id, batchId, input, isBulk)).length)
  context.log.info('resend', { batch: batchId, count })
  context.changed('messages')
  return { ok: true, value: { batchId, count } }
}

const whyNot = (
  context: EngineContext,
  message: MessageRecord,
  input: ParsedInput<'messages.resend'>,
  t: (key: string) => string,
): string | null => {
  if (message.kind === 'other' || message.messageType === 'file') return t('calls.file-cannot-go')
  if (message.state === 'superseded') return t('calls.superseded')
  if (message.state === 'sending') return t('calls.sending-now')
  if (message.state === 'confirming') return t('calls.confirming-now')
  const mustConfirm = needsConfirm(message) || needsConfirmForJob(context, message)
  if (mustConfirm && !(input.confirm && input.reason)) return t('calls.needs-confirm')
  return null
}

const resendOne = (
  context: EngineContext,
  id: string,
  batchId: string,
  input: ParsedInput<'messages.resend'>,
  isBulk: boolean,
): boolean => {
  const { store, clock } = context
  const message = store.messages.get(id)
  if (!message || whyNot(context, message, isBulk ? { ...input, confirm: false } : input, String) !== null) return false
  if (message.state !== 'waiting' && !canMove(message.state, 'waiting')) return false
  const now = clock.now()
  const notBefore = notBeforeOf(context, input)
  setJobsAside(context, message)
  store.messages.update(
    {
      ...freshBudget(record(message)),
      state: 'waiting',
      cause: causeUntil(message, notBefore, now),
      nextAttemptAt: notBefore,
      isAskedFor: true,
      deliveredAt: null,
    },
    now,
    message.state === 'waiting' ? undefined : {},
  )
  store.acts.add({
    id: context.ids.uuid(),
    messageId: id,
    batchId,
    at: now,
    what: 'resent',
    who: context.host.person,
    reason: input.reason ?? null,
  })
  return true
}

/** A clock time means the next time the hotel's clock shows it, whatever daylight saving does in between. */
const notBeforeOf = (context: EngineContext, input: ParsedInput<'messages.resend'>): number | null => {
  if (input.notBeforeTime === undefined) return input.notBefore ?? null
  const now = context.clock.now()
  const { timeZone } = context.current()
  const today = wallTime(now, timeZone).day
  const at = atWallTime(today, input.notBeforeTime, timeZone)
  return at > now ? at : atWallTime(shiftDay(today, 1), input.notBeforeTime, timeZone)
}

/** A person looked at the channel: the message arrived, or it goes again. */
export const settleUnsure = (
  context: EngineContext,
  input: ParsedInput<'messages.settle'>,
): Answer<Output<'messages.settle'>> => {
  const { store, clock } = context
  const t = context.texts.in(context.current().locale)
  const message = store.messages.get(input.id)
  if (!message) return refuse('not-found', t('calls.no-such-message'))
  const isNeverEnding = message.state === 'confirming' && message.cause === 'job-never-ends'
  if (message.state !== 'unsure' && !isNeverEnding) return refuse('wrong-state', t('calls.not-unsure'))
  const now = clock.now()
  const state = input.arrived ? ('delivered' as const) : ('waiting' as const)
  store.write(() => {
    store.jobs.endOpen(message.id, now)
    store.messages.update(
      {
        ...freshBudget(record(message)),
        state,
        cause: null,
        deliveredAt: input.arrived ? now : null,
        isAskedFor: !input.arrived,
        isAfterUnknown: false,
      },
      now,
      {},
    )
    if (input.arrived && message.isWhole)
      for (const older of store.messages.olderUndelivered(message.orderKey, message.seq))
        store.messages.update({ ...older, state: 'superseded', supersededBy: message.id, nextAttemptAt: null }, now)
    store.acts.add({
      id: context.ids.uuid(),
      messageId: message.id,
      batchId: null,
      at: now,
      what: 'settled',
      who: context.host.person,
      reason: input.reason,
    })
  })
  context.changed('messages')
  return { ok: true, value: { state } }
}

/** Handled by hand: nothing goes out for it any more. */
export const close = (
  context: EngineContext,
  input: ParsedInput<'messages.close'>,
): Answer<Output<'messages.close'>> => {
  const { store, clock } = context
  const t = context.texts.in(context.current().locale)
  return store.write((): Answer<Output<'messages.close'>> => {
    const message = store.messages.get(input.id)
    if (!message) return refuse('not-found', t('calls.no-such-message'))
    if (!canMove(message.state, 'handled'))
      return refuse('wrong-state', t(message.state === 'sending' ? 'calls.sending-now' : 'calls.cannot-close'))
    const now = clock.now()
    store.messages.update({ ...record(message), state: 'handled', nextAttemptAt: null }, now)
    store.jobs.endOpen(message.id, now)
    store.acts.add({
      id: context.ids.uuid(),
      messageId: message.id,
      batchId: null,
      at: now,
      what: 'closed',
      who: context.host.person,
      reason: input.reason,
    })
    context.changed('messages')
    return { ok: true, value: { state: 'handled' } }
  })
}
