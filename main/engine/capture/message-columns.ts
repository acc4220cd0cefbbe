import type { ExportedMessage } from '../../core/channels/export.ts'
import { isPlainNumber, isPlainPath } from '../../core/queue/plain-number.ts'
import type { MessageRecord } from '../../core/queue/records.ts'
import { onHotelClock, type WrittenTime } from '../../core/time/written-time.ts'
import type { CapturingStore } from '../../store/roles.ts'

/** What of a message stands in columns by which it is looked up. */

/**
 * What stands readable: of more than a plain number or path a keyed hash, which is as good for looking it up.
 */
export const columnsOf = (
  store: Pick<CapturingStore, 'captures'>,
  { reservationId, messageType }: ExportedMessage,
): Pick<ExportedMessage, 'reservationId' | 'messageType'> => {
  const hashOf = (text: string): string => store.captures.nameMark('sealed number', text).toString('hex')
  return {
    reservationId: reservationId === null || isPlainNumber(reservationId) ? reservationId : `#${hashOf(reservationId)}`,
    messageType: isPlainPath(messageType) ? messageType : `${messageType.split(' ')[0]} #${hashOf(messageType)}`,
  }
}

/** When the PMS last changed the booking, as far as the hotel's clock can tell. */
export const lastModifiedOf = (
  written: WrittenTime | null,
  timeZone: string,
): Pick<MessageRecord, 'lastModifiedAt' | 'lastModifiedUntilAt' | 'lastModifiedForm'> => {
  const time = written && onHotelClock(written, timeZone)
  return {
    lastModifiedAt: time?.fromAt ?? null,
    lastModifiedUntilAt: time?.untilAt ?? null,
    lastModifiedForm: time?.form ?? null,
  }
}
