import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import { newBooking } from '../../../main/rehearsal/sample-exports.ts'
import { encodeExport } from '../../../main/rehearsal/sample-wrapping.ts'
import { foldersFor, standInFor } from '../../support/make-engine.ts'
import { drop, practiceHotel, practiceSecrets, runCommand, runNightPorter, until } from '../../support/night-porter.ts'

/**
 * `save`: the file as the PMS wrote it, on the command line; while Night Porter runs and when it does not.
 */

const guest = { surname: 'Vandersteen', given: 'Odile' }
const card = { brand: 'VI', number: '4111111111111111', expires: '1229', holder: 'O Vandersteen' }

/** A served hotel that has captured `content`, its one message, and a folder to save into. */
const captured = async (content: Uint8Array) => {
  const standIn = await standInFor()
  const { data, exportFolder } = foldersFor()
  const running = await runNightPorter({
    data,
    settings: practiceHotel({ url: standIn.url, exportFolder }),
    secrets: practiceSecrets,
  })
  onTestFinished(() => running.kill())
  drop(exportFolder, 'vandersteen.xml', content)
  const isSettled = (state: string | undefined) => state === 'delivered' || state === 'failed'
  const { id } = await until('settled', async () => (await running.all()).find(({ state }) => isSettled(state)))
  const folder = join(data, 'saved')
  mkdirSync(folder)
  return { data, exportFolder, running, id, to: join(folder, 'copy.xml'), folder }
}

/** None of the words of the file, nor its name. */
const expectSilence = (text: string) => {
  for (const word of ['Vandersteen', 'vandersteen', 'Odile', '4111']) expect(text).not.toContain(word)
}

describe('save', () => {
  it('writes exactly what the PMS wrote, for this user alone, and says what is in it', async () => {
    const wrote = encodeExport(newBooking({ reservationId: 'SV-1', guest }), 'utf-16le-bom', true)
    const { data, running, id, to } = await captured(wrote)
    const { code, out, err } = await runCommand(['save', id, '--to', to, '--data', data])
    expect([code, err]).toEqual([0, ''])
    expect(readFileSync(to).equals(wrote)).toBe(true)
    expect(statSync(to).mode & 0o777).toBe(0o600)
    expect(out).toBe(
      `Saved ${to}, ${wrote.length} bytes, as the PMS wrote it, without security codes.\nIt may hold card data and guests' names, readable for whoever opens it. Delete it after use.\n`,
    )
    await running.stop()
    const again = await runCommand(['save', id, '--to', `${to}.2`, '--json', '--data', data])
    expect([again.code, again.err]).toEqual([0, ''])
    expect(JSON.parse(again.out)).toEqual({ file: `${to}.2`, size: wrote.length })
    expect(readFileSync(`${to}.2`).equals(wrote)).toBe(true)
  })

  it('writes a file that could not be used', async () => {
    const wrote = Buffer.from('<OTA_HotelResNotifRQ><Surname>Vandersteen</b>\r\n\u0004')
    const { data, id, to } = await captured(wrote)
    const { code, out } = await runCommand(['save', id, '--to', to, '--data', data])
    expect(code).toBe(0)
    expect(readFileSync(to).equals(wrote)).toBe(true)
    expectSilence(out)
  })

  it('touches nothing that is there, and no folder that exports are read from', async () => {
    const { data, exportFolder, id, to, folder } = await captured(
      encodeExport(newBooking({ reservationId: 'SV-2', guest, card }), 'utf-8'),
    )
    writeFileSync(to, 'mine')
    symlinkSync(join(folder, 'elsewhere.xml'), join(folder, 'link.xml'))
    symlinkSync(exportFolder, join(folder, 'way-in'))
    const refusals = [
      [to, 'is there already'],
      [folder, 'is there already'],
      [join(folder, 'link.xml'), 'is there already'],
      [join(folder, 'none', 'copy.xml'), `The folder ${join(folder, 'none')} does not exist`],
      [join(to, 'copy.xml'), 'does not exist'],
      [join(exportFolder, 'copy.xml'), 'is an export folder'],
      [join(folder, 'way-in', 'copy.xml'), 'is an export folder'],
    ] as const
    for (const [path, sentence] of refusals) {
      const { code, out, err } = await runCommand(['save', id, '--to', path, '--json', '--data', data])
      expect(code, path).toBe(1)
      expect(JSON.parse(out)).toEqual({ error: { code: 'not-available', message: err.trim() } })
      expect(err).toContain(sentence)
      expectSilence(err + out)
    }
    expect(readFileSync(to, 'utf8')).toBe('mine')
    expect(readdirSync(folder).toSorted()).toEqual(['copy.xml', 'link.xml', 'way-in'])
    expect(readdirSync(exportFolder)).not.toContain('copy.xml')
  })

  it('says so when there is no such message, or no content any more', async () => {
    const { data, running, id, to } = await captured(
      encodeExport(newBooking({ reservationId: 'SV-3', guest, card }), 'utf-8'),
    )
    const unknown = await runCommand(['save', 'none', '--to', to, '--data', data])
    expect(unknown).toEqual({ code: 1, out: '', err: 'There is no such message.\n' })
    await running.stop()
    const db = new Sqlite(join(data, 'night-porter.db'))
    db.exec('DELETE FROM capture_contents')
    db.close()
    const deleted = await runCommand(['save', id, '--to', to, '--data', data])
    expect([deleted.code, deleted.out]).toEqual([1, ''])
    expect(deleted.err).toContain('is not kept any more')
    expect(existsSync(to)).toBe(false)
  })

  it('says that of a file over 64 MB nothing was kept', async () => {
    const { data, id, to } = await captured(Buffer.alloc(64 * 1024 * 1024 + 1, 0x20))
    const { code, out, err } = await runCommand(['save', id, '--to', to, '--data', data])
    expect([code, out]).toEqual([1, ''])
    expect(err).toContain('larger than 64 MB')
    expect(existsSync(to)).toBe(false)
  })

  it.each([
    [[]],
    [['some-id']],
    [['--to', 'copy.xml']],
    [['some-id', 'another', '--to', 'copy.xml']],
    [['some-id', '--to', '']],
    [['some-id', '--to', 'folder/']],
    [['some-id', '--into', 'copy.xml']],
  ])('refuses %j with 2', async (words) => {
    const { data } = foldersFor()
    const { code, out, err } = await runCommand(['save', ...words, '--data', data])
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain('save ID --to FILE')
  })

  it('ends with 2 where there are no settings', async () => {
    const { data } = foldersFor()
    const { code, err } = await runCommand(['save', 'some-id', '--to', join(data, 'copy.xml'), '--data', data])
    expect(code).toBe(2)
    expect(err).toContain('settings.json is missing')
  })
})
