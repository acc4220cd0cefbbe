import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createFileSecrets } from '../../../main/adapters/secrets-file.ts'
import { applyRecoveryCode, rotateKeys, takeRecoveryCode } from '../../../main/host/keys.ts'
import { newBooking } from '../../../main/rehearsal/sample-exports.ts'
import { newKey } from '../../../main/store/key-ring.ts'
import { migrations } from '../../../main/store/migrations/index.ts'
import { openDatabase } from '../../../main/store/open.ts'
import { keyIdOf } from '../../../main/store/vault.ts'
import { unpack } from '../../support/data-folders/archive.ts'
import { foldersFor, inState, makeEngine, standInFor } from '../../support/make-engine.ts'
import { practiceSecrets, removeFolder, runCommand, temporaryFolder, until } from '../../support/night-porter.ts'

/**
 * Losing keys stops nothing that is new, the code brings back what was before, and a change of key leaves
 * nothing under the old one.
 */

const now = Date.parse('2026-11-25T12:00:00Z')

const idsOf = (data: string): string[] => {
  const read = createFileSecrets({ folder: data }).vaultKeys.read()
  if (!read.ok) throw new Error(read.sentence)
  return [...read.ring.keys.keys()]
}

/** Every value of the database that bears a key's id, whatever column it stands in. */
const keysIn = (data: string): Record<string, number> => {
  const db = openDatabase({ path: join(data, 'night-porter.db'), migrations })
  const found: Record<string, number> = {}
  try {
    const tables = db
      .prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
      .all()
    for (const { name: table } of tables) {
      const columns = db.prepare<[string], { name: string; type: string }>(
        'SELECT name, type FROM pragma_table_info(?)',
      )
      for (const { name, type } of columns.all(table)) {
        if (type !== 'BLOB' || /mark|sha256|salt|public_key|wrapped/.test(name)) continue
        for (const row of db.prepare<[], { value: Buffer | null }>(`SELECT ${name} AS value FROM ${table}`).all()) {
          const id = row.value === null ? null : keyIdOf(row.value)
          if (id !== null) found[id] = (found[id] ?? 0) + 1
        }
      }
    }
  } finally {
    db.close()
  }
  return found
}

/** A hotel where one booking was delivered and one waits, stopped. */
const stoppedHotel = async () => {
  const standIn = await standInFor()
  const { data } = foldersFor()
  const made = await makeEngine({ standIn, data })
  made.drop('a.xml', newBooking({ reservationId: 'S1' }))
  await inState(made, 'S1', 'delivered')
  await made.call('connections.pause', { id: 'pmsx', reason: 'night' })
  made.drop('b.xml', newBooking({ reservationId: 'W1' }))
  await inState(made, 'W1', 'waiting')
  await made.stop()
  return { data, standIn }
}

const losses: [string, (data: string) => void][] = [
  ['the key of the PC is gone', (data) => rmSync(join(data, 'secrets.key'))],
  ['the key of the PC is damaged', (data) => writeFileSync(join(data, 'secrets.key'), 'short')],
  ['the file of the keys is gone', (data) => rmSync(join(data, 'vault-keys.json'))],
  ['the file of the keys is damaged', (data) => writeFileSync(join(data, 'vault-keys.json'), '{')],
  [
    'the disk is in another PC, of which only the database was saved',
    (data) => {
      for (const name of readdirSync(data)) if (/^(secrets|vault-keys)/.test(name)) rmSync(join(data, name))
    },
  ],
]

describe.each(losses)('where %s', (_, lose) => {
  it('new exports go out, the screen says so, and the code brings back the rest', async () => {
    const { data, standIn } = await stoppedHotel()
    const code = takeRecoveryCode(data, false, now)
    if (!code.ok) throw new Error(code.sentence)
    const [oldId = ''] = idsOf(data)
    lose(data)

    const after = await makeEngine({ standIn, data, secrets: {} })
    await after.call('secrets.set', { name: 'pmsx', value: practiceSecrets.pmsx })
    await after.call('connections.resume', { id: 'pmsx' })
    after.drop('c.xml', newBooking({ reservationId: 'N1' }))
    await inState(after, 'N1', 'delivered')
    const failed = await inState(after, 'W1', 'failed')
    expect(failed.cause).toBe('key-lost')
    const { notices } = await after.call('health.get')
    expect(notices?.some(({ sentence }) => sentence.includes('recovery code'))).toBe(true)
    const keys = (await after.call('doctor.run')).find(({ name }) => name === 'Keys of the database')
    expect(keys).toMatchObject({ result: 'fail', fix: expect.stringContaining('recovery-code use') })
    await after.stop()
    expect(idsOf(data)).not.toContain(oldId)

    expect(takeRecoveryCode(data, true, now)).toMatchObject({ ok: false })
    expect(applyRecoveryCode(data, code.code)).toEqual({ ok: true, recovered: 1 })
    expect(idsOf(data)).toContain(oldId)
    const again = await makeEngine({ standIn, data, secrets: {} })
    await inState(again, 'W1', 'delivered')
    expect((await again.item('S1'))?.fileName).toBe('a.xml')
    expect((await again.item('N1'))?.fileName).toBe('c.xml')
    await again.stop()
  })
})

