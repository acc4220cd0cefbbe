import type { Socket } from 'node:net'
import type { buildConnector } from 'undici'

/** A longer head of an interim answer is left to the HTTP parser, which refuses it. */
const MAX_HEAD = 16_384

/** An interim answer (1xx) with its headers; 101 changes the protocol and is none. */
const interim = /^HTTP\/1\.\d 1(?!01)\d\d[^\r\n]*\r?\n(?:[^\r\n]+\r?\n)*\r?\n/

/** Whether bytes may become an interim answer once more of them have come. */
const mayBecomeInterim = (text: string): boolean =>
  text.length < MAX_HEAD &&
  ('HTTP/1.1 1'.startsWith(text) || 'HTTP/1.0 1'.startsWith(text) || /^HTTP\/1\.\d 1(?!01)/.test(text))

/**
 * A `read` that leaves out interim answers before the real one. undici ends the connection at a `100
 * Continue` that nobody asked for, and then the answer behind it, which says what became of the booking,
 * would be lost.
 */
const skipInterim = (read: Socket['read']): Socket['read'] => {
  let held = Buffer.alloc(0)
  let isPast = false
  return (size) => {
    // Node itself calls `read(0)` to ask for more; nothing is taken by that.
    const chunk: unknown = read(size)
    if (isPast || size === 0 || !Buffer.isBuffer(chunk)) return chunk
    held = Buffer.concat([held, chunk])
    for (let head = interim.exec(held.toString('latin1')); head !== null; head = interim.exec(held.toString('latin1')))
      held = held.subarray(head[0].length)
    if (held.length === 0 || mayBecomeInterim(held.toString('latin1', 0, MAX_HEAD))) return null
    isPast = true
    return held
  }
}

/** The same connector, whose sockets hide interim answers. */
export const withoutInterim =
  (connect: buildConnector.connector): buildConnector.connector =>
  (options, callback) =>
    connect(options, (...result) => {
      const [error, socket] = result
      if (error === null) socket.read = skipInterim(socket.read.bind(socket))
      callback(...result)
    })
