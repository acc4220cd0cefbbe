import { describe, expect, it } from 'vitest'
import { readJobExport } from '../../../../../main/core/channels/propexo/read-export.ts'
import { bytesOf, fixture, messagesOf } from '../pmsxchange/export/read-fixture.ts'

const read = (value: unknown) => readJobExport(bytesOf(typeof value === 'string' ? value : JSON.stringify(value)))
const good = { method: 'POST', path: '/v1/residents/', reference: 'A1', body: {} }

describe('job-API exports', () => {
  it('reads method, path and reference, and keeps the text', () => {
    const text = fixture('job-create.json')
    expect(messagesOf(read(text))).toEqual([
      {
        part: 1,
        parts: 1,
        kind: 'new',
        messageType: 'POST /v1/residents/',
        rewrittenFrom: null,
        hotelCode: null,
        reservationId: '4711',
        bookingIds: [{ value: '4711', rank: 0 }],
        guest: 'Quist, Mara',
        names: ['Quist, Mara', 'Fjord AS'],
        arrival: null,
        departure: null,
        isWhole: true,
        modified: null,
        lastModified: null,
        booking: null,
        body: text.trim(),
        ownEchoToken: null,
        ownTimeStamp: null,
      },
    ])
  })

  it.each([
    ['POST', 'new', true],
    ['put', 'change', false],
    ['PATCH', 'change', false],
    ['DELETE', 'cancel', true],
  ])('%s is %s', (method, kind, isWhole) => {
    expect(messagesOf(read({ ...good, method }))).toMatchObject([{ kind, isWhole }])
  })

  it('reads a byte order mark, UTF-16 and padding', () => {
    expect(messagesOf(read(`\uFEFF${JSON.stringify(good)}\r\n\u0000`))).toHaveLength(1)
  })

  it.each([
    'v1/x',
    '//host/x',
    '/\\host',
    '/a\\b',
    '/../x',
    '/a/../../x',
    '/%2e%2e/x',
    '/a%5Cb',
    '/a%2Fb',
    'https://host/x',
    '/a b',
    '/a\n',
    '/a#b',
    '',
    7,
  ])('refuses the path %j', (path) => {
    expect(read({ ...good, path })).toEqual({
      kind: 'unusable',
      cause: 'file-unsupported',
      facts: { root: 'JSON', field: 'path' },
    })
  })

  it.each([
    [{ ...good, method: 'GET' }, 'method'],
    [{ ...good, method: 'constructor' }, 'method'],
    [{ path: '/x' }, 'method'],
    [{ ...good, reference: {} }, 'reference'],
  ])('names the field that is wrong in %j', (value, field) => {
    expect(read(value)).toMatchObject({ cause: 'file-unsupported', facts: { field } })
  })

  it.each([
    ['', { kind: 'unusable', cause: 'file-empty', facts: {} }],
    ['\u0000\u0000', { kind: 'incomplete' }],
    ['[]', { kind: 'unusable', cause: 'file-broken', facts: {} }],
    ['{"a" 1}', { kind: 'unusable', cause: 'file-broken', facts: {} }],
    ['{"a":1} x', { kind: 'unusable', cause: 'file-broken', facts: {} }],
    ['{"a":'.repeat(5000), { kind: 'unusable', cause: 'file-broken', facts: {} }],
  ])('refuses %.20s', (text, result) => {
    expect(read(text)).toEqual(result)
  })

  it('refuses a file above 64 MB', () => {
    expect(readJobExport(new Uint8Array(64 * 1024 * 1024 + 1))).toEqual({
      kind: 'unusable',
      cause: 'file-too-large',
      facts: { limit: '64 MB' },
    })
  })

  it('takes every beginning for incomplete', () => {
    const text = JSON.stringify({ ...good, body: { note: 'a "quoted" {brace}', list: [1, [2]] } })
    for (let end = 1; end < text.length; end += 1)
      expect(read(text.slice(0, end)), `cut at ${end}`).toEqual({ kind: 'incomplete' })
  })
})
