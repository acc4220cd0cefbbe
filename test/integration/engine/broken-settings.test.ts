import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { newBooking } from '../../../main/rehearsal/sample-exports.ts'
import { type MadeEngine, makeEngine, standInFor } from '../../support/make-engine.ts'
import { practiceHotel, runCommand, until } from '../../support/night-porter.ts'

/** Settings that somebody broke on disk: told at once, and the last good ones can be put back. */

const pathIn = ({ data }: { data: string }, name = 'settings.json') => join(data, name)
const noticeOf = async (made: MadeEngine) =>
  (await made.call('health.get')).notices?.find(({ id }) => id === 'settings-broken')
const untilTold = (made: MadeEngine) => until('the notice', async () => (await noticeOf(made)) !== undefined)
const settingsFinding = async (made: MadeEngine) =>
  (await made.call('doctor.run')).find(({ name }) => name === 'Settings')

describe('settings broken while running', () => {
  it('are a notice, a headline, an alarm and a failed check, until they are right again', async () => {
    const made = await makeEngine({ standIn: await standInFor() })
    const told: string[] = []
    made.engine.onNotice(({ title }) => told.push(title))
    const right = readFileSync(pathIn(made), 'utf8')
    await until('the running engine', async () => (await made.call('health.get')).level === 'ok')
    expect(await settingsFinding(made)).toMatchObject({ result: 'pass' })

    writeFileSync(pathIn(made), right.slice(0, -20))
    await untilTold(made)
    const health = await made.call('health.get')
    expect(health.level).toBe('attention')
    expect(health.sentence).toContain('the next start would fail')
    expect(health.detail).toMatch(/settings\.json .*line \d+, column \d+/)
    expect(await noticeOf(made)).toMatchObject({
      sentence: expect.stringContaining('are kept beside and can be put back'),
      canClose: false,
      offer: 'restore-settings',
    })
    expect(await settingsFinding(made)).toMatchObject({
      result: 'fail',
      fix: expect.stringContaining('np settings restore'),
    })
    await until('the alarm', () => told.includes('The settings file is broken'))
    // Nothing stands still meanwhile.
    made.drop('a.xml', newBooking({ reservationId: 'A' }))
    await until('delivered', async () => (await made.item('A'))?.state === 'delivered')

    writeFileSync(pathIn(made), right)
    await until('no notice', async () => (await noticeOf(made)) === undefined)
    expect(await settingsFinding(made)).toMatchObject({ result: 'pass' })
    await until('the end of the alarm', () => told.includes('The settings file is right again'))
  })

  it.each([
    ['deleted', (made: MadeEngine) => rmSync(pathIn(made))],
    ['of another version', (made: MadeEngine) => writeFileSync(pathIn(made), '{ "version": 9 }')],
    [
      'given a field that does not exist',
      (made: MadeEngine) =>
        writeFileSync(pathIn(made), readFileSync(pathIn(made), 'utf8').replace('"version":1', '"version":1,"x":1')),
    ],
  ])('are put back by a call when they were %s, and what stood there is kept', async (_, spoil) => {
    const made = await makeEngine({ standIn: await standInFor() })
    const right = readFileSync(pathIn(made), 'utf8')
    await until('the running engine', async () => (await made.call('health.get')).level === 'ok')
    spoil(made)
    const wrong = existsSync(pathIn(made)) ? readFileSync(pathIn(made), 'utf8') : null
    await untilTold(made)
    const { keptAs } = await made.call('settings.restore')
    expect(readFileSync(pathIn(made), 'utf8')).toBe(right)
    expect(keptAs).toBe(wrong === null ? null : 'settings.wrong-1.json')
    if (keptAs !== null) expect(readFileSync(pathIn(made, keptAs), 'utf8')).toBe(wrong)
    await until('no notice', async () => (await noticeOf(made)) === undefined)
    await expect(made.call('settings.restore')).rejects.toThrow('there is nothing to put back')
  })

  it('that do not fit the data are told as well', async () => {
    const made = await makeEngine({ standIn: await standInFor({ rules: [{ do: { status: 503 } }] }) })
    made.drop('a.xml', newBooking({ reservationId: 'A' }))
    await until('captured', async () => (await made.item('A')) !== undefined)
    const { connections, folders, ...rest } = JSON.parse(readFileSync(pathIn(made), 'utf8'))
    const [folder] = folders
    writeFileSync(pathIn(made), JSON.stringify({ ...rest, connections, folders: [{ ...folder, id: 'other' }] }))
    await untilTold(made)
    expect((await noticeOf(made))?.sentence).toContain('must still list')
    expect(JSON.parse(readFileSync(pathIn(made, 'settings.last-good.json'), 'utf8')).folders).toEqual(folders)
  })
})

