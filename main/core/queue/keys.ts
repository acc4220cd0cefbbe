import type { ConnectionKind, MessageKind } from '../../contract/words.ts'

type Keyed = { connection: { id: string; kind: ConnectionKind }; hotelCode: string | null }

/**
 * The lane: everything that goes to one hotel at one channel, whatever the connection; one request is in
 * flight in it at a time (docs/channels/pmsxchange.md#pmsx-8). For a job API the lane is the connection.
 */
export const laneOf = ({ connection, hotelCode }: Keyed): string =>
  connection.kind === 'propexo' ? `propexo|${connection.id}` : `${connection.kind}|${hotelCode ?? ''}`

/**
 * What must stay in order: connection + hotel + reservation; for availability and rates connection + hotel + kind. A message that
 * names no reservation is alone with itself.
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
