import type { IncomingMessage } from 'node:http'

/** A request as it came over the wire, before anybody looked into it. */
export type RawRequest = {
  method: string
  /** Path without the query. */
  pathname: string
  headers: Record<string, string>
  /** The body as text, or why there is none. */
  body: { ok: true; text: string } | { ok: false; reason: 'too-large' | 'not-utf-8' }
}

/** Past this many bytes over the limit the sender is cut off: it is not listening to the reply anyway. */
const PATIENCE_BYTES = 64 * 1024 * 1024

const readBytes = async (incoming: IncomingMessage, maxBytes: number): Promise<Buffer | null> => {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of incoming) {
    const bytes = Buffer.from(chunk)
    size += bytes.length
    // The rest is read and dropped, so that the sender gets to the reply that tells it so.
    if (size <= maxBytes) chunks.push(bytes)
    if (size > maxBytes + PATIENCE_BYTES) incoming.destroy()
  }
  return size > maxBytes ? null : Buffer.concat(chunks)
}

const decode = (bytes: Buffer): RawRequest['body'] => {
  try {
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch {
    return { ok: false, reason: 'not-utf-8' } // the decoder throws on a byte that is no UTF-8; that is the answer
  }
}

/** Reads a request whole; null where its sender went away before the end. */
export const readRawRequest = async (incoming: IncomingMessage, maxBytes: number): Promise<RawRequest | null> => {
  let bytes: Buffer | null
  try {
    bytes = await readBytes(incoming, maxBytes)
  } catch {
    return null // the stream fails only when the connection ends under it; then there is nobody to answer
  }
  const headers = Object.entries(incoming.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : (value ?? ''),
  ])
  return {
    method: incoming.method ?? '',
    pathname: new URL(incoming.url ?? '/', 'http://127.0.0.1').pathname,
    headers: Object.fromEntries(headers),
    body: bytes ? decode(bytes) : { ok: false, reason: 'too-large' },
  }
}
