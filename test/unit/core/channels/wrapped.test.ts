import { describe, expect, it } from 'vitest'
import { judgeSoap } from '../../../../main/core/channels/pmsxchange/judge.ts'
import { judgeJobWrite } from '../../../../main/core/channels/propexo/job-reply.ts'
import { answer, asked, error, job, reply } from './replies.ts'

const success = answer('<Success/>')
const judge = (body: string | Uint8Array, contentType = 'text/xml') =>
  judgeSoap(reply(200, body, { headers: { 'content-type': contentType } }), asked())

describe('an answer inside a multipart body', () => {
  const part = (head: string, body: string, newline = '\r\n') => [...head.split('\n'), '', body, ''].join(newline)
  const whole = (parts: string[], boundary = 'b1', newline = '\r\n') =>
    `${parts.map((each) => `--${boundary}${newline}${each}`).join('')}--${boundary}--${newline}`
  const type = (more = '') => `multipart/related; type="application/xop+xml"; boundary="b1"${more}`

  it('is the first part, or the one that the head names', () => {
    const first = part('Content-Type: application/xop+xml; charset=UTF-8\nContent-ID: <root@x>', success)
    const other = part('Content-Type: text/xml\nContent-ID: <other@x>', error('Type="3" Code="402"', 'x'))
    expect(judge(whole([first, other]), type()).cause).toBe('delivered')
    expect(judge(whole([other, first]), type('; start="<root@x>"')).cause).toBe('delivered')
    expect(judge(whole([other, first]), type()).cause).toBe('room-type-unknown')
  })

  it('is found with bare line ends, without a head that says so, and without its last line', () => {
    const text = whole([part('Content-Type: text/xml', success, '\n')], 'b1', '\n')
    expect(judge(text, type()).cause).toBe('delivered')
    expect(judge(text, 'text/xml').cause).toBe('delivered')
    expect(judge(`\r\n${text}`, 'text/xml').cause).toBe('delivered')
    expect(judge(text.replace('--b1--\n', ''), type()).cause).toBe('delivered')
  })

  it('is unpacked from base64 and quoted-printable, in its own encoding', () => {
    const base64 = part('Content-Type: text/xml\nContent-Transfer-Encoding: base64', btoa(success))
    expect(judge(whole([base64]), type()).cause).toBe('delivered')
    const quoted = part(
      'Content-Type: text/xml\nContent-Transfer-Encoding: quoted-printable',
      success.replaceAll('=', '=3D'),
    )
    expect(judge(whole([quoted]), type()).cause).toBe('delivered')
    const german = error('Type="3" Code="402"', 'Zimmer für Gäste')
    const latin = part('Content-Type: text/xml; charset=ISO-8859-1', german)
    expect(
      judge(
        Uint8Array.from(whole([latin]), (sign) => sign.charCodeAt(0)),
        type(),
      ).vendorText,
    ).toContain('für Gäste')
  })

  it('is read for a job API too', () => {
    const json = part('Content-Type: application/json', '{"meta":{"job_id":"j-1"}}')
    const result = reply(200, whole([json]), { headers: { 'content-type': type() } })
    expect(judgeJobWrite(result, job())).toMatchObject({ cause: 'job-accepted', jobId: 'j-1' })
  })

  it('that holds nothing is no answer', () => {
    expect(judge('--b1--', type()).outcome).toBe('retry')
    expect(judge(whole([]), type()).outcome).toBe('retry')
    expect(judge('--b1\r\nno end of the head', type()).outcome).toBe('retry')
  })
})

describe('what stands before an answer', () => {
  it.each([
    ['a document type', `<!DOCTYPE Envelope SYSTEM "a.dtd">${success}`],
    ['a document type in public form', `<!DOCTYPE Envelope PUBLIC "-//X//Y" "http://x.invalid/a.dtd">\n${success}`],
    ['a document type with declarations', `<!DOCTYPE e [ <!ENTITY a "<x>]>"> <!ELEMENT e ANY> ]>${success}`],
    ['two declarations', `<?xml version="1.0"?><?xml version="1.0" encoding="utf-8"?>${success}`],
    ['a declaration after a line', `\n\n<?xml version="1.0"?>\n${success}`],
    ['a declaration, a comment and a document type', `<?xml version="1.0"?><!-- x --><!DOCTYPE e>${success}`],
    ['a declaration inside the SOAP body', success.replace('<OTA_', '<?xml version="1.0"?><OTA_')],
  ])('%s', (_, body) => {
    expect(judge(body).cause).toBe('delivered')
  })

  it('is never put into it: entities stay what they are', () => {
    const bomb = `<!DOCTYPE e [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>`
    const verdict = judge(`${bomb}${error('Type="3" Code="450"', '&c; Room type not found')}`)
    expect(verdict.cause).toBe('room-type-unknown')
    expect(verdict.vendorText).toContain('&c;')
  })

  it('without an end is half of something', () => {
    expect(judge(`<!DOCTYPE e [ <!ENTITY a "${success}`)).toMatchObject({ cause: 'answer-cut-off', outcome: 'retry' })
  })
})

