import type { HttpReply, HttpResult } from '../ports/http.ts'
import { judgeNoReply } from './no-reply.ts'
import { decodeReply, MAX_REPLY_BYTES } from './reply-text.ts'
import type { Asked, Verdict } from './verdict.ts'
import { unknownOutcome } from './verdict-of.ts'

/**
 * Judges what came of a write: without a reply, whether the request had left; a reply that is too long to be
 * read, by its status alone (`judgeText` gets an empty text for it); any other by `judgeText`.
 */
export const judgeResult = (
  result: HttpResult,
  asked: Asked,
  judgeText: (reply: HttpReply, text: string) => Verdict,
): Verdict => {
  if (result.kind === 'no-reply') return judgeNoReply(result, asked)
  const isTooLong = result.cut === 'too-long' || result.body.length > MAX_REPLY_BYTES
  if (isTooLong && result.status >= 200 && result.status < 300)
    return unknownOutcome('answer-too-long', asked, { facts: { status: String(result.status) }, isUnread: true })
  return judgeText(result, isTooLong ? '' : decodeReply(result.body, result.headers['content-type'] ?? ''))
}

/**
 * The same result for a reply whose body could not be read: its status and headers speak alone, as for one
 * too long to be read.
 */
export const withoutBody = (result: HttpResult): HttpResult =>
  result.kind === 'reply' ? { ...result, body: new Uint8Array(), cut: 'too-long' } : result