describe('the recovery code', () => {
  it('is printed once; another one opens nothing', async () => {
    const { data } = await stoppedHotel()
    const printed = await runCommand(['recovery-code', '--data', data])
    const code = /([0-9A-Z]{4}-){5}[0-9A-Z]{4}/.exec(printed.out)?.[0] ?? ''
    expect([printed.code, code]).toEqual([0, expect.stringMatching(/.{29}/)])
    expect(await runCommand(['recovery-code', '--data', data])).toMatchObject({
      code: 1,
      err: expect.stringContaining('printed'),
    })
    rmSync(join(data, 'vault-keys.json'))
    const use = (typed: string) => runCommand(['recovery-code', 'use', '--data', data], typed)
    expect(await use(`${code.slice(0, -1)}${code.endsWith('7') ? '8' : '7'}`)).toMatchObject({
      code: 2,
      err: expect.stringContaining('group 6'),
    })
    const elsewhere = await stoppedHotel()
    const other = takeRecoveryCode(elsewhere.data, false, now)
    expect(await use(other.ok ? other.code : '')).toMatchObject({ code: 1 })
    expect((await use(code)).code).toBe(0)
    expect(await use(code)).toMatchObject({ code: 1, err: expect.stringContaining('No key is lost') })
  })
})

describe('key rotate', () => {
  it('leaves nothing under the old key, in a folder of 0.1.0 with everything in it', async () => {
    const data = temporaryFolder()
    onTestFinished(() => removeFolder(data))
    unpack('0.1.0', { data, url: 'http://127.0.0.1:9' })
    const settings = JSON.parse(readFileSync(join(data, 'settings.json'), 'utf8'))
    const before = await makeEngine({ data, settings, secrets: {}, isStarted: false })
    const shown = await before.call('messages.list', { limit: 500 })
    const found = await before.call('messages.list', { limit: 500, search: shown.items[0]?.guest ?? '' })
    await before.stop()
    expect(Object.keys(keysIn(data))).toContain('00000001')
    const rotated = rotateKeys(data, now)
    expect(rotated.ok && rotated.resealed).toBeGreaterThan(100)
    const [id = '', ...others] = idsOf(data)
    expect([others, Object.keys(keysIn(data))]).toEqual([[], [id]])
    const after = await makeEngine({ data, settings, secrets: {}, isStarted: false })
    expect(await after.call('messages.list', { limit: 500 })).toEqual(shown)
    expect(await after.call('messages.list', { limit: 500, search: shown.items[0]?.guest ?? '' })).toEqual(found)
  })

  it('goes on where it was cut short: with both keys there, and values under either', async () => {
    const { data, standIn } = await stoppedHotel()
    const [oldId = ''] = idsOf(data)
    const { vaultKeys } = createFileSecrets({ folder: data })
    const before = vaultKeys.read()
    if (!before.ok) throw new Error(before.sentence)
    const next = newKey()
    const keys = new Map([...before.ring.keys, [next.id, next.key]])
    vaultKeys.replace({ ...before.ring, currentId: next.id, keys })
    const made = await makeEngine({ standIn, data })
    made.drop('c.xml', newBooking({ reservationId: 'BETWEEN' }))
    await inState(made, 'BETWEEN', 'waiting')
    await made.stop()
    expect(Object.keys(keysIn(data)).toSorted()).toEqual([oldId, next.id].toSorted())
    expect(rotateKeys(data, now).ok).toBe(true)
    expect([idsOf(data), Object.keys(keysIn(data))]).toEqual([[next.id], [next.id]])
    const after = await makeEngine({ standIn, data, isStarted: false })
    for (const [id, file] of [
      ['S1', 'a.xml'],
      ['BETWEEN', 'c.xml'],
    ] as const)
      expect((await after.item(id))?.fileName).toBe(file)
  })

  it('keeps a code that was printed, and is refused while Night Porter runs', async () => {
    const { data } = await stoppedHotel()
    const code = takeRecoveryCode(data, false, now)
    expect((await runCommand(['key', 'rotate', '--data', data])).code).toBe(0)
    rmSync(join(data, 'secrets.key'))
    const running = await makeEngine({ data, secrets: {} })
    await until('sender', async () => (await running.call('health.get')).level !== undefined)
    expect(rotateKeys(data, now)).toMatchObject({ ok: false, sentence: expect.stringContaining('running') })
    await running.stop()
    expect(applyRecoveryCode(data, code.ok ? code.code : '')).toEqual({ ok: true, recovered: 1 })
    expect(existsSync(join(data, 'secrets.key'))).toBe(true)
  })
})
