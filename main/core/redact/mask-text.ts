import { decodeText } from '../xml/decode.ts'
import { maskCards } from './cards.ts'

/** A file's text with card data masked; null where the bytes are no text. */
export const maskText = (bytes: Uint8Array): string | null => {
  const decoded = decodeText(bytes)
  return decoded.ok ? maskCards(decoded.text) : null
}
