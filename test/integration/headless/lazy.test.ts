import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCommand } from '../../support/night-porter.ts'

/** A command loads what it needs and no more: a PC at the front desk waits for nothing it did not ask for. */

const root = join(import.meta.dirname, '../../..')

/** What was loaded of the parts that take long, by the words of a command line. */
const heavyOf = (...words: string[]): { heavy: string[]; modules: number } => {
  const hooks = join(import.meta.dirname, 'children/loaded.mjs')
  const { stderr, status } = spawnSync(process.execPath, ['--import', hooks, 'main/headless/index.ts', ...words], {
    cwd: root,
    encoding: 'utf8',
  })
  expect(status).toBe(0)
  const modules = new Set(stderr.split('\n').filter((line) => line.startsWith('file:')))
  const parts = [
    'main/engine/',
    'main/store/',
    'main/host/compose',
    'node_modules/better-sqlite3/',
    'node_modules/undici/',
  ]
  return { heavy: parts.filter((part) => [...modules].some((url) => url.includes(part))), modules: modules.size }
}

/** The commands by the table of README that begins with `serve`. */
const commands = ((readme: string) => {
  const table = readme.slice(readme.indexOf('| `serve'))
  const rows = table.slice(0, table.indexOf('\n\n')).split('\n')
  return [...new Set(rows.flatMap((row) => /^\| `([a-z-]+)/.exec(row)?.[1] ?? []))]
})(readFileSync(join(root, 'README.md'), 'utf8'))

describe('the command line', () => {
  it('loads neither engine nor database for help, a version, or a command’s own help', () => {
    expect(heavyOf('--help').heavy).toEqual([])
    expect(heavyOf('version')).toMatchObject({ heavy: [] })
    expect(heavyOf('version').modules).toBeLessThan(40)
    expect(heavyOf('status', '--help').modules).toBeLessThan(40)
    expect(heavyOf('status', '--help').heavy).toEqual([])
  })

  it('that looks into the database does load it, so that this test would see it', () => {
    expect(heavyOf('simulate', '--hours', '1', '--bookings', '1').heavy).toContain('node_modules/better-sqlite3/')
  })

  it('says of each command in README what it does, by --help, -h and help', async () => {
    expect(commands).toContain('recovery-code')
    const { out: all } = await runCommand(['--help'])
    for (const name of commands) {
      const { code, out, err } = await runCommand([name, '--help'])
      expect([name, code, err]).toEqual([name, 0, ''])
      expect(out).toContain(`  ${name}`)
      expect(all).toContain(out.trim().split('\n')[0])
    }
    const { out } = await runCommand(['status', '--help'])
    expect((await runCommand(['status', '-h'])).out).toBe(out)
    expect((await runCommand(['help', 'status'])).out).toBe(out)
    expect((await runCommand(['help', 'nothing'])).code).toBe(2)
  })
})
