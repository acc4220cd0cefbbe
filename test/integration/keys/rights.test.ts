import { chmodSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { rightsOf, secureFolder } from '../../../main/adapters/folder-rights.ts'
import { foldersFor, makeEngine } from '../../support/make-engine.ts'
import { practiceHotel, runCommand } from '../../support/night-porter.ts'

const modeOf = (path: string): number => statSync(path).mode & 0o777

describe.skipIf(process.platform === 'win32')('a data folder', () => {
  it('is made private at each start, with its logs and the files that exist already, and nothing outside', async () => {
    const { data, exportFolder } = foldersFor()
    const outside = join(foldersFor().data, 'outside')
    writeFileSync(outside, 'x', { mode: 0o644 })
    const settings = practiceHotel({ url: 'http://127.0.0.1:9', exportFolder })
    writeFileSync(join(data, 'settings.json'), JSON.stringify(settings), { mode: 0o666 })
    mkdirSync(join(data, 'logs'), { mode: 0o755 })
    writeFileSync(join(data, 'logs', 'a-note.txt'), '', { mode: 0o644 })
    symlinkSync(outside, join(data, 'link'))
    for (const path of [data, exportFolder, join(data, 'logs')]) chmodSync(path, 0o777)
    expect((await runCommand(['status', '--data', data])).code).toBe(0)
    expect([data, join(data, 'logs')].map(modeOf)).toEqual([0o700, 0o700])
    expect(modeOf(join(data, 'settings.json'))).toBe(0o600)
    expect(modeOf(join(data, 'logs', 'a-note.txt'))).toBe(0o600)
    expect(modeOf(exportFolder)).toBe(0o777)
    expect(modeOf(outside)).toBe(0o644)
  })

  it('that others may write is found out, and the doctor fails', async () => {
    const { data } = foldersFor()
    expect(secureFolder(data)).toBe('private')
    chmodSync(data, 0o750)
    expect(rightsOf(data)).toEqual({ rights: 'readable-by-others', who: [] })
    chmodSync(data, 0o770)
    expect(rightsOf(data)).toEqual({ rights: 'writable-by-others', who: [] })
    for (const [rights, result] of [
      ['private', 'pass'],
      ['writable-by-others', 'fail'],
    ] as const) {
      const made = await makeEngine({ isStarted: false, host: { rights: () => ({ rights, who: [] }) } })
      const finding = (await made.call('doctor.run')).find(({ name }) => name.includes('Rights'))
      expect(finding).toMatchObject({ result })
    }
  })
})
