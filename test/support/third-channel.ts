import { z } from 'zod'
import { Id } from '../../main/contract/settings-fields.ts'
import type { MessageKind } from '../../main/contract/words.ts'
import type { Channel, SendContext } from '../../main/core/channels/channel.ts'
import type { ExportedMessage, ReadExport } from '../../main/core/channels/export.ts'
import { judgeStatus } from '../../main/core/channels/http-status.ts'
import { judgeResult } from '../../main/core/channels/judge-result.ts'
import { foreignText } from '../../main/core/channels/reply-text.ts'
import type { Asked, Question, Verdict } from '../../main/core/channels/verdict.ts'
import { verdictOf } from '../../main/core/channels/verdict-of.ts'
import type { HttpReply, HttpResult } from '../../main/core/ports/http.ts'

/**
 * A channel that does not exist, as its folder would look: exports of lines (`new;AURORA;R1;Muster, Ana`), a
 * key in a header, answers of one word. With `isLater` it takes a booking with a number and says later what
 * became of it.
 */

const WireFields = z.object({
  property: z.string().min(1, 'must be the property that the channel gave'),
  keySecret: Id,
  isLater: z.boolean().default(false),
})

const kinds: Readonly<Record<string, MessageKind>> = { new: 'new', change: 'change', cancel: 'cancel' }

const readLines = (bytes: Uint8Array): ReadExport => {
  const lines = new TextDecoder().decode(bytes).trim().split('\n')
  const messages = lines.flatMap((line, n): ExportedMessage[] => {
    const [word = '', hotelCode = null, reservationId = null, guest = null] = line.split(';')
    const kind = kinds[word]
    if (kind === undefined) return []
    return [
      {
        part: n + 1,
        parts: lines.length,
        kind,
        messageType: 'WIRE',
        rewrittenFrom: null,
        hotelCode,
        reservationId,
        bookingIds: reservationId === null ? [] : [{ value: reservationId, rank: 0 }],
        guest,
        names: guest === null ? [] : [guest],
        arrival: null,
        departure: null,
        isWhole: true,
        modified: null,
        lastModified: null,
        booking: null,
        body: line,
        ownEchoToken: null,
        ownTimeStamp: null,
      },
    ]
  })
  return messages.length === lines.length
    ? { kind: 'messages', messages }
    : { kind: 'unusable', cause: 'file-unsupported', facts: { root: lines[0]?.slice(0, 20) ?? '' } }
}

const judgeWord = (question: Question, reply: HttpReply, text: string, asked: Asked): Verdict => {
  if (reply.status === 401) return verdictOf('credentials-refused', { isAnswer: true })
  const [word, ...rest] = text.trim().split(' ')
  const given = { isAnswer: true, vendorText: foreignText(rest.join(' ')) }
  switch (word) {
    case 'OK':
    case 'PONG':
      return verdictOf('delivered', { isAnswer: true })
    case 'NO':
      return verdictOf('room-type-unknown', given)
    case 'TAKEN':
      return verdictOf('job-accepted', { isAnswer: true, jobId: rest.join(' ') })
    case 'WORKING':
      return verdictOf('job-pending', given)
    default:
      return question === 'job-status' ? verdictOf('job-pending', given) : judgeStatus(reply, asked, text, false)
  }
}

const judge = (question: Question, result: HttpResult, asked: Asked): Verdict =>
  judgeResult(result, asked, (reply, text) => judgeWord(question, reply, text, asked))

export const thirdChannel: Channel = {
  kind: 'hotelwire',
  label: 'Hotelwire',
  website: 'https://www.hotelwire.invalid',
  fields: WireFields,
  defaults: { pace: { perMinute: 12, concurrent: 2 }, afterUnknownOutcome: 'ask', filePattern: '*.wire' },
  laneScope: 'hotel',
  causes: [],
  readExport: readLines,
  coverageOf: null,
  missingElements: ({ body }) => (body.split(';').length < 4 ? [{ path: 'guest', name: 'guest-name' }] : []),
  judgeSaved: (reply, asked) => judge('write', reply, asked),
  connect: (connection) => {
    const { property, keySecret, isLater } = WireFields.parse(connection)
    const request = (method: 'GET' | 'POST', path: string, { secret, requestId }: SendContext, body?: string) => ({
      ok: true as const,
      request: {
        method,
        url: `${connection.url}/${property}${path}`,
        headers: { 'x-key': secret, 'x-request': requestId },
        ...(body === undefined ? {} : { body }),
      },
    })
    return {
      secret: { name: keySecret, kind: 'token', user: null },
      pace: connection.pace,
      buildWrite: ({ body, messageType }, sending) =>
        messageType === 'WIRE'
          ? request('POST', '/bookings', sending, body)
          : { ok: false, cause: 'unsupported-message' },
      buildTest: (sending) => request('GET', '/ping', sending),
      judge,
      polling: isLater
        ? {
            everySeconds: 0.1,
            repeatAt: null,
            buildQuestion: (jobId, sending) => request('GET', `/bookings/${jobId}`, sending),
            buildRetry: null,
            resendWay: () => ({ kind: 'fresh-write', needsConfirm: false }),
            errorLines: (vendorText) => vendorText,
          }
        : null,
    }
  },
}
