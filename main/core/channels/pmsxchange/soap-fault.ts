import { type CauseName, entries } from '../../playbook/entries.ts'
import { causeNamedIn } from '../../text/named-by.ts'
import { type ReadText, readText } from '../../text/senses.ts'
import { child, descendants } from '../../xml/find.ts'
import type { XmlElement } from '../../xml/parse.ts'
import { causeOfStatus, hidesOutcome } from '../http-status.ts'
import type { Asked, Verdict } from '../verdict.ts'
import { verdictOf } from '../verdict-of.ts'
import { causeOfGroup } from './ota-problem.ts'
import { factsOf, groupOfText } from './ota-text.ts'
import { SEARCHED_CHARACTERS, schemaProblem } from './schema-messages.ts'
import { signInFacts, uploadError } from './upload-errors.ts'

const textOf = (element: XmlElement | undefined): string => {
  if (element === undefined) return ''
  return [element.text, ...element.children.map(textOf)]
    .map((text) => text.trim())
    .filter(Boolean)
    .join(' ')
}

type FaultParts = { codes: string[]; string: string; detail: string }

/** SOAP 1.1 and 1.2 alike, with or without prefixes. The local part of each code, outermost first. */
const partsOf = (fault: XmlElement): FaultParts => {
  const code11 = textOf(child(fault, 'faultcode'))
  const values = descendants(child(fault, 'Code'), 'Value').map(textOf)
  return {
    codes: [code11, ...values].filter(Boolean),
    string: textOf(child(fault, 'faultstring')) || textOf(child(fault, 'Reason')),
    detail: textOf(child(fault, 'detail')) || textOf(child(fault, 'Detail')),
  }
}

const local = (code: string): string => code.slice(code.indexOf(':') + 1)

const isLinkStatus = (status: number): boolean => entries[causeOfStatus(status)].policy === 'outage' && status >= 400

const byCode = (codes: readonly string[], status: number): CauseName | null => {
  const names = codes.map(local)
  if (names.some((name) => /^MessageExpired\b/i.test(name))) return 'clock-wrong'
  if (
    names.some((name) =>
      /^(?:FailedAuthentication|FailedCheck|InvalidSecurity|InvalidSecurityToken|UnsupportedSecurityToken|SecurityTokenUnavailable)\b/i.test(
        name,
      ),
    )
  )
    return 'credentials-refused'
  if (names.some((name) => /^(?:Client|Sender)\.(?:Authenticat|Login|Credential)/i.test(name)))
    return 'credentials-refused'
  if (names.some((name) => /^(?:Client|Sender|MustUnderstand|VersionMismatch|DataEncodingUnknown)\b/i.test(name)))
    return 'request-not-understood'
  if (names.some((name) => /^(?:Server|Receiver)\b/i.test(name)))
    return isLinkStatus(status) ? causeOfStatus(status) : 'soap-server-fault'
  return null
}

/**
 * What the words say of the booking itself; a fault of the channel's own is told by the code of the fault,
 * not by its words.
 */
const byWords = (read: ReadText, asked: Asked): CauseName | null => {
  const group = groupOfText(read)
  const cause = group === null ? null : causeOfGroup(group, asked)
  return cause === null || entries[cause].policy === 'probe' || group === 'part-missing' ? null : cause
}

/**
 * Judges a SOAP fault: what its text names (throttling, size, sign-in, an upload error, an error in the
 * booking) before the side its code blames. pmsXchange sends Client and Server
 * (docs/channels/pmsxchange.md#pmsx-43), and throttling and size as Server.
 */
export const judgeFault = (fault: XmlElement, status: number, asked: Asked): Verdict => {
  const { codes, string, detail } = partsOf(fault)
  const text = [string, detail].filter(Boolean).join('. ')
  const shown = [codes.join(' '), string, detail].filter(Boolean).join(': ')
  const facts: Record<string, string> = codes[0] === undefined ? {} : { faultCode: codes[0] }
  const given = { isAnswer: true, vendorText: shown === '' ? null : shown }
  const read = readText(text)
  const known = uploadError(read) ?? schemaProblem(text.slice(0, SEARCHED_CHARACTERS))
  if (known !== null && known.cause !== 'structure-wrong')
    return verdictOf(known.cause, { ...given, facts: { ...facts, ...known.facts } })
  const named = causeNamedIn(read, false)
  const words = named === null || named === 'rights-refused' ? (byWords(read, asked) ?? named) : named
  const coded = byCode(codes, status)
  // `Access denied` under a code of the sign-in is about the sign-in.
  const said = words === 'rights-refused' && coded !== null && entries[coded].policy === 'pause' ? null : words
  const cause = said ?? coded ?? (status >= 500 ? 'soap-server-fault' : 'unknown-answer')
  // A gateway's fault is an answer of the gateway: the link is still down.
  return verdictOf(cause, {
    ...given,
    facts: said === null ? facts : { ...facts, ...factsOf(read), ...signInFacts(read) },
    isAnswer: !isLinkStatus(status) || entries[cause].policy !== 'outage',
    isUnknown: entries[cause].policy === 'outage' && hidesOutcome(status, text),
  })
}
