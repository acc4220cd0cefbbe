import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { foldersFor } from '../../support/make-engine.ts'
import { practiceHotel, runCommand } from '../../support/night-porter.ts'

/** Wrong settings end with 2, the field's name and what is allowed, before anything is started. */

const right = practiceHotel({ url: 'http://127.0.0.1:9', exportFolder: '/tmp/export' })
const [connection] = right.connections
const [folder] = right.folders
const real = { ...connection, url: 'https://channel.test/webservices/X', timeoutSeconds: 90, retry: {} }

const serveWith = async (content: string | null) => {
  const { data } = foldersFor()
  if (content !== null) writeFileSync(join(data, 'settings.json'), content)
  return { data, ...(await runCommand(['serve', '--data', data])) }
}

describe('settings', () => {
  it('that are missing are asked for by their path', async () => {
    const { data, code, out, err } = await serveWith(null)
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(join(data, 'settings.json'))
    expect(err).toContain('missing')
  })

  it('that are not JSON say where', async () => {
    const { code, err } = await serveWith('{\n  "version": 1,\n  "connections": [\n}')
    expect(code).toBe(2)
    expect(err).toMatch(/line 4, column 1/)
  })

  it.each([
    ['version', { ...right, version: 2 }, 'must be 1'],
    ['connections', { version: 1, folders: right.folders }, ''],
    ['folders', { ...right, folders: [] }, 'at least one folder'],
    ['hotelNam', { ...right, hotelNam: 'x' }, 'is not a setting'],
    ['timeZone', { ...right, timeZone: 'Mars/Olympus' }, 'Europe/Vienna'],
    ['dayEndsAt', { ...right, dayEndsAt: '4 am' }, '04:00'],
    ['folders[0].connection', { ...right, folders: [{ ...folder, connection: 'other' }] }, "'other'"],
    ['folders[0].ready.kind', { ...right, folders: [{ ...folder, ready: { kind: 'soon' } }] }, ''],
    ['connections[0].url', { ...right, connections: [{ ...connection, url: 'https://channel.test' }] }, '127.0.0.1'],
    ['connections[0].url', { ...right, rehearsal: false }, 'https://'],
    [
      'connections[0].timeoutSeconds',
      { ...right, rehearsal: false, connections: [{ ...real, timeoutSeconds: 30 }] },
      '60 to 120',
    ],
    [
      'connections[0].retry.giveUpAfterMinutes',
      {
        ...right,
        rehearsal: false,
        connections: [{ ...real, retry: { alarmAfterMinutes: 5, giveUpAfterMinutes: 10 } }],
      },
      'at least 30',
    ],
    ['connections[0].passwordSecret', { ...right, connections: [{ ...connection, passwordSecret: undefined }] }, ''],
  ])('with a wrong %s name it and what is allowed', async (field, settings, allowed) => {
    const { code, out, err } = await serveWith(JSON.stringify(settings))
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(`  ${field}: `)
    expect(err).toContain(allowed)
  })

  it('that the machine policy gets wrong name the policy', async () => {
    const { data } = foldersFor()
    writeFileSync(join(data, 'settings.json'), JSON.stringify(right))
    writeFileSync(join(data, 'policy.json'), JSON.stringify({ dayEndsAt: 'noon' }))
    const { code, err } = await runCommand(['status', '--data', data])
    expect(code).toBe(2)
    expect(err).toContain('policy.json')
    expect(err).toContain('dayEndsAt')
  })
})

it('goes on with a new key in a data folder whose key is gone, says so, and keeps the database', async () => {
  const { data, exportFolder } = foldersFor()
  writeFileSync(join(data, 'settings.json'), JSON.stringify({ ...right, folders: [{ ...folder, path: exportFolder }] }))
  expect((await runCommand(['status', '--data', data])).code).toBe(0)
  rmSync(join(data, 'vault-keys.json'))
  const { code, out } = await runCommand(['status', '--json', '--data', data])
  expect(code).toBe(0)
  expect(out).toContain('recovery-code use')
})

it('refuses a data folder whose key it may not read, and leaves everything as it was', async () => {
  const { data, exportFolder } = foldersFor()
  writeFileSync(join(data, 'settings.json'), JSON.stringify({ ...right, folders: [{ ...folder, path: exportFolder }] }))
  expect((await runCommand(['status', '--data', data])).code).toBe(0)
  rmSync(join(data, 'vault-keys.json'))
  mkdirSync(join(data, 'vault-keys.json'))
  const { code, err } = await runCommand(['status', '--data', data])
  expect(code).toBe(1)
  expect(err).toContain('Nothing was changed')
})

it('says so when the data folder cannot be made', async () => {
  const { data } = foldersFor()
  const inFile = join(data, 'a-file')
  writeFileSync(inFile, '')
  mkdirSync(join(data, 'x'))
  const { code, err } = await runCommand(['secret', 'set', 'pmsx', '--data', join(inFile, 'below')], 'value\n')
  expect(code).toBe(1)
  expect(err).not.toContain('    at ')
  expect(err).toContain(inFile)
})
