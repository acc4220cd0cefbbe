import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createSettingsFile } from '../../../main/adapters/settings-file.ts'
import { channels } from '../../../main/core/channels/registry.ts'
import type { SettingsRead } from '../../../main/core/ports/settings.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'night-porter-settings-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const at = (name: string) => join(folder, name)
const connection = {
  id: 'pmsx',
  kind: 'pmsxchange',
  label: 'Channel',
  url: 'https://old.example/X',
  requestorId: 'X',
  username: 'x',
  passwordSecret: 'pmsx',
}
const good = { version: 1, connections: [connection], folders: [{ id: 'main', path: '/export', connection: 'pmsx' }] }
const put = (name: string, content: unknown) =>
  writeFileSync(at(name), typeof content === 'string' ? content : JSON.stringify(content))
const source = () => createSettingsFile({ folder, parseSettings: channels.parseSettings })
const settingsOf = (read: SettingsRead) => {
  if (!read.ok) throw new Error(JSON.stringify(read))
  return read
}

describe('settings', () => {
  test('are read with their defaults; nothing is locked without a policy', () => {
    put('settings.json', good)
    expect(source().path).toBe(at('settings.json'))
    expect(settingsOf(source().read())).toMatchObject({
      settings: { hotelName: 'Night Porter' },
      raw: good,
      locked: [],
    })
  })

  test.each([
    ['utf-8 with BOM', Buffer.from(`\ufeff${JSON.stringify({ ...good, hotelName: 'Küste' })}`)],
    ['utf-16le with BOM', Buffer.from(`\ufeff${JSON.stringify({ ...good, hotelName: 'Küste' })}`, 'utf16le')],
    ['utf-16be with BOM', Buffer.from(`\ufeff${JSON.stringify({ ...good, hotelName: 'Küste' })}`, 'utf16le').swap16()],
  ])('may be saved as %s', (_, bytes) => {
    writeFileSync(at('settings.json'), bytes)
    expect(settingsOf(source().read()).settings.hotelName).toBe('Küste')
  })

  const second = { ...connection, id: 'second' }
  test.each([
    [
      'more connections than a closed list has',
      { closed: ['connections'], connections: [{ id: 'pmsx' }] },
      'settings.json',
      'connections[1]',
    ],
    ['a host that is not allowed', { allowedHosts: ['*.siteminder.com'] }, 'settings.json', 'connections[0].url'],
    ['a closed list without entries', { closed: ['folders'] }, 'policy.json', 'closed'],
    ['a list that cannot be closed', { closed: ['contacts'] }, 'policy.json', 'closed[0]'],
  ])('under a policy are refused with %s', (_, policy, file, field) => {
    put('settings.json', { ...good, connections: [connection, second] })
    put('policy.json', policy)
    expect(source().read()).toMatchObject({ ok: false, file, reason: 'invalid' })
    expect(source().read()).toMatchObject({ problems: [{ field }, ...(field.endsWith('url') ? [{}] : [])] })
  })

  test('under a policy may name what it lists, and hosts it allows, also those below one', () => {
    put('settings.json', good)
    put('policy.json', {
      closed: ['connections', 'folders'],
      allowedHosts: ['*.example'],
      connections: [{ id: 'pmsx' }],
      folders: [{ id: 'main' }],
    })
    const read = settingsOf(source().read())
    expect(read.settings.connections).toHaveLength(1)
    expect(source().save({ ...good, hotelName: 'Another' })).toEqual({ ok: true })
    expect(readFileSync(at('settings.json'), 'utf8')).not.toContain('closed')
  })

  test('under a policy follow it and say which fields it locks', () => {
    put('settings.json', good)
    put('policy.json', { connections: [{ id: 'pmsx', url: 'https://group.example/X' }] })
    const read = settingsOf(source().read())
    expect(read.settings.connections[0]?.url).toBe('https://group.example/X')
    expect(read.locked).toContain('connections[0].url')
  })

  test('under a group policy follow it before policy.json, and it locks its fields', () => {
    put('settings.json', good)
    put('policy.json', { hotelName: 'By file', locale: 'de' })
    const withGroup = (line: string) =>
      createSettingsFile({ folder, parseSettings: channels.parseSettings, groupPolicy: `${line}\r\n` }).read()
    const read = settingsOf(withGroup('"hotelName"="By group"'))
    expect(read.settings).toMatchObject({ hotelName: 'By group', locale: 'de' })
    expect(read.locked).toEqual(['hotelName', 'locale'])
    expect(withGroup('"locale"="nl"')).toMatchObject({
      ok: false,
      file: 'policy.json',
      problems: [{ field: 'locale' }],
    })
  })

  test('may come from the policy alone', () => {
    put('policy.json', good)
    expect(settingsOf(source().read()).settings.connections).toHaveLength(1)
    put('policy.json', { locale: 'de' })
    expect(source().read()).toMatchObject({ ok: false, file: 'settings.json', reason: 'missing' })
    // What it decides is judged although the rest is still to come.
    put('policy.json', { locale: 'nl' })
    expect(source().read()).toMatchObject({
      ok: false,
      file: 'policy.json',
      reason: 'invalid',
      problems: [{ field: 'locale' }],
    })
  })
})

