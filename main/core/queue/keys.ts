import type { MessageKind } from '../../contract/words.ts'

/**
 * What shares a lane: all that goes to one hotel at a channel, or all that goes by one connection. The
 * channel says which.
 */
export type LaneScope = 'hotel' | 'connection'

type Keyed = { connection: { id: string; kind: string }; hotelCode: string | null }

/**
 * The lane: one request is in flight in it at a time. That of a hotel is the same for every connection to its
 * channel.
 */
export const laneOf = ({ connection, hotelCode }: Keyed, scope: LaneScope): string =>
  `${connection.kind}|${scope === 'connection' ? connection.id : (hotelCode ?? '')}`

/**
 * What must stay in order: connection + hotel + reservation; for availability and rates connection + hotel +
 * kind. A message that names no reservation is alone with itself.
 */
export const orderKeyOf = (
  message: Keyed & { kind: MessageKind; reservationId: string | null; id: string },
): string => {
  const { connection, hotelCode, kind, reservationId, id } = message
  const about =
    kind === 'availability' || kind === 'rates'
      ? `kind:${kind}`
      : reservationId !== null && kind !== 'other'
        ? `res:${reservationId}`
        : `alone:${id}`
  return `${connection.id}|${hotelCode ?? ''}|${about}`
}
