import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { practiceHotel } from '../support/night-porter.ts'
import { type InstallerWorld, makeInstallerWorld, treeOf } from './installer-world.ts'

/**
 * The MSI package, as group policy installs it, by the Windows Installer of Wine. Exit codes of Windows
 * Installer are larger than a process may have here; only 0 and not 0 are told apart.
 */

const hotel = practiceHotel({ url: 'http://127.0.0.1:9', exportFolder: 'C:\\PMS\\Export' })

let world: InstallerWorld
beforeAll(async () => {
  world = await makeInstallerWorld()
})
afterAll(() => world.close())

const said = (lines: readonly string[]): string[] => lines.map((line) => line.slice('2026-11-25 18:00:00 '.length))
const names = (folder: string): string[] => Object.keys(treeOf(folder))

describe('the MSI package', () => {
  it('is rolled back when the settings cannot be used', async () => {
    const before = await world.everything()
    const { code, lines } = await world.msi('/i', '0.1.0', `CONFIG=${world.write('wrong.json', { version: 1 })}`)
    expect(code).not.toBe(0)
    expect(said(lines)).toEqual([
      expect.stringMatching(
        /^msi 0\.1\.0 exit 17: the settings cannot be used: settings\.json: connections: .* Windows Installer puts back what was there\.$/,
      ),
    ])
    expect(await world.everything()).toEqual(before)
  })

  it('lays the same files as the setup program, with settings, policy, sign-in and PATH', async () => {
    const config = world.write('settings.json', hotel)
    const policy = world.write('policy.json', { locale: 'de' })
    const { code, lines } = await world.msi('/i', '0.1.0', `CONFIG=${config}`, `POLICY=${policy}`)
    expect({ code, lines: said(lines) }).toEqual({
      code: 0,
      lines: ['msi 0.1.0 exit 0: installed in C:\\Program Files\\Night Porter.'],
    })
    expect(names(world.program)).toEqual(names(join(world.base, 'program-0.1.0')))
    expect(JSON.parse(readFileSync(join(world.data, 'settings.json'), 'utf8'))).toEqual(hotel)
    expect(JSON.parse(readFileSync(join(world.data, 'policy.json'), 'utf8'))).toEqual({ locale: 'de' })
    const entered = await world.everything()
    expect(entered.run).toContain('"C:\\Program Files\\Night Porter\\Night Porter.exe" --hidden')
    expect(entered.path).toContain(';C:\\Program Files\\Night Porter')
    expect(Object.keys(entered.startMenu)).toContain('Programs/Night Porter.lnk')
  })

  it('does not let the setup program into its place', async () => {
    const before = await world.everything()
    const { code, lines } = await world.setup('0.2.0')
    expect({ code, lines: said(lines) }).toEqual({
      code: 24,
      lines: [
        'setup 0.2.0 exit 24: Night Porter was installed by its MSI package and is upgraded by one. Nothing was changed.',
      ],
    })
    expect(await world.everything()).toEqual(before)
  })

  it('is upgraded by a newer one while the program runs, which is asked to leave', async () => {
    const np = 'C:\\Program Files\\Night Porter\\resources\\np\\np.mjs'
    const host = world.start(join(world.program, 'resources/np/node.exe'), [np, 'serve'])
    onTestFinished(async () => {
      host.child.kill()
      await host.ended
    })
    await eventually(() => expect(host.output()).toContain('READY'))
    const { code, lines } = await world.msi('/i', '0.2.0')
    // Wine does not tell the older package that it is upgraded, so that one says before that it goes.
    expect({ code, line: said(lines).at(-1) }).toEqual({
      code: 0,
      line: 'msi 0.2.0 exit 0: installed in C:\\Program Files\\Night Porter.',
    })
    expect(await host.ended).toBe(0)
    expect(names(world.program)).toEqual(names(join(world.base, 'program-0.2.0')))
    expect(JSON.parse(readFileSync(join(world.data, 'settings.json'), 'utf8'))).toEqual(hotel)
  })

  it('is not replaced by an older one', async () => {
    const before = await world.everything()
    expect((await world.msi('/i', '0.1.0')).code).not.toBe(0)
    expect(await world.everything()).toEqual(before)
  })

  it('goes, and the data stays; with PURGE=yes they go too', async () => {
    const data = (await world.everything()).data
    const { code, lines } = await world.msi('/x', '0.2.0')
    expect({ code, lines: said(lines) }).toEqual({
      code: 0,
      lines: ['msi 0.2.0 exit 0: uninstalled; the data stays in C:\\ProgramData\\Night Porter.'],
    })
    const left = await world.everything()
    expect(existsSync(world.program)).toBe(false)
    expect(left.data).toEqual(data)
    expect(left.run).not.toContain('Night Porter')
    expect(left.path).not.toContain('Night Porter')
    expect(Object.keys(left.startMenu)).not.toContain('Programs/Night Porter.lnk')
    expect((await world.msi('/i', '0.2.0')).code).toBe(0)
    expect((await world.msi('/x', '0.2.0', 'PURGE=yes')).code).toBe(0)
    expect(existsSync(world.data)).toBe(false)
  })
})