it('new settings that are right become the last good ones', async () => {
  const made = await makeEngine({ standIn: await standInFor() })
  const settings = JSON.parse(readFileSync(pathIn(made), 'utf8'))
  await made.call('settings.save', { settings: { ...settings, hotelName: 'Nordstern' } })
  await until('kept', () => readFileSync(pathIn(made, 'settings.last-good.json'), 'utf8').includes('Nordstern'))
})

describe('a start with broken settings', () => {
  const stoppedHotel = async () => {
    const made = await makeEngine({ standIn: await standInFor() })
    const right = readFileSync(pathIn(made), 'utf8')
    await until('kept', () => existsSync(pathIn(made, 'settings.last-good.json')))
    await made.stop()
    return { made, right }
  }

  it('is refused with the offer of the last good ones, and never uses them unasked', async () => {
    const { made, right } = await stoppedHotel()
    writeFileSync(pathIn(made), '{')
    for (const command of ['serve', 'check', 'status']) {
      const { code, err } = await runCommand([command, '--data', made.data])
      expect([command, code]).toEqual([command, 2])
      expect(err).toContain('settings.json is wrong')
      expect(err).toContain(`np settings restore --data ${made.data}`)
    }
    expect(readFileSync(pathIn(made), 'utf8')).toBe('{')
    const restored = await runCommand(['settings', 'restore', '--data', made.data])
    expect([restored.code, restored.err]).toEqual([0, ''])
    expect(restored.out).toContain('settings.wrong-1.json')
    expect(readFileSync(pathIn(made), 'utf8')).toBe(right)
    expect((await runCommand(['status', '--data', made.data])).code).toBe(0)
    // Once more changes nothing, and puts nothing aside.
    await runCommand(['settings', 'restore', '--data', made.data])
    expect(existsSync(pathIn(made, 'settings.wrong-2.json'))).toBe(false)
  })

  it('offers nothing where nothing was kept, or where the policy is what is wrong', async () => {
    const { made } = await stoppedHotel()
    writeFileSync(pathIn(made, 'policy.json'), '{')
    const byPolicy = await runCommand(['status', '--data', made.data])
    expect([byPolicy.code, byPolicy.err.includes('np settings restore')]).toEqual([2, false])
    rmSync(pathIn(made, 'policy.json'))
    rmSync(pathIn(made, 'settings.last-good.json'))
    writeFileSync(pathIn(made), '{')
    const nothing = await runCommand(['settings', 'restore', '--data', made.data])
    expect(nothing.code).toBe(1)
    expect(nothing.err).toContain('no last good settings')
    expect(readFileSync(pathIn(made), 'utf8')).toBe('{')
  })
})

it('what is put aside never takes the place of what was put aside before', async () => {
  const made = await makeEngine({ settings: practiceHotel({ url: 'http://127.0.0.1:9', exportFolder: '/nowhere' }) })
  await until('kept', () => existsSync(pathIn(made, 'settings.last-good.json')))
  await made.stop()
  for (const n of [1, 2, 3]) {
    writeFileSync(pathIn(made), `{ ${n}`)
    expect((await runCommand(['settings', 'restore', '--data', made.data])).code).toBe(0)
    expect(readFileSync(pathIn(made, `settings.wrong-${n}.json`), 'utf8')).toBe(`{ ${n}`)
  }
})
