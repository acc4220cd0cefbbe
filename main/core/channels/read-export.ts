import { lookForCards } from '../redact/cut-cards.ts'
import { type ByteRange, byteRangesOf, textToLookThrough, withoutRanges } from '../xml/byte-ranges.ts'
import type { Channel } from './channel.ts'
import { type ExportedMessage, type ExportLimits, MAX_EXPORT_BYTES, type ReadExport } from './export.ts'

/** An export as it was read, and what must be taken out of its bytes before anything of it is stored. */
export type CleanExport = {
  read: ReadExport
  cuts: ByteRange[]
  /** What of the bytes that are left holds card numbers, to be taken out later. */
  cardCuts: ByteRange[]
}

/** Which messages lost something: each is compared with what would have been read of the whole file. */
const cutMessages = (
  messages: readonly ExportedMessage[],
  readWhole: () => ReadExport,
): ((message: ExportedMessage, n: number) => boolean) => {
  if (messages.length <= 1) return () => true
  const whole = readWhole()
  if (whole.kind !== 'messages' || whole.messages.length !== messages.length) return () => true
  return ({ body }, n) => whole.messages[n]?.body !== body
}

const numbersIn = (bytes: Uint8Array): ByteRange[] => {
  const looked = textToLookThrough(bytes)
  return byteRangesOf(bytes, looked, lookForCards(looked.text, 'all').cuts)
}

/**
 * Reads one exported file as its channel does, but without what may never be stored of a card (PCI DSS 4.0.1,
 * 3.3.1): it is taken out of the bytes first, so that no body, name or note that is read can hold it. Each
 * message says whether it holds a card number, and whether something was taken out of it. Never throws.
 */
export const readExportOf = (
  { readExport }: Pick<Channel, 'readExport'>,
  bytes: Uint8Array,
  limits?: ExportLimits,
): CleanExport => {
  if (bytes.length > MAX_EXPORT_BYTES) return { read: readExport(bytes, limits), cuts: [], cardCuts: [] }
  const looked = textToLookThrough(bytes)
  const { cuts: spans, hasNumber } = lookForCards(looked.text)
  const cuts = byteRangesOf(bytes, looked, spans)
  const kept = withoutRanges(bytes, cuts)
  const cardCuts = hasNumber ? numbersIn(kept) : []
  const read = readExport(kept, limits)
  if (read.kind !== 'messages') return { read, cuts, cardCuts }
  const isCut = cuts.length === 0 ? () => false : cutMessages(read.messages, () => readExport(bytes, limits))
  const holdsNumber = ({ body }: ExportedMessage) =>
    hasNumber && (read.messages.length === 1 || lookForCards(body).hasNumber)
  return {
    read: {
      kind: 'messages',
      messages: read.messages.map((message, n) => ({
        ...message,
        card: { hasNumber: holdsNumber(message), wasCut: isCut(message, n) },
      })),
    },
    cuts,
    cardCuts,
  }
}
