import { type CauseName, entries } from '../../playbook/entries.ts'
import { child, descendants } from '../../xml/find.ts'
import type { XmlElement } from '../../xml/parse.ts'
import { causeOfStatus } from '../http-status.ts'
import { namedBy } from '../text-signs.ts'
import type { Verdict } from '../verdict.ts'
import { verdictOf } from '../verdict-of.ts'
import { uploadError } from './upload-errors.ts'

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

const isLinkStatus = (status: number): boolean => [408, 502, 503, 504].includes(status)

const byCode = (codes: readonly string[], status: number): CauseName | null => {
  const names = codes.map(local)
  if (
    names.some((name) =>
      /^(?:FailedAuthentication|FailedCheck|InvalidSecurity|InvalidSecurityToken|UnsupportedSecurityToken|SecurityTokenUnavailable)\b/i.test(
        name,
      ),
    )
  )
    return 'credentials-refused'
  if (names.some((name) => /^(?:Client|Sender|MustUnderstand|VersionMismatch|DataEncodingUnknown)\b/i.test(name)))
    return 'request-not-understood'
  if (names.some((name) => /^(?:Server|Receiver)\b/i.test(name)))
    return isLinkStatus(status) ? causeOfStatus(status) : 'soap-server-fault'
  return null
}

/**
 * Judges a SOAP fault: what its text names (throttling, size, sign-in, an upload error) before the side its
 * code blames. pmsXchange sends Client and Server (docs/channels/pmsxchange.md#pmsx-43), and throttling and
 * size as Server.
 */
export const judgeFault = (fault: XmlElement, status: number): Verdict => {
  const { codes, string, detail } = partsOf(fault)
  const text = [string, detail].filter(Boolean).join(' ')
  const shown = [codes.join(' '), string, detail].filter(Boolean).join(': ')
  const facts: Record<string, string> = codes[0] === undefined ? {} : { faultCode: codes[0] }
  const given = { isAnswer: true, vendorText: shown === '' ? null : shown }
  const upload = uploadError(text)
  if (upload !== null && upload.cause !== 'structure-wrong')
    return verdictOf(upload.cause, { ...given, facts: { ...facts, ...upload.facts } })
  const cause =
    namedBy(text, false) ?? byCode(codes, status) ?? (status >= 500 ? 'soap-server-fault' : 'unknown-answer')
  // A gateway's fault is an answer of the gateway: the link is still down.
  return verdictOf(cause, { ...given, facts, isAnswer: !isLinkStatus(status) || entries[cause].policy !== 'outage' })
}
