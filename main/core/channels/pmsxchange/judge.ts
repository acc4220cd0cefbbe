import type { HttpReply, HttpResult } from '../../ports/http.ts'
import { child } from '../../xml/find.ts'
import type { XmlElement } from '../../xml/parse.ts'
import { judgeStatus, retryAfterOf } from '../http-status.ts'
import { judgeResult } from '../judge-result.ts'
import { foreignText, type ReplyDocument, readDocument } from '../reply-text.ts'
import type { Asked, Verdict } from '../verdict.ts'
import { unknownOutcome, verdictOf } from '../verdict-of.ts'
import { hasOtaErrors, judgeOta } from './ota-reply.ts'
import { judgeFault } from './soap-fault.ts'

const faultIn = (root: XmlElement): XmlElement | undefined =>
  root.name === 'Fault' ? root : root.name === 'Envelope' ? child(child(root, 'Body'), 'Fault') : undefined

/** Some services return the answer as a text inside their own; so many such wrappings are opened. */
const MAX_WRAPPINGS = 2

/** A document that stands as text, escaped or in CDATA, inside another one. */
const documentIn = (element: XmlElement): XmlElement | null => {
  for (const part of [element, ...descendantsOf(element)]) {
    if (!part.text.trimStart().startsWith('<')) continue
    const document = readDocument(part.text)
    if (document.kind === 'xml') return document.root
  }
  return null
}

const descendantsOf = (element: XmlElement): XmlElement[] =>
  element.children.flatMap((part) => [part, ...descendantsOf(part)])

/**
 * Judges an XML body that is a SOAP fault or an OTA message, or holds one as text; null for any other
 * document.
 */
const judgeXml = (root: XmlElement, status: number, asked: Asked, wrappings = MAX_WRAPPINGS): Verdict | null => {
  const fault = faultIn(root)
  if (fault !== undefined && !hasOtaErrors(fault)) return judgeFault(fault, status, asked)
  const answer = judgeOta(fault ?? root, status, asked)
  if (answer !== null || wrappings === 0) return answer
  const inner = documentIn(root)
  return inner === null ? null : judgeXml(inner, status, asked, wrappings - 1)
}

/**
 * A 2xx that holds no answer: somebody else's page, nothing, half of something, or a document nobody here
 * knows.
 */
const judgeForeign = (document: ReplyDocument, text: string, contentType: string, asked: Asked): Verdict => {
  const given = { vendorText: foreignText(text) }
  switch (document.kind) {
    case 'html':
      return verdictOf('captive-portal', given)
    case 'empty':
      return unknownOutcome('answer-empty', asked, { isUnread: true })
    case 'incomplete':
    case 'broken':
      return unknownOutcome('answer-cut-off', asked, { ...given, isUnread: true })
    case 'xml':
      return verdictOf('unclear-answer', { ...given, facts: { root: document.root.name } })
    case 'other':
      // No channel answers in words under this type; hotspots do.
      if (/\bhtml\b/i.test(contentType)) return verdictOf('captive-portal', given)
      return verdictOf('foreign-answer', { ...given, isUnread: true })
  }
}

const isFine = (status: number): boolean => status >= 200 && status < 300

const judgeSoapReply = (reply: HttpReply, text: string, asked: Asked): Verdict => {
  const document = readDocument(text)
  const answer = document.kind === 'xml' ? judgeXml(document.root, reply.status, asked) : null
  if (answer !== null) return { ...answer, retryAfterMs: retryAfterOf(reply.headers, asked.at) }
  if (!isFine(reply.status)) return judgeStatus(reply, asked, text, document.kind === 'html')
  // A reply that ended early is only half of something, whatever the half looks like; a whole document would
  // have been read above.
  return reply.cut === 'short'
    ? cutOff(asked, text)
    : judgeForeign(document, text, reply.headers['content-type'] ?? '', asked)
}

const cutOff = (asked: Asked, text: string): Verdict =>
  unknownOutcome('answer-cut-off', asked, { vendorText: foreignText(text) })

/**
 * Judges what came of one request to pmsXchange: bytes in, one verdict out, never an exception. The body is
 * read first and decides under any status; where it says nothing the status does; where nothing came, whether
 * the request had left.
 */
export const judgeSoap = (result: HttpResult, asked: Asked): Verdict =>
  judgeResult(result, asked, (reply, text) => judgeSoapReply(reply, text, asked))
