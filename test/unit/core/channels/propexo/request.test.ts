import { describe, expect, it } from 'vitest'
import {
  addressOf,
  buildJobRetry,
  buildJobStatus,
  buildJobWrite,
  isUsableJobId,
  isUsableToken,
} from '../../../../../main/core/channels/propexo/request.ts'

const access = { base: 'https://jobs.example', token: 't-1', requestId: 'r-1' }
const write = (text: string) => buildJobWrite(text, access)

describe('a write', () => {
  it('goes to the path of the export with token and JSON', () => {
    expect(write('{"method":"POST","path":"/v1/residents/","reference":"A1","body":{"first_name":"Ida"}}')).toEqual({
      method: 'POST',
      url: 'https://jobs.example/v1/residents/',
      headers: {
        authorization: 'Bearer t-1',
        accept: 'application/json',
        'content-type': 'application/json',
        'x-request-id': 'r-1',
      },
      body: '{"first_name":"Ida"}',
    })
  })

  it('keeps the body as the PMS wrote it: numbers, spaces, escapes', () => {
    const body =
      '{ "rent": 120.00, "id": 12345678901234567890, "n": "M\\u00fcller \\" }", "list": [ 1.0 , {"a":null} ] }'
    expect(write(`{"method":"PUT",\n "body" : ${body} , "path":"/v1/x"}`)?.body).toBe(body)
    expect(write(`{"b\\u006fdy":[1.0],"method":"put","path":"/x"}`)).toMatchObject({ method: 'PUT', body: '[1.0]' })
  })

  it('has no body where the export has none', () => {
    for (const text of ['{"method":"DELETE","path":"/v1/x/7"}', '{"method":"DELETE","path":"/v1/x/7","body":null}']) {
      expect(write(text)).toMatchObject({ method: 'DELETE', url: 'https://jobs.example/v1/x/7' })
      expect(write(text)).not.toHaveProperty('body')
      expect(write(text)?.headers).not.toHaveProperty('content-type')
    }
  })

  it.each([
    '',
    'x',
    '[]',
    '{"method":"GET","path":"/x"}',
    '{"method":"POST"}',
    '{"method":"POST","path":"//evil.example/x"}',
    '<a/>',
  ])('is none for %j', (text) => {
    expect(write(text)).toBeNull()
  })
})

describe('an address', () => {
  it.each([
    ['https://h.example', '/v1/a', 'https://h.example/v1/a'],
    ['https://h.example/', '/v1/a?b=c', 'https://h.example/v1/a?b=c'],
    ['https://h.example/base/', '/v1/a', 'https://h.example/base/v1/a'],
    ['http://127.0.0.1:81', '/a', 'http://127.0.0.1:81/a'],
    ['https://h.example', '/\\evil.example', 'https://h.example//evil.example'],
  ])('%s with %s', (base, path, expected) => {
    expect(addressOf(base, path)).toBe(expected)
  })

  it.each(['//evil.example/x', 'https://evil.example', 'x', '', '@evil.example'])('never leads away: %j', (path) => {
    expect(addressOf('https://h.example', path)).toBeNull()
  })

  it('carries any number of a job, and none that leads elsewhere', () => {
    expect(buildJobStatus('/v1/write-status/{jobId}', 'a/b?c#d $&', access)).toMatchObject({
      method: 'GET',
      url: 'https://jobs.example/v1/write-status/a%2Fb%3Fc%23d%20%24%26',
    })
    expect(buildJobRetry('/r/{jobId}', 'j-1', access)).toMatchObject({
      method: 'POST',
      url: 'https://jobs.example/r/j-1',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    })
    expect(['j-1', '..', '.', '', 'x'.repeat(401)].map(isUsableJobId)).toEqual([true, false, false, false, false])
  })

  it('takes only a token that can stand in a header', () => {
    expect(['abc.DEF-1=', 'with space', 'line\nend', 'ü', ''].map(isUsableToken)).toEqual([
      true,
      false,
      false,
      false,
      false,
    ])
  })
})
