import type { Act } from '../../contract/message.ts'
import type { Answer, Output, ParsedInput } from '../../contract/methods.ts'
import { type ActRefusal, whyNot } from '../../core/queue/acts-of.ts'
import { close as closing, resend as resending, settledByPerson } from '../../core/queue/moves.ts'
import { atWallTime, shiftDay, wallTime } from '../../core/time/business-day.ts'
import type { NotMoved } from '../../store/tables/messages.ts'
import { healSeries } from '../sending/heal-series.ts'
import { actFactsOf } from '../view/act-facts.ts'
import type { CallDeps } from './deps.ts'
import { isShownWithHour, setJobsAside } from './resend-jobs.ts'

/**
 * What people do to messages. Each act is decided inside its write transaction, on the message as it stands
 * then, and is written with who and when; a resend starts its retries anew and keeps the history.
 */

const refuse = (code: 'not-found' | 'wrong-state' | 'invalid-input', message: string) => ({
  ok: false as const,
  error: { code, message },
})

type ActDeps = Pick<CallDeps, 'store' | 'clock' | 'ids' | 'texts' | 'settings' | 'host' | 'changed'>

type NotDone = { ok: false; why: ActRefusal | 'not-found' | 'moved-meanwhile' }

/** Why the act is refused to the message as it stands now. */
const notDone = (
  { message }: NotMoved<ActRefusal>,
  act: Parameters<typeof whyNot>[0],
  facts: Parameters<typeof whyNot>[2] = { isRepeatRisky: false, isOvertaken: false, hasReason: true },
): NotDone => ({
  ok: false,
  why: message === null ? 'not-found' : (whyNot(act, message, facts) ?? 'moved-meanwhile'),
})

const refusal = (deps: Pick<CallDeps, 'texts' | 'settings'>, why: NotDone['why']) => {
  const t = deps.texts.in(deps.settings().locale)
  return why === 'not-found'
    ? refuse('not-found', t('calls.no-such-message'))
    : refuse('wrong-state', t(`calls.${why}`))
}

const note = (
  deps: Pick<CallDeps, 'store' | 'ids' | 'host'>,
  messageId: string,
  act: Pick<Act, 'what' | 'at' | 'reason'> & { batchId?: string },
): void =>
  deps.store.acts.add({
    batchId: null,
    ...act,
    id: deps.ids.uuid(),
    messageId,
    who: deps.host.person,
  })

/**
 * Resends by id, or everything failed of one cause. Bulk skips what would need a confirmation; one alone is
 * refused with the reason.
 */
export const resend = (
  deps: ActDeps & Pick<CallDeps, 'channels' | 'log'>,
  input: ParsedInput<'messages.resend'>,
): Answer<Output<'messages.resend'>> => {
  const { store, ids } = deps
  const batchId = ids.uuid()
  const answer = store.write((): { asked: string[] | null; results: (NotDone | { ok: true })[] } => {
    const asked = input.ids ?? (input.cause === undefined ? null : store.lists.idsByCause(input.cause))
    const wanted = [...new Set(asked ?? [])]
    const isBulk = input.ids === undefined || wanted.length > 1
    return { asked, results: wanted.map((id) => resendOne(deps, id, batchId, input, isBulk)) }
  })
  if (answer.asked === null) return refuse('invalid-input', deps.texts.in(deps.settings().locale)('calls.resend-what'))
  const [first] = answer.results
  if (input.ids !== undefined && answer.results.length === 1 && first?.ok === false) return refusal(deps, first.why)
  const count = answer.results.filter(({ ok }) => ok).length
  deps.log.info('resend', { batch: batchId, count })
  deps.changed('messages')
  return { ok: true, value: { batchId, count } }
}

/** Part of the resend's transaction. */
const resendOne = (
  deps: ActDeps & Pick<CallDeps, 'channels'>,
  id: string,
  batchId: string,
  input: ParsedInput<'messages.resend'>,
  isBulk: boolean,
): NotDone | { ok: true } => {
  const { store, clock } = deps
  const message = store.messages.get(id)
  if (!message) return { ok: false, why: 'not-found' }
  const now = clock.now()
  const facts = {
    ...actFactsOf(deps, message),
    hasReason: !isBulk && input.confirm === true && Boolean(input.reason),
  }
  const given = { now, notBefore: notBeforeOf(deps, input), isShownWithHour, ...facts }
  const moved = store.messages.move(id, resending, given)
  if (!moved.ok) return notDone(moved, 'resend', facts)
  setJobsAside(deps, moved.before)
  note(deps, id, { batchId, at: now, what: 'resent', reason: input.reason ?? null })
  return { ok: true }
}

/** A clock time means the next time the hotel's clock shows it, whatever daylight saving does in between. */
const notBeforeOf = (
  deps: Pick<CallDeps, 'clock' | 'settings'>,
  input: ParsedInput<'messages.resend'>,
): number | null => {
  if (input.notBeforeTime === undefined) return input.notBefore ?? null
  const now = deps.clock.now()
  const { timeZone } = deps.settings()
  const today = wallTime(now, timeZone).day
  const at = atWallTime(today, input.notBeforeTime, timeZone)
  return at > now ? at : atWallTime(shiftDay(today, 1), input.notBeforeTime, timeZone)
}

/** A person looked at the channel: the message arrived, or it goes again. */
export const settleUnsure = (
  deps: ActDeps,
  { id, arrived, reason }: ParsedInput<'messages.settle'>,
): Answer<Output<'messages.settle'>> => {
  const { store, clock } = deps
  const now = clock.now()
  const done = store.write(() => {
    const moved = store.messages.move(id, settledByPerson, { now, hasArrived: arrived })
    if (!moved.ok) return notDone(moved, 'settle')
    if (moved.after.state === 'delivered') healSeries(store, moved.after, now)
    store.jobs.endOpen(id, now)
    note(deps, id, { at: now, what: 'settled', reason })
    return { ok: true as const, state: moved.after.state }
  })
  if (!done.ok) return refusal(deps, done.why)
  deps.changed('messages')
  return { ok: true, value: { state: done.state } }
}

/** Handled by hand: nothing goes out for it any more. */
export const close = (
  deps: ActDeps,
  { id, reason }: ParsedInput<'messages.close'>,
): Answer<Output<'messages.close'>> => {
  const { store, clock } = deps
  const now = clock.now()
  const done = store.write(() => {
    const moved = store.messages.move(id, closing, { now })
    if (!moved.ok) return notDone(moved, 'close')
    store.jobs.endOpen(id, now)
    note(deps, id, { at: now, what: 'closed', reason })
    return { ok: true as const }
  })
  if (!done.ok) return refusal(deps, done.why)
  deps.changed('messages')
  return { ok: true, value: { state: 'handled' } }
}

/** A person got a file as it is kept, which may hold whole card numbers. */
export const noteGiven = (deps: Pick<CallDeps, 'store' | 'ids' | 'clock' | 'host' | 'changed'>, id: string): void => {
  deps.store.write(() => note(deps, id, { at: deps.clock.now(), what: 'original-given', reason: null }))
  deps.changed('messages')
}