describe('an answer that stands as text in another document', () => {
  const escaped = success.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  it.each([
    ['escaped', `<string xmlns="http://tempuri.org/">${escaped}</string>`],
    ['in CDATA', `<r:Result xmlns:r="x"><return><![CDATA[${success}]]></return></r:Result>`],
    [
      'in another wrapping',
      `<Envelope><Body><ProcessResponse><ProcessResult>${escaped}</ProcessResult></ProcessResponse></Body></Envelope>`,
    ],
  ])('%s', (_, body) => {
    expect(judge(body).cause).toBe('delivered')
  })

  it('below elements of a service that wrap it', () => {
    const ota = '<OTA_HotelResNotifRS xmlns="http://www.opentravel.org/OTA/2003/05"><Success/></OTA_HotelResNotifRS>'
    expect(
      judge(`<Envelope><Body><SubmitResponse><SubmitResult>${ota}</SubmitResult></SubmitResponse></Body></Envelope>`)
        .cause,
    ).toBe('delivered')
  })
})

describe('an answer among something else', () => {
  it.each([
    ['behind words', `OK\n${success}`],
    [
      'behind the warning of a script',
      `<br />\n<b>Warning</b>: Undefined index in /srv/x.php on line 3<br />\n${success}`,
    ],
    ['before words', `${success}\n200 OK`],
    ['behind the head of a page', `<!doctype html>${success}`],
    ['as a text in JSON', JSON.stringify(success)],
    ['in a member of JSON', JSON.stringify({ statusCode: 200, body: success })],
  ])('is read %s', (_, body) => {
    expect(judge(body).cause).toBe('delivered')
  })

  it.each([
    ['two answers of which one says no', `${success}${error('Type="3" Code="402"', 'x')}`],
    ['two in JSON', JSON.stringify([success, success])],
    ['half of one', `OK\n${success.slice(0, -30)}`],
    [
      'our own request on a page',
      `<html><pre>${success.replaceAll('NotifRS', 'NotifRQ').replace('<Success/>', '')}</pre></html>`,
    ],
  ])('is not read from %s', (_, body) => {
    expect(judge(body).outcome).not.toMatch(/^delivered/)
  })
})

describe('pages of portals without html', () => {
  it.each([
    '<script>location.href="http://10.1.1.1/hello"</script>',
    '<SCRIPT language="JavaScript">\ntop.location = "https://wifi.invalid"\n</SCRIPT>',
    '<title>Hotel Wi-Fi</title><p>Please accept the terms</p>',
    '<meta http-equiv="refresh" content="0; url=http://10.1.1.1/">',
    '<!-- portal --><META HTTP-EQUIV="Refresh" CONTENT="0;URL=http://10.1.1.1/">',
    '<style>body{color:red}</style><div>Guest access</div>',
    '<center><h1>Access</h1></center>',
    '<form action="/login"><input name="room"></form>',
    '<iframe src="http://10.1.1.1/"></iframe>',
    '<a href="http://10.1.1.1/login">Sign in</a>',
    '<main>Room number</main>',
    '<nav/><p>Room number',
    '<button onclick="x()">Accept</button>',
    '<b>Welcome</b>',
    '<marquee>Free Wi-Fi',
    '<wml><card>Login</card></wml>',
    '<WISPAccessGatewayParam><Redirect><MessageType>100</MessageType></Redirect></WISPAccessGatewayParam>',
  ])('%s', (body) => {
    expect(judge(body)).toMatchObject({ cause: 'captive-portal', policy: 'outage', isUnread: false })
    expect(judgeJobWrite(reply(200, body), job()).cause).toBe('captive-portal')
  })
})

it.each(['Welcome to our Wi-Fi. Please log in at http://10.1.1.1', 'window.location="http://10.1.1.1/"'])(
  'words of a page are no answer of a channel: %s',
  (body) => {
    expect(judge(body, 'text/html').cause).toBe('captive-portal')
  },
)

describe('a whole answer that nobody can read', () => {
  it.each(['', 'OK', '<a><b></a>', success.slice(0, -30), '\u0000\u0001\u0002'])('is marked: %j', (body) => {
    expect(judge(body)).toMatchObject({ outcome: 'retry', isUnread: true })
  })

  it('is not what broke off on the way, nor what was read', () => {
    expect(judgeSoap(reply(200, success.slice(0, -30), { cut: 'short' }), asked()).isUnread).toBe(false)
    expect(judge(success).isUnread).toBe(false)
    expect(judgeSoap(reply(503, 'OK'), asked()).isUnread).toBe(false)
  })
})
