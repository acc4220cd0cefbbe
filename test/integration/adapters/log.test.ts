import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createLog } from '../../../main/adapters/log.ts'
import { ownerOnly } from '../../support/file-mode.ts'

let folder: string
let at = Date.UTC(2026, 10, 22, 21, 30)
beforeEach(() => {
  at = Date.UTC(2026, 10, 22, 21, 30)
  folder = mkdtempSync(join(tmpdir(), 'night-porter-log-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const open = (retainDays = 14) => createLog({ folder, isConsole: false, clock: { now: () => at }, retainDays })
const lines = (name: string) => readFileSync(join(folder, name), 'utf8').trimEnd().split(/\r?\n/)

describe('the log', () => {
  test('writes one line an event, under its scope and level', () => {
    const log = open()
    log.info('started', { version: '0.1.0' })
    log.child('engine').child('capture').warn('file left', { id: 'f-1' })
    log.debug('d')
    log.error('e')
    expect(lines('night-porter-2026-11-22.log')).toEqual([
      '2026-11-22T21:30:00.000Z info app started version=0.1.0',
      '2026-11-22T21:30:00.000Z warn engine.capture file left id=f-1',
      '2026-11-22T21:30:00.000Z debug app d',
      '2026-11-22T21:30:00.000Z error app e',
    ])
    expect(statSync(join(folder, 'night-porter-2026-11-22.log')).mode & 0o777).toBe(ownerOnly)
  })

  test('redacts every line, with the hidden values for children made before and after', () => {
    const log = open()
    const early = log.child('early')
    log.hide(['hunter2'])
    early.info('x', { a: 'is hunter2', n: '4111 1111 1111 1111', mail: 'eva@aurora.example' })
    log.child('late').error('%s hunter2 %c', { body: '<Surname>Winter</Surname>' })
    const text = lines('night-porter-2026-11-22.log').join('\n')
    expect(text).toContain('a="is [hidden]" n="[card]" mail=[email]')
    expect(text).toContain('late %s [hidden] %c body="[markup]"')
    expect(text).not.toMatch(/hunter2|4111|Winter/)
  })

  test('begins a file each day and removes the ones past their days, and nobody else’s', () => {
    for (const name of ['night-porter-2026-11-01.log', 'night-porter-2026-11-20.log', 'notes.log'])
      writeFileSync(join(folder, name), '')
    const log = open(3)
    log.info('a')
    expect(readdirSync(folder).sort()).toEqual([
      'night-porter-2026-11-20.log',
      'night-porter-2026-11-22.log',
      'notes.log',
    ])
    at += 24 * 3_600_000
    log.info('b')
    expect(lines('night-porter-2026-11-23.log')).toHaveLength(1)
  })

  test('sets a full file aside and keeps fourteen', () => {
    for (let n = 1; n <= 15; n++) writeFileSync(join(folder, `night-porter-2026-11-21.${n}.log`), String(n))
    writeFileSync(join(folder, 'night-porter-2026-11-22.log'), 'x'.repeat(10 * 1024 * 1024 + 1))
    const log = open()
    log.info('first after')
    expect(lines('night-porter-2026-11-22.log')).toEqual(['2026-11-22T21:30:00.000Z info app first after'])
    expect(statSync(join(folder, 'night-porter-2026-11-22.1.log')).size).toBe(10 * 1024 * 1024 + 1)
    expect(readdirSync(folder)).toHaveLength(14)
    expect(existsSync(join(folder, 'night-porter-2026-11-21.4.log'))).toBe(true)
    expect(existsSync(join(folder, 'night-porter-2026-11-21.3.log'))).toBe(false)
  })

  test('never throws, and writes again once it can', () => {
    rmSync(folder, { recursive: true })
    writeFileSync(folder, 'a file where the folder should be')
    const log = open()
    expect(() => log.error('lost')).not.toThrow()
    rmSync(folder)
    mkdirSync(folder)
    log.error('found')
    expect(lines('night-porter-2026-11-22.log')).toEqual(['2026-11-22T21:30:00.000Z error app found'])
    const hostile = {
      toString: (): string => {
        throw new Error('no')
      },
    }
    expect(() => log.info('x', { a: `${'y'.repeat(10)}`, ...JSON.parse('{"b":{"c":1}}'), hostile })).not.toThrow()
  })

  test('goes to standard error when asked to, never to standard output', () => {
    const program = `import { createLog } from ${JSON.stringify(pathToFileURL(join(import.meta.dirname, '../../../main/adapters/log.ts')))}
      createLog({ folder: ${JSON.stringify(folder)}, isConsole: true, retainDays: 1 }).info('hello', { pan: '4111111111111111' })`
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' })
    expect(stdout).toBe('')
    expect(stderr).toMatch(/^\S+ info app hello pan=\[card\]\n$/)
  })
})
