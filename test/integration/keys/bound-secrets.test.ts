import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createFileSecrets } from '../../../main/adapters/secrets-file.ts'
import { newBooking } from '../../../main/rehearsal/sample-exports.ts'
import { foldersFor, inState, makeEngine, standInFor } from '../../support/make-engine.ts'
import { practiceHotel, practiceSecrets, runCommand, until } from '../../support/night-porter.ts'

/** A secret goes to the address and user it was entered for, and nowhere else. */

const use = { origin: 'https://one.example', user: 'abc', proxy: null }

describe('a secret', () => {
  it.each([
    ['address', { origin: 'https://two.example' }],
    ['scheme', { origin: 'http://one.example' }],
    ['user', { user: 'other' }],
    ['user, who has none', { user: null }],
    ['proxy', { proxy: 'http://proxy.example:8080' }],
  ])('opens for no other %s, also where the file says so', (_, change) => {
    const { data } = foldersFor()
    const secrets = createFileSecrets({ folder: data })
    secrets.set('pmsx', 'value', use)
    expect(secrets.get('pmsx', use)).toEqual({ ok: true, value: 'value' })
    expect(secrets.get('pmsx', { ...use, ...change })).toMatchObject({ ok: false, reason: 'other-use' })
    expect(secrets.get('pmsx')).toMatchObject({ ok: false, reason: 'other-use' })
    const file = JSON.parse(readFileSync(join(data, 'secrets.json'), 'utf8'))
    file.secrets.pmsx[0].use = { ...use, ...change }
    writeFileSync(join(data, 'secrets.json'), JSON.stringify(file))
    expect(secrets.get('pmsx', { ...use, ...change })).toMatchObject({ ok: false, reason: 'unreadable' })
  })

  it('may have a value for each of two uses; entered again it replaces its own only', () => {
    const { data } = foldersFor()
    const secrets = createFileSecrets({ folder: data })
    const other = { ...use, user: 'second' }
    secrets.set('pmsx', 'first', use)
    secrets.set('pmsx', 'second', other)
    secrets.set('pmsx', 'third', use)
    expect([use, other].map((one) => secrets.get('pmsx', one))).toEqual([
      { ok: true, value: 'third' },
      { ok: true, value: 'second' },
    ])
  })

  it('stored before anybody knew for what is bound once, and never again', () => {
    const { data } = foldersFor()
    const secrets = createFileSecrets({ folder: data })
    secrets.set('pmsx', 'value')
    expect(secrets.get('pmsx', use)).toMatchObject({ ok: false, reason: 'unbound' })
    secrets.bind('pmsx', [use, use])
    secrets.bind('pmsx', [{ ...use, origin: 'https://thief.example' }])
    expect(secrets.get('pmsx', use)).toEqual({ ok: true, value: 'value' })
    expect(secrets.has('pmsx', { ...use, origin: 'https://thief.example' })).toBe(false)
  })
})

describe('the engine', () => {
  it('sends it to no changed address: the connection pauses, says who must act, and goes on once it is entered again', async () => {
    const [right, thief] = [await standInFor(), await standInFor()]
    const made = await makeEngine({ standIn: right })
    made.drop('a.xml', newBooking({ reservationId: 'A1' }))
    await inState(made, 'A1', 'delivered')
    const { settings } = await made.call('settings.get')
    const moved = {
      ...Object(settings),
      connections: [{ ...Object(settings).connections[0], url: `${thief.url}/webservices/PRACTICE` }],
    }
    await made.call('settings.save', { settings: moved })
    made.drop('b.xml', newBooking({ reservationId: 'B1' }))
    await until('paused', async () => (await made.item('B1'))?.cause === 'secret-elsewhere')
    expect(thief.seen).toEqual([])
    const [group] = await made.call('causes.list')
    expect(group).toMatchObject({ cause: 'secret-elsewhere', who: 'hotel-it', paused: true })
    const doctor = await made.call('doctor.run')
    expect(doctor.find(({ name }) => name.includes('pmsx'))).toMatchObject({ result: 'fail' })
    expect((await made.call('settings.get')).connections).toMatchObject([{ isSecretSet: false }])
    const test = await made.call('connections.test', { id: 'pmsx' })
    expect(test.ok).toBe(false)
    expect(thief.seen).toEqual([])
    await made.call('secrets.set', { name: 'pmsx', value: practiceSecrets.pmsx })
    await inState(made, 'B1', 'delivered')
  })

  it('asks for it again where a second connection names it with another user, and stores it for that one', async () => {
    const standIn = await standInFor()
    const { data, exportFolder } = foldersFor()
    const hotel = practiceHotel({ url: standIn.url, exportFolder })
    const [first] = hotel.connections
    const settings = { ...hotel, connections: [first, { ...first, id: 'second', username: 'second-user' }] }
    const secrets = createFileSecrets({ folder: data })
    secrets.set('pmsx', practiceSecrets.pmsx, {
      origin: new URL(standIn.url).origin,
      user: 'practice-user',
      proxy: null,
    })
    const made = await makeEngine({ data, settings, secrets: {} })
    expect((await made.call('settings.get')).connections).toMatchObject([{ isSecretSet: true }, { isSecretSet: false }])
    await expect(made.call('secrets.set', { name: 'pmsx', value: 'x' })).rejects.toThrow('invalid-input')
    await made.call('secrets.set', { name: 'pmsx', value: 'other', connection: 'second' })
    expect((await made.call('settings.get')).connections).toMatchObject([{ isSecretSet: true }, { isSecretSet: true }])
    made.drop('a.xml', newBooking({ reservationId: 'A1' }))
    await inState(made, 'A1', 'delivered')
  })
})

it('secret set stores it for what the settings say, and asks for which connection where they differ', async () => {
  const { data, exportFolder } = foldersFor()
  const hotel = practiceHotel({ url: 'http://127.0.0.1:9', exportFolder })
  const [first] = hotel.connections
  const settings = { ...hotel, connections: [first, { ...first, id: 'second', username: 'second-user' }] }
  writeFileSync(join(data, 'settings.json'), JSON.stringify(settings))
  const set = (...words: string[]) => runCommand(['secret', 'set', 'pmsx', ...words, '--data', data], 's3cret')
  expect(await set()).toMatchObject({ code: 2, err: expect.stringContaining('--connection second') })
  expect((await set('--connection', 'third')).code).toBe(2)
  expect((await set('--connection', 'second')).code).toBe(0)
  const secrets = createFileSecrets({ folder: data })
  const at = (user: string) => secrets.get('pmsx', { origin: 'http://127.0.0.1:9', user, proxy: null })
  expect(at('second-user')).toEqual({ ok: true, value: 's3cret' })
  expect(at('practice-user')).toMatchObject({ ok: false, reason: 'other-use' })
})
