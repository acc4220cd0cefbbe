import type { ServerResponse } from 'node:http'
import type { Clock } from '../core/ports/clock.ts'
import type { Reply } from './reply.ts'

const write = (response: ServerResponse, reply: Reply): void => {
  const { socket } = response
  if (reply.cut === 'before-reply') {
    socket?.destroy()
    return
  }
  const body = Buffer.from(reply.body, 'utf8')
  const isCut = reply.cut === 'mid-reply'
  // An empty body cannot be cut in the middle, so the head promises a longer one.
  const length = isCut ? Math.max(body.length, 100) : body.length
  response.writeHead(reply.status, { ...reply.headers, 'content-length': String(length) })
  if (isCut) response.flushHeaders()
  if (isCut) response.write(body.subarray(0, Math.floor(body.length / 2)), () => socket?.destroy())
  else response.end(body)
}

/**
 * Puts a reply on the wire, or does to the connection what the reply says. The delay runs on the clock and
 * ends with the connection.
 */
export const sendReply = (response: ServerResponse, reply: Reply, clock: Clock): void => {
  if (reply.cut === 'silent') return
  if (reply.cut === 'at-once') {
    response.socket?.resetAndDestroy()
    return
  }
  if (reply.delayMs === 0) {
    write(response, reply)
    return
  }
  const cancel = clock.after(reply.delayMs, () => write(response, reply))
  response.once('close', cancel)
}