describe('settings that cannot be used', () => {
  test.each([
    ['missing', 'settings.json', (): void => undefined],
    ['unreadable', 'settings.json', () => mkdirSync(at('settings.json'))],
    ['not-json', 'settings.json', () => put('settings.json', '[]')],
    ['invalid', 'settings.json', () => put('settings.json', { ...good, version: 2 })],
    [
      'not-json',
      'policy.json',
      () => {
        put('settings.json', good)
        put('policy.json', '{')
      },
    ],
    [
      'unreadable',
      'policy.json',
      () => {
        put('settings.json', good)
        mkdirSync(at('policy.json'))
      },
    ],
    [
      'invalid',
      'policy.json',
      () => {
        put('settings.json', good)
        put('policy.json', { connections: [{ id: 'pmsx', url: 'ftp://x' }] })
      },
    ],
  ] as const)('%s: %s', (reason, file, make) => {
    make()
    expect(source().read()).toMatchObject({
      ok: false,
      file,
      reason,
      problems: expect.arrayContaining([expect.anything()]),
    })
  })

  test('for a mistake in the JSON name line and column and quote nothing', () => {
    put('settings.json', '{\n  "version": 1,\n  "username": "top-secret" "x"\n}')
    const read = source().read()
    expect(read).toMatchObject({
      reason: 'not-json',
      problems: [{ field: 'settings.json', problem: expect.stringMatching(/line 3, column 28/) }],
    })
    expect(JSON.stringify(read)).not.toContain('top-secret')
  })
})

describe('saving', () => {
  test('writes the file whole, and nothing beside it', () => {
    put('settings.json', good)
    expect(source().save({ ...good, locale: 'de' })).toEqual({ ok: true })
    expect(settingsOf(source().read()).settings.locale).toBe('de')
    expect(readdirSync(folder)).toEqual(['settings.json'])
  })

  test('leaves locked fields as the file had them', () => {
    put('settings.json', good)
    put('policy.json', { hotelName: 'Aurora Group', connections: [{ id: 'pmsx', url: 'https://group.example/X' }] })
    const { raw } = settingsOf(source().read())
    if (typeof raw !== 'object') throw new Error('no object')
    expect(source().save({ ...raw, locale: 'de' })).toEqual({ ok: true })
    rmSync(at('policy.json'))
    expect(settingsOf(source().read()).raw).toEqual({ ...good, locale: 'de' })
  })

  test('replaces a broken file, but not under a policy, where it holds the hotel’s own values', () => {
    put('settings.json', '{')
    expect(source().save(good)).toEqual({ ok: true })
    put('settings.json', '{')
    put('policy.json', { locale: 'de' })
    expect(source().save(good)).toEqual({ ok: false, code: 'not-json' })
    expect(readFileSync(at('settings.json'), 'utf8')).toBe('{')
  })

  test('into a folder that is not there is refused with the code', () => {
    expect(createSettingsFile({ folder: at('no'), parseSettings: channels.parseSettings }).save(good)).toEqual({
      ok: false,
      code: 'ENOENT',
    })
  })
})

test('the stamp changes with the content of either file and with nothing else', () => {
  const stamps = [source().stamp()]
  put('settings.json', good)
  stamps.push(source().stamp())
  put('policy.json', {})
  stamps.push(source().stamp())
  put('policy.json', '[]')
  stamps.push(source().stamp())
  expect(new Set(stamps).size).toBe(4)
  put('policy.json', '[]')
  expect(source().stamp()).toBe(stamps.at(-1))
})
