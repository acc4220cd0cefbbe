import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { foldersFor } from '../../support/make-engine.ts'
import { practiceHotel, runCommand } from '../../support/night-porter.ts'

/**
 * A script that asked for JSON gets one JSON document on standard output, also when the thing it asked
 * failed.
 */

const prepared = () => {
  const { data, exportFolder } = foldersFor()
  writeFileSync(join(data, 'settings.json'), JSON.stringify(practiceHotel({ url: 'http://127.0.0.1:9', exportFolder })))
  return data
}

/** Exit code and document of a command that failed. What it says to people stays on standard error. */
const failed = async (words: string[]) => {
  const { code, out, err } = await runCommand(words)
  const document: { error: { code: string; message: string } } = JSON.parse(out)
  expect(Object.keys(document)).toEqual(['error'])
  expect(Object.keys(document.error)).toEqual(['code', 'message'])
  expect(document.error.message).not.toBe('')
  expect(err).toContain(document.error.message)
  return { exit: code, ...document.error }
}

describe('--json', () => {
  it('tells a refused call by its code', async () => {
    const data = prepared()
    expect(await failed(['resend', '--id', 'none', '--json', '--data', data])).toMatchObject({
      exit: 1,
      code: 'not-found',
      message: 'There is no such message.',
    })
    expect(await failed(['save', 'none', '--to', join(data, 'copy'), '--json', '--data', data])).toMatchObject({
      exit: 1,
      code: 'not-found',
    })
  })

  it('tells wrong settings with all their fields', async () => {
    const data = prepared()
    writeFileSync(join(data, 'settings.json'), JSON.stringify({ version: 2, connections: [], folders: [] }))
    const told = await failed(['status', '--json', '--data', data])
    expect(told).toMatchObject({ exit: 2, code: 'wrong-settings' })
    expect(told.message).toContain('version: must be 1')
    expect(told.message).toContain('connections: ')
    expect(await failed(['check', '--json', '--data', join(data, 'nowhere')])).toMatchObject({
      exit: 2,
      code: 'wrong-settings',
    })
  })

  it('tells a database that a newer version wrote', async () => {
    const data = prepared()
    expect((await runCommand(['status', '--data', data])).code).toBe(0)
    const database = new BetterSqlite(join(data, 'night-porter.db'))
    database.pragma('user_version = 9999')
    database.close()
    const told = await failed(['status', '--json', '--data', data])
    expect(told).toMatchObject({ exit: 1, code: 'not-available' })
    expect(told.message).toContain('newer')
  })

  it.each([
    [['resend', '--json']],
    [['status', '--json', '--jsn']],
    [['save', '--json']],
    [['explain', '--json', '--status', '999']],
    [['explain', '--json', '--header', 'nonsense']],
    [['explain', '--json', 'no-such-file']],
    [['simulate', '--json', '--hours', 'x']],
    [['dance', '--json']],
  ])('tells wrong words: %j', async (words) => {
    expect(await failed(words)).toMatchObject({ exit: 2, code: 'invalid-input' })
  })

  it('is not said for others, and says nothing twice', async () => {
    const data = prepared()
    expect((await runCommand(['resend', '--id', 'none', '--data', data])).out).toBe('')
    const none = await runCommand(['resend', '--cause', 'none', '--json', '--data', data])
    expect([none.code, Object.keys(JSON.parse(none.out))]).toEqual([1, ['batchId', 'count']])
    const check = await runCommand(['check', '--json', '--data', data])
    expect([check.code, Array.isArray(JSON.parse(check.out))]).toEqual([1, true])
  })
})
