import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatLogLine } from '../../../../main/core/redact/format-line.ts'
import { redactLine } from '../../../../main/core/redact/log-line.ts'

describe('a redacted line', () => {
  test.each([
    ['pan=4111111111111111', 'pan=[card]'],
    ['note="card 4111 1111-1111 1111 of guest"', 'note="card [card] of guest"'],
    ['cvv 937', 'cvv [hidden]'],
    ['cvv=937 SeriesCode="937"', 'cvv=[hidden] SeriesCode=[hidden]'],
    ['body="<Guest><Surname>Winter</Surname>" status=200', 'body="[markup]" status=200'],
    ['body="<Surname>Winter" status=200', 'body="[markup]" status=200'],
    ['body="&lt;Surname&gt;Winter&lt;/Surname&gt; cut off Win"', 'body="[markup]"'],
    ['Authorization: Bearer abc.def-ghi', 'Authorization: [hidden] [hidden]'],
    ['header Bearer abc.def-ghi end', 'header Bearer [hidden] end'],
    ['password=hunter2 user=pms', 'password=[hidden] user=pms'],
    ['{"password": "two words", "a": 1}', '{"password": [hidden], "a": 1}'],
    ['wssePassword: x!y', 'wssePassword: [hidden]'],
    ['the password is hunter2', 'the password is [hidden]'],
    ['url=https://porter:night@proxy:8080/a', 'url=https://[hidden]@proxy:8080/a'],
    ['http://127.0.0.1:8080/#token=abcdef', 'http://127.0.0.1:8080/#token=[hidden]'],
    ['from eva.winter+x@hotel-aurora.example now', 'from [email] now'],
    ['call +43 664 123 45 67 now', 'call [phone] now'],
    ['call 0043 (1) 9876543', 'call [phone]'],
    ['call 0664/1234567 or 0664 123 4567', 'call [phone] or [phone]'],
    ['call 06641234567', 'call [phone]'],
    ['call (555) 123-4567', 'call [phone]'],
    ['phone: 98 76 54', 'phone: [phone]'],
  ])('%s', (line, redacted) => {
    expect(redactLine(line)).toBe(redacted)
  })

  test.each([
    [
      formatLogLine(1_795_392_000_009, 'info', 'engine', 'sent', {
        nextAttemptAt: 1_795_392_000_009,
        tookMs: 1234,
        attempts: 3,
      }),
    ],
    ['echoToken=12345678-1234-4123-8123-123456789012 id=0f0e0d0c-0001-4002-8003-000000000004'],
    ['EchoToken=12345678-1234-4123-8123-123456789012'],
    ['url=http://127.0.0.1:41234/rpc status=503 code=ECONNREFUSED version=0.1.0'],
    ['secret is missing'],
    ['path=C:\\\\PMS\\\\Export lane=pmsx/ABC size=10485760'],
    ['between 2026-01-22 and 2026-01-25 at 07:00:00+02:00'],
  ])('keeps what support needs: %s', (line) => {
    expect(redactLine(line)).toBe(line)
  })

  test('holds no hidden value in any spelling, whatever is around it', () => {
    const word = fc
      .string({ unit: 'binary', minLength: 3, maxLength: 20 })
      .filter((value) => !'[hidden]'.includes(value))
    fc.assert(
      fc.property(word, fc.string(), fc.string(), (secret, before, after) => {
        for (const spelled of [secret, JSON.stringify(secret), encodeURIComponent(secret.toWellFormed())])
          expect(
            redactLine(`${before} ${spelled} ${after}`, [secret, 'other']).split('[hidden]').join(''),
          ).not.toContain(secret)
      }),
    )
    expect(redactLine('a <p&q> b', ['<p&q>'])).toBe('a [hidden] b')
    expect(redactLine('abcdef abc', ['abc', 'abcdef'])).toBe('[hidden] [hidden]')
  })

  test('of any length takes no time to speak of', () => {
    for (const piece of [
      '<a',
      'password',
      'a@',
      '0 ',
      '&lt;',
      'http://',
      '+1',
      'phone',
      '"',
      'a.',
      '00(',
      '012 3',
      'a:',
      'Basic ',
      'password=',
      '5 ',
    ]) {
      const began = performance.now()
      redactLine(piece.repeat(200_000 / piece.length), ['secret'])
      expect(performance.now() - began, piece).toBeLessThan(5000)
    }
  }, 60_000)
})

describe('a log line', () => {
  test('is time, level, scope, event and fields, on one line', () => {
    const fields = {
      id: 'm-1',
      n: 2,
      isLast: true,
      nothing: null,
      left: undefined,
      why: 'a "b"\nc',
      path: 'C:\\PMS',
      empty: '',
    }
    expect(formatLogLine(0, 'warn', 'engine.capture', 'file-left', fields)).toBe(
      '1970-01-01T00:00:00.000Z warn engine.capture file-left id=m-1 n=2 isLast=true nothing=null why="a \\"b\\"\\nc" path="C:\\\\PMS" empty=""',
    )
    expect(formatLogLine(0, 'info', 'app', 'two\r\nlines')).toBe('1970-01-01T00:00:00.000Z info app two lines')
  })
})
