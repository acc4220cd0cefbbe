import type { TFunction } from 'i18next'
import type { CauseGroup } from '../../main/contract/methods.ts'

/** Arrivals today first, then the largest group, then the oldest. */
export const inOrder = (groups: readonly CauseGroup[]): CauseGroup[] =>
  groups.toSorted(
    (a, b) =>
      b.arrivingToday - a.arrivingToday ||
      b.reservations - a.reservations ||
      b.messages - a.messages ||
      a.oldestAt - b.oldestAt,
  )

/** What the group counts: reservations where it has any, else the updates or files that they are. */
export const countOf = (group: CauseGroup): { count: number; isReservations: boolean } =>
  group.reservations > 0
    ? { count: group.reservations, isReservations: true }
    : { count: group.messages, isReservations: false }

/**
 * The people of a group in one line: `Okafor, Lindgren, Moreau and 2 more`. Surnames, else numbers, else file
 * names.
 */
export const peopleOf = (t: TFunction, group: CauseGroup): string => {
  const names = group.first.map(
    ({ guest, reservationId, fileName }) => guest?.split(',')[0] ?? reservationId ?? fileName,
  )
  const shown = [...new Set(names)].slice(0, 3)
  const more = countOf(group).count - shown.length
  return more > 0 ? t('cause.peopleAndMore', { names: shown.join(', '), count: more }) : shown.join(', ')
}

/** What the second button of a card does. */
export type SecondAct = 'resend' | 'look' | 'resume' | 'test' | 'none'

/**
 * What may stand beside "What to do". A pause that a person made is resumed; one that a refused password made
 * is tested. Where a repeat is risky, or there is nothing to send again, each is looked at on its own: a bulk
 * resend would leave those out.
 */
export const secondActOf = (group: CauseGroup, isPausedByPerson: boolean): SecondAct => {
  if (group.paused) return isPausedByPerson ? 'resume' : 'test'
  if (group.messages === 0) return 'none'
  return group.resend === 'risky' || !group.canResend ? 'look' : 'resend'
}
