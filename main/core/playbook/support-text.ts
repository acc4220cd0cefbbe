import type { Translate } from '../ports/texts.ts'
import { type TitleInput, titleOf } from './explain.ts'
import { withoutGuest } from './without-guest.ts'

export type SupportInput = TitleInput & {
  hotelName: string
  hotelCode: string | null
  reservationId: string | null
  attempts: number
  firstAttemptAt: number | null
  lastAttemptAt: number | null
  echoToken: string | null
  jobId: string | null
  httpStatus: number | null
  /** What the channel wrote, unaltered; the guest values are taken out here. */
  vendorText: string | null
  /** Names, numbers and addresses of this message's guests. */
  guestValues: readonly string[]
  /** Other reservations with the same cause. */
  others: number
  version: string
  /** Date and time with the zone: support sits elsewhere. */
  formatTime: (at: number) => string
}

/**
 * The ready text for whoever must help: what happens, the evidence (connection, hotel code, the PMS's own
 * number, times, EchoToken, status, cause) and the channel's words. Holds no guest data.
 */
export const supportText = (input: SupportInput, t: Translate): string => {
  const { facts, formatTime } = input
  const line = (key: string, value: string | number | null | undefined): string[] =>
    value === null || value === undefined || value === '' ? [] : [t(`playbook.support.${key}`, { value })]
  const at = (value: number | null): string | null => (value === null ? null : formatTime(value))
  const safe = Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [
      name,
      name === 'thing' ? value : withoutGuest(value, input.guestValues),
    ]),
  )
  return [
    t('playbook.support.hello'),
    '',
    t('playbook.support.title', { title: titleOf({ ...input, facts: safe }, t) }),
    ...line('connection', input.connection.label),
    ...line('hotel', input.hotelName),
    ...line('hotelCode', input.hotelCode),
    ...line('kind', t(`playbook.item.${input.kind}`)),
    ...line('reservation', input.reservationId),
    ...line('first', at(input.firstAttemptAt)),
    ...line('last', at(input.lastAttemptAt)),
    ...(input.attempts > 0 ? [t('playbook.support.attempts', { count: input.attempts })] : []),
    ...(input.others > 0 ? [t('playbook.support.others', { count: input.others })] : []),
    ...line('echo', input.echoToken),
    ...line('job', input.jobId),
    ...line('status', input.httpStatus),
    ...line('cause', input.cause),
    ...line('path', safe.path),
    ...(input.vendorText === null
      ? []
      : ['', t('playbook.support.wrote'), withoutGuest(input.vendorText, input.guestValues)]),
    '',
    `${t('playbook.support.private')} Night Porter ${input.version}`,
  ].join('\n')
}
