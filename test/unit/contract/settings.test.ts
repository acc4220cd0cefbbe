import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { channels } from '../../../main/core/channels/registry.ts'

const connection = {
  id: 'pmsx',
  kind: 'pmsxchange',
  label: 'SiteMinder',
  url: 'https://channel.invalid/webservices/ABC',
  requestorId: 'ABC',
  username: 'abc',
  passwordSecret: 'pmsx',
}
const folder = { id: 'main', path: '/export', connection: 'pmsx' }
const job = { id: 'prx', kind: 'propexo', label: 'Propexo', url: 'https://jobs.invalid', tokenSecret: 'prx' }
const settings = (change: Record<string, unknown> = {}) => ({
  version: 1,
  connections: [connection],
  folders: [folder],
  ...change,
})

const problemsOf = (input: unknown): string[] => {
  const result = channels.parseSettings(input)
  return result.ok ? [] : result.problems.map(({ field, problem }) => `${field}: ${problem}`)
}

describe('settings', () => {
  test('the example in README is right', () => {
    const readme = readFileSync(join(import.meta.dirname, '../../../README.md'), 'utf8')
    const example = /```json\n([\s\S]*?)```/.exec(readme)?.[1] ?? ''
    expect(problemsOf(JSON.parse(example))).toEqual([])
  })

  test('three fields are enough, and the defaults are those of the channels', () => {
    const result = channels.parseSettings(
      settings({
        connections: [connection, job],
        folders: [folder, { ...folder, id: 'jobs', path: '/jobs', connection: 'prx' }],
      }),
    )
    if (!result.ok) throw new Error(JSON.stringify(result.problems))
    expect(result.settings).toMatchObject({
      locale: 'en',
      dayEndsAt: '04:00',
      rehearsal: false,
      retention: { deliveredDays: 400, contentDays: 7 },
    })
    expect(result.settings.connections).toMatchObject([
      {
        timeoutSeconds: 90,
        retry: { steps: [5, 10, 20, 40, 60], alarmAfterMinutes: 30, giveUpAfterMinutes: 720 },
        pace: { perMinute: 40, concurrent: 3 },
        afterUnknownOutcome: 'retry',
      },
      { afterUnknownOutcome: 'ask', jobIdPath: 'meta.job_id', pollSeconds: 5, pace: { perMinute: 150, concurrent: 3 } },
    ])
    expect(result.settings.folders).toMatchObject([
      { pattern: '*.xml', ready: { kind: 'quiet', seconds: 1 }, afterCapture: 'archive', scanSeconds: 3 },
      { pattern: '*.json' },
    ])
  })

  test.each([
    [
      'a plain address',
      settings({ connections: [{ ...connection, url: 'http://channel.invalid/x' }] }),
      /^connections\[0\]\.url: must begin with https/,
    ],
    [
      'a password in the address',
      settings({ connections: [{ ...connection, url: 'https://a:b@channel.invalid' }] }),
      /^connections\[0\]\.url: must not contain a user name/,
    ],
    [
      'too short a wait',
      settings({ connections: [{ ...connection, timeoutSeconds: 30 }] }),
      /^connections\[0\]\.timeoutSeconds: must be 60 to 120/,
    ],
    [
      'giving up early',
      settings({ connections: [{ ...connection, retry: { alarmAfterMinutes: 5, giveUpAfterMinutes: 10 } }] }),
      /giveUpAfterMinutes: must be at least 30/,
    ],
    ['an unknown field', settings({ hotelname: 'x' }), /^hotelname: is not a setting/],
    [
      'a nested unknown field',
      settings({ folders: [{ ...folder, redy: 1 }] }),
      /^folders\[0\]\.redy: is not a setting/,
    ],
    [
      'an unknown connection',
      settings({ folders: [{ ...folder, connection: 'nope' }] }),
      /^folders\[0\]\.connection: names 'nope'/,
    ],
    [
      'the same id twice',
      settings({ connections: [connection, connection] }),
      /^connections\[1\]\.id: 'pmsx' is used twice/,
    ],
    [
      'a missing field',
      settings({ folders: [{ id: 'main', path: '/export' }] }),
      /^folders\[0\]\.connection: is missing; it must be a string$/,
    ],
    ['a wrong type', settings({ connections: {} }), /^connections: must be an array$/],
    ['no folder', settings({ folders: [] }), /^folders: must list at least one folder/],
    ['a wrong zone', settings({ timeZone: 'Mars/Olympus' }), /^timeZone: must be a time zone name/],
    ['a wrong time', settings({ dayEndsAt: '24:30' }), /^dayEndsAt: must be a time of day/],
    [
      'practice that leaves the PC',
      settings({ rehearsal: true }),
      /^connections\[0\]\.url: must be http:\/\/ on this computer/,
    ],
    ['a foreign file', [], /^settings: /],
    ['another version', settings({ version: 2 }), /^version: must be 1/],
  ])('refuses %s by its field', (_name, input, expected) => {
    expect(problemsOf(input).join('\n')).toMatch(expected)
  })

  test('the pace is divided among the PCs that share it, and never less than one', () => {
    const paceOf = (pace: Record<string, number>, more: Record<string, unknown> = {}) => {
      const result = channels.parseSettings(settings({ connections: [{ ...connection, pace, ...more }] }))
      return result.ok ? result.settings.connections[0]?.pace : result.problems
    }
    expect(paceOf({ sharedBy: 20 })).toEqual({ perMinute: 2, concurrent: 1 })
    expect(paceOf({ perMinute: 90, concurrent: 6, sharedBy: 2 })).toEqual({ perMinute: 45, concurrent: 3 })
    expect(paceOf({ sharedBy: 500 })).toEqual({ perMinute: 1, concurrent: 1 })
    expect(paceOf({ sharedBy: 0 })).toMatchObject([{ field: 'connections[0].pace.sharedBy' }])
  })

  test('the largest request is 2 MB unless the settings say otherwise', () => {
    const bytesOf = (more: Record<string, unknown>) => {
      const result = channels.parseSettings(settings({ connections: [{ ...connection, ...more }] }))
      return result.ok ? result.settings.connections[0]?.maxRequestBytes : result.problems
    }
    expect(bytesOf({})).toBe(2_000_000)
    expect(bytesOf({ maxRequestBytes: 512_000 })).toBe(512_000)
    for (const maxRequestBytes of [0, 1_023, 64_000_001, 1.5])
      expect(bytesOf({ maxRequestBytes })).toMatchObject([{ field: 'connections[0].maxRequestBytes' }])
  })

  test('rehearsal lifts the lower bounds on this computer only', () => {
    const quick = {
      ...connection,
      url: 'http://127.0.0.1:8080/webservices/ABC',
      timeoutSeconds: 0.5,
      retry: { steps: [0.1], giveUpAfterMinutes: 0.2, alarmAfterMinutes: 0.1 },
    }
    const result = channels.parseSettings(
      settings({
        rehearsal: true,
        connections: [quick],
        folders: [{ ...folder, ready: { kind: 'quiet', seconds: 0.1 }, scanSeconds: 0.1 }],
      }),
    )
    expect(result.ok && result.settings.connections[0]?.pace).toBeNull()
  })
})
