import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createFileSecrets } from '../../../main/adapters/secrets-file.ts'
import { channels } from '../../../main/core/channels/registry.ts'
import { FIRST_KEY_ID } from '../../../main/core/ports/vault-keys.ts'
import { newKeyRing } from '../../../main/store/key-ring.ts'
import { unpack } from '../../support/data-folders/archive.ts'
import { makeEngine } from '../../support/make-engine.ts'
import { practiceHotel, removeFolder, runCommand, temporaryFolder } from '../../support/night-porter.ts'

/** The vault's key stands among no secrets: nothing that can be named leads to it. */

const folderForTest = (): string => {
  const data = temporaryFolder()
  onTestFinished(() => removeFolder(data))
  return data
}

/** What 0.1.0 left: its key is one of the secrets. */
const formerFolder = (): string => {
  const data = folderForTest()
  unpack('0.1.0', { data, url: 'http://127.0.0.1:9' })
  return data
}

const entriesIn = (path: string): string[] => Object.keys(JSON.parse(readFileSync(path, 'utf8')).secrets)

describe('the name vault-key', () => {
  it.each(['vault-key', 'it-pin'])('cannot be spelt by settings: %s', (name) => {
    const settings = practiceHotel({
      url: 'http://127.0.0.1:9',
      exportFolder: 'x',
      connection: { passwordSecret: name },
    })
    expect(channels.parseSettings(settings)).toMatchObject({
      ok: false,
      problems: [{ field: 'connections[0].passwordSecret' }],
    })
  })

  it('reaches no key and stores nothing', () => {
    const data = folderForTest()
    const secrets = createFileSecrets({ folder: data })
    secrets.vaultKeys.create(newKeyRing())
    const before = readFileSync(join(data, 'vault-keys.json'), 'utf8')
    expect(() => secrets.set('vault-key', 'x')).toThrow('vault-key')
    expect(secrets.get('vault-key')).toMatchObject({ ok: false, reason: 'missing' })
    expect(secrets.has('vault-key')).toBe(false)
    expect(readFileSync(join(data, 'vault-keys.json'), 'utf8')).toBe(before)
  })

  it('is refused by the command line, which says why and never advises it', async () => {
    const data = folderForTest()
    const { code, err } = await runCommand(['secret', 'set', 'vault-key', '--data', data], 'x')
    expect(code).toBe(2)
    expect(err).toContain('place of its own')
    expect(existsSync(join(data, 'secrets.json'))).toBe(false)
  })
})

describe('the keys', () => {
  it('are made once, whoever is first, and never replaced by storing secrets', () => {
    const data = folderForTest()
    const [one, two] = [createFileSecrets({ folder: data }), createFileSecrets({ folder: data })]
    const ring = newKeyRing()
    one.vaultKeys.create(ring)
    two.vaultKeys.create(newKeyRing())
    two.set('pmsx', 'value')
    const read = one.vaultKeys.read()
    expect(read.ok && read.ring.currentId).toBe(ring.currentId)
    expect(read.ok && [...read.ring.keys]).toEqual([...ring.keys].map(([id, key]) => [id, Buffer.from(key)]))
  })

  it('do not open as a secret, wherever somebody copies them', () => {
    const data = folderForTest()
    const secrets = createFileSecrets({ folder: data })
    secrets.vaultKeys.create(newKeyRing())
    secrets.set('pmsx', 'value')
    const { keys } = JSON.parse(readFileSync(join(data, 'vault-keys.json'), 'utf8'))
    const file = JSON.parse(readFileSync(join(data, 'secrets.json'), 'utf8'))
    file.secrets.pmsx = Object.values(keys)[0]
    writeFileSync(join(data, 'secrets.json'), JSON.stringify(file))
    expect(secrets.get('pmsx')).toMatchObject({ ok: false, reason: 'unreadable' })
  })

  it.each([
    ['is not JSON', 'nothing of ours', /vault-keys\.json is damaged/],
    ['lacks a key', '{"version":1,"current":"aaaaaaaa","keys":{},"marks":null}', /vault-keys\.json is damaged/],
  ])('that cannot be read have sentences of their own: the file %s', (_, content, sentence) => {
    const data = folderForTest()
    writeFileSync(join(data, 'vault-keys.json'), content)
    const read = createFileSecrets({ folder: data }).vaultKeys.read()
    expect(read).toMatchObject({ ok: false, reason: 'lost' })
    expect(read.ok ? '' : read.sentence).toMatch(sentence)
    expect(read.ok ? '' : read.sentence).not.toMatch(/secret set|Enter it/)
  })
})

describe('a data folder of 0.1.0', () => {
  it('gets its key out of the secrets, which are kept as they were', () => {
    const data = formerFolder()
    const before = readFileSync(join(data, 'secrets.json'), 'utf8')
    expect(entriesIn(join(data, 'secrets.json'))).toContain('vault-key')
    const read = createFileSecrets({ folder: data }).vaultKeys.read()
    expect(read.ok && read.ring.currentId).toBe(FIRST_KEY_ID)
    expect(entriesIn(join(data, 'secrets.json'))).not.toContain('vault-key')
    expect(readFileSync(join(data, 'secrets.previous.json'), 'utf8')).toBe(before)
    expect(createFileSecrets({ folder: data }).vaultKeys.read()).toEqual(read)
  })

  it('never sends the key, also to a connection that names it by an older file', async () => {
    const data = formerFolder()
    const secrets = createFileSecrets({ folder: data })
    const old = readFileSync(join(data, 'secrets.json'), 'utf8')
    expect(secrets.vaultKeys.read().ok).toBe(true)
    writeFileSync(join(data, 'secrets.json'), old)
    expect(secrets.get('vault-key')).toMatchObject({ ok: false, reason: 'missing' })
  })

  it('opens with it', async () => {
    const data = formerFolder()
    const settings = JSON.parse(readFileSync(join(data, 'settings.json'), 'utf8'))
    const made = await makeEngine({ data, settings, secrets: {}, isStarted: false })
    expect((await made.all()).some(({ fileName }) => fileName !== '')).toBe(true)
  })
})
