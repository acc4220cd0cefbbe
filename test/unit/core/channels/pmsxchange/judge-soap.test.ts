import { describe, expect, it } from 'vitest'
import { judgeSoap } from '../../../../../main/core/channels/pmsxchange/judge.ts'
import { asked, error, fault, fault12, reply, soap } from '../replies.ts'

describe('SOAP faults', () => {
  const table: [string, number, string, string, string][] = [
    ['Client', 500, fault('SOAP-ENV:Client', 'The XML could not be read'), 'request-not-understood', 'fail'],
    ['Client under 200', 200, fault('SOAP-ENV:Client', 'The XML could not be read'), 'request-not-understood', 'fail'],
    ['Client with a dotted code', 500, fault('soap:Client.Parser', 'bad'), 'request-not-understood', 'fail'],
    ['Client without a prefix', 500, fault('Client', 'bad'), 'request-not-understood', 'fail'],
    ['Server', 500, fault('SOAP-ENV:Server', 'Something broke'), 'soap-server-fault', 'probe'],
    [
      'Server without any namespace',
      500,
      '<Envelope><Body><Fault><faultcode>Server</faultcode><faultstring>x</faultstring></Fault></Body></Envelope>',
      'soap-server-fault',
      'probe',
    ],
    [
      'bare fault without envelope',
      500,
      '<Fault><faultcode>Client</faultcode></Fault>',
      'request-not-understood',
      'fail',
    ],
    ['MustUnderstand', 500, fault('SOAP-ENV:MustUnderstand', 'Security'), 'request-not-understood', 'fail'],
    ['VersionMismatch', 500, fault('SOAP-ENV:VersionMismatch', '1.2'), 'request-not-understood', 'fail'],
    ['SOAP 1.2 Sender', 400, fault12('e:Sender', 'bad'), 'request-not-understood', 'fail'],
    ['SOAP 1.2 Receiver', 500, fault12('e:Receiver', 'broke'), 'soap-server-fault', 'probe'],
    [
      'SOAP 1.2 security subcode',
      500,
      fault12('e:Sender', 'no', 'wsse:FailedAuthentication'),
      'credentials-refused',
      'pause',
    ],
    [
      'a code of the sign-in beside words of rights',
      500,
      fault('wsse:FailedAuthentication', 'Access denied'),
      'credentials-refused',
      'pause',
    ],
    [
      'a dotted code of the sign-in',
      500,
      fault('SOAP-ENV:Client.Authentication', 'Access denied'),
      'credentials-refused',
      'pause',
    ],
    [
      'a clock skew',
      500,
      fault('SOAP-ENV:Client', 'Message timestamp outside allowed clock skew'),
      'clock-wrong',
      'pause',
    ],
    ['a time stamp in German', 500, fault('SOAP-ENV:Client', 'Zeitstempel abgelaufen'), 'clock-wrong', 'pause'],
    [
      'throttle',
      500,
      fault('SOAP-ENV:Server', 'Throttle limit reached, please try again later...'),
      'throttled',
      'throttle',
    ],
    [
      'throttle under 503',
      503,
      fault('SOAP-ENV:Server', 'Throttle limit reached, please try again later...'),
      'throttled',
      'throttle',
    ],
    [
      'payload too large',
      500,
      fault('SOAP-ENV:Server', 'Unable to process message. Payload too large'),
      'too-large',
      'fail',
    ],
    [
      'authentication',
      500,
      fault('SOAP-ENV:Client', 'Authentication failed - invalid username'),
      'wrong-password',
      'pause',
    ],
    [
      'authentication without the reason',
      500,
      fault('SOAP-ENV:Client', 'Authentication failed'),
      'credentials-refused',
      'pause',
    ],
    ['security code', 500, fault('wsse:InvalidSecurity', 'no header'), 'credentials-refused', 'pause'],
    ['unknown code under 500', 500, fault('x:Odd', 'hm'), 'soap-server-fault', 'probe'],
    ['unknown code under 200', 200, fault('x:Odd', 'hm'), 'unknown-answer', 'fail'],
    ['no code at all', 500, soap('<SOAP-ENV:Fault/>'), 'soap-server-fault', 'probe'],
    ['Server fault of a gateway', 503, fault('SOAP-ENV:Server', 'No backend'), 'unavailable', 'outage'],
  ]
  it.each(table)('%s', (_, status, body, cause, policy) => {
    expect(judgeSoap(reply(status, body), asked())).toMatchObject({ cause, policy, isAnswer: policy !== 'outage' })
  })

  it('shows what the fault says, and keeps its code as a fact', () => {
    expect(judgeSoap(reply(500, fault('SOAP-ENV:Server', 'Internal trouble')), asked())).toMatchObject({
      vendorText: 'SOAP-ENV:Server: Internal trouble',
      facts: { faultCode: 'SOAP-ENV:Server' },
    })
  })

  it('prefers OTA errors in the detail to the fault around them', () => {
    const body = soap(
      '<SOAP-ENV:Fault><faultcode>SOAP-ENV:Server</faultcode><detail><Errors><Error Type="3" Code="249">no</Error></Errors></detail></SOAP-ENV:Fault>',
    )
    expect(judgeSoap(reply(500, body), asked()).cause).toBe('rate-unknown')
  })

  it('recognises an upload error in a fault', () => {
    const text = "Inconsistent PMS codes. PMS 'AAA' does not match RequestorID 'BBB'"
    expect(judgeSoap(reply(500, fault('SOAP-ENV:Client', text)), asked())).toMatchObject({
      cause: 'pms-code-mismatch',
      facts: { urlCode: 'AAA', requestorId: 'BBB' },
    })
  })

  it('reads a reply whose text breaks XML in the usual ways', () => {
    expect(judgeSoap(reply(500, fault('SOAP-ENV:Client', 'Name & more\u0002 not allowed')), asked()).cause).toBe(
      'request-not-understood',
    )
    expect(judgeSoap(reply(200, `\uFEFF  ${error('Type="3" Code="402"', 'x')}\u0004\n`), asked()).cause).toBe(
      'room-type-unknown',
    )
  })

  it('reads other encodings by mark, header and declaration', () => {
    const text = error('Type="3" Code="402"', 'Zimmer für Gäste unbekannt')
    const latin = Uint8Array.from(text, (character) => character.charCodeAt(0))
    expect(
      judgeSoap(reply(200, latin, { headers: { 'content-type': 'text/xml; charset=ISO-8859-1' } }), asked()).vendorText,
    ).toContain('für Gäste')
    expect(judgeSoap(reply(200, latin), asked()).vendorText).toContain('für Gäste')
    const wide = new Uint8Array(2 + text.length * 2)
    wide.set([0xff, 0xfe])
    for (let n = 0; n < text.length; n += 1) wide.set([text.charCodeAt(n) & 255, text.charCodeAt(n) >> 8], 2 + n * 2)
    expect(judgeSoap(reply(200, wide), asked()).vendorText).toContain('für Gäste')
  })
})
