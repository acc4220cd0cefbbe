import type { OutgoingMessage } from '../channel.ts'
import type { Remark } from '../remark.ts'

/**
 * Older pages of the vendor name 512 KB for a request where newer ones name 2 MB
 * (docs/channels/pmsxchange.md#pmsx-9).
 */
export const REMARKABLE_BYTES = 512_000

const zoneless =
  /\b(?:CreateDateTime|LastModifyDateTime)\s*=\s*["'](\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?)\s*["']/

const bookingChannel = /<(?:[\w.-]+:)?BookingChannel\b([^>]*)>([\s\S]{0,2000}?)<\/(?:[\w.-]+:)?BookingChannel\s*>/g
const ofKnownType = /\bType\s*=\s*["'][47]["']/
const companyCode = /<(?:[\w.-]+:)?CompanyName\b[^>]*\bCode\s*=\s*["'][^"']+["']/

/**
 * Whether an upload says which system the booking comes from: type 4 the PMS, 7 the hotel's own site, with
 * its code.
 */
const namesChannel = (body: string): boolean =>
  [...body.matchAll(bookingChannel)].some(
    ([, attributes = '', content = '']) => ofKnownType.test(attributes) && companyCode.test(content),
  )

/**
 * What the vendor's pages ask for and no reply complains of: times with a zone, since one without is read as
 * UTC (docs/channels/pmsxchange.md#pmsx-15), and a BookingChannel in an upload
 * (docs/channels/pmsxchange.md#pmsx-17). Advice, never a refusal.
 */
export const remarksOn = ({ body, kind }: Pick<OutgoingMessage, 'body' | 'kind'>): Remark[] => {
  const time = zoneless.exec(body)?.[1]
  const isUpload = kind === 'new' || kind === 'change'
  return [
    ...(time === undefined ? [] : [{ name: 'time-without-zone' as const, value: time }]),
    ...(isUpload && !namesChannel(body) ? [{ name: 'no-booking-channel' as const, value: '' }] : []),
  ]
}
