import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { foldersFor, makeEngine } from '../../support/make-engine.ts'
import { practiceHotel } from '../../support/night-porter.ts'

/**
 * What hotel IT locked cannot be saved otherwise: a save that would change nothing must not say that it did.
 */

const locking = async (policy: unknown) => {
  const { data, exportFolder } = foldersFor()
  const settings = practiceHotel({ url: 'http://127.0.0.1:9', exportFolder })
  writeFileSync(join(data, 'policy.json'), JSON.stringify(policy))
  const made = await makeEngine({ data, settings, isStarted: false })
  const file = () => JSON.parse(readFileSync(join(data, 'settings.json'), 'utf8'))
  return { ...made, file, exportFolder, save: (edited: unknown) => made.call('settings.save', { settings: edited }) }
}

const merged = (exportFolder: string) => {
  const { connections, folders, ...more } = practiceHotel({ url: 'http://127.0.0.1:9', exportFolder })
  const [connection] = connections
  return { ...more, connections: [connection], folders, connection }
}

describe('settings that hotel IT locked', () => {
  it('are refused by name when they are changed, and nothing is written', async () => {
    const made = await locking({ hotelName: 'Aurora Group', connections: [{ id: 'pmsx', label: 'Channel' }] })
    const { connection, ...settings } = merged(made.exportFolder)
    const locked = { ...settings, hotelName: 'Aurora Group', connections: [{ ...connection, label: 'Channel' }] }
    const before = made.file()
    await expect(made.save({ ...locked, hotelName: 'Mine', dayEndsAt: '05:00' })).rejects.toThrow(
      /wrong-state: hotelName: .*hotel IT.*policy\.json/,
    )
    await expect(made.save({ ...locked, connections: [{ ...connection, label: 'Mine' }] })).rejects.toThrow(
      /wrong-state: connections\[0\]\.label: /,
    )
    await expect(
      made.save({ ...locked, hotelName: 'Mine', connections: [{ ...connection, label: 'Mine' }] }),
    ).rejects.toThrow(/hotelName, connections\[0\]\.label: /)
    const { hotelName: _, ...without } = locked
    await expect(made.save(without)).rejects.toThrow(/wrong-state: hotelName: /)
    expect(made.file()).toEqual(before)
  })

  it('pass as they are, wherever they stand in their list, and open ones are saved', async () => {
    const made = await locking({ locale: 'en', connections: [{ id: 'pmsx', label: 'Channel' }] })
    const { connection, ...settings } = merged(made.exportFolder)
    const other = { ...connection, id: 'other', label: 'Other' }
    const edited = { ...settings, hotelName: 'Mine', connections: [other, { ...connection, label: 'Channel' }] }
    expect(await made.save(edited)).toEqual({ saved: true })
    expect(made.file()).toMatchObject({
      hotelName: 'Mine',
      connections: [{ id: 'other' }, { id: 'pmsx', label: connection?.label }],
    })
  })

  it('may not be taken out of their list', async () => {
    const made = await locking({ connections: [{ id: 'pmsx', label: 'Channel' }] })
    const { connection, folders, ...settings } = merged(made.exportFolder)
    const edited = {
      ...settings,
      connections: [{ ...connection, id: 'other' }],
      folders: folders.map((folder) => ({ ...folder, connection: 'other' })),
    }
    await expect(made.save(edited)).rejects.toThrow(/wrong-state: connections\[0\]/)
  })
})

describe('the rules of a policy', () => {
  it('refuse a connection that a closed list does not have, and a host that is not allowed, and nothing is written', async () => {
    const made = await locking({ closed: ['connections'], allowedHosts: ['127.0.0.1'], connections: [{ id: 'pmsx' }] })
    const { connection, ...settings } = merged(made.exportFolder)
    const before = made.file()
    await expect(made.save({ ...settings, connections: [connection, { ...connection, id: 'thief' }] })).rejects.toThrow(
      /wrong-state: connections\[1\]: 'thief' is not in policy\.json/,
    )
    const { timeoutSeconds: _time, retry: _retry, ...usual } = { ...connection, url: 'https://thief.example/x' }
    const folders = settings.folders.map((folder) => ({ ...folder, scanSeconds: 5, ready: { kind: 'quiet' } }))
    await expect(made.save({ ...settings, rehearsal: false, connections: [usual], folders })).rejects.toThrow(
      /wrong-state: connections\[0\]\.url: .*policy\.json/,
    )
    expect(made.file()).toEqual(before)
    expect(await made.save({ ...settings, connections: [connection], hotelName: 'Mine' })).toEqual({ saved: true })
  })
})
