import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { DatabaseUnusable } from '../../../main/store/refusals.ts'
import { createSenderLock } from '../../../main/store/sender-lock.ts'
import { type Child, startChild, untilStopped } from './child.ts'
import { tempFolder } from './temp-folder.ts'

const lockAt = (path: string) => {
  const lock = createSenderLock(path)
  onTestFinished(() => lock.give())
  return lock
}

const childAt = async (path: string): Promise<Child> => {
  const child = startChild('lock.ts', path)
  expect(await child.line()).toBe('ready')
  return child
}

const ask = async (child: Child, what: 'take' | 'give'): Promise<string | null> => {
  child.say(what)
  return child.line()
}

describe('in one process', () => {
  it('one holds it at a time; taking and giving twice does no harm', () => {
    const path = join(tempFolder(), 'sender.lock')
    const first = lockAt(path)
    const second = lockAt(path)
    expect([first.tryTake(), first.tryTake(), second.tryTake()]).toEqual([true, true, false])
    expect([first.isHeld(), second.isHeld()]).toEqual([true, false])
    first.give()
    first.give()
    expect([second.tryTake(), first.tryTake()]).toEqual([true, false])
  })

  it('leaves no journal and only an empty private file', () => {
    const folder = tempFolder()
    const lock = lockAt(join(folder, 'sender.lock'))
    expect(lock.tryTake()).toBe(true)
    expect(readdirSync(folder)).toEqual(['sender.lock'])
    const { size, mode } = statSync(join(folder, 'sender.lock'))
    expect(size).toBe(0)
    if (process.platform !== 'win32') expect(mode & 0o777).toBe(0o600)
  })

  it('says what is wrong where the file cannot be used', () => {
    const folder = tempFolder()
    expect(() => lockAt(join(folder, 'missing', 'sender.lock')).tryTake()).toThrow(DatabaseUnusable)
    expect(existsSync(join(folder, 'missing'))).toBe(false)
  })

  it('makes garbage or a folder in its place anew, deletes nothing, and is no proof then', () => {
    const folder = tempFolder()
    writeFileSync(join(folder, 'garbage'), Buffer.alloc(8192, 'not a lock file '))
    mkdirSync(join(folder, 'folder'))
    for (const name of ['garbage', 'folder', 'missing']) {
      const lock = lockAt(join(folder, name))
      expect([lock.tryTake(), lock.isHeld(), lock.isProof()]).toEqual([true, true, false])
      expect(lockAt(join(folder, name)).tryTake()).toBe(false)
    }
    expect(readdirSync(folder).sort()).toEqual(['folder', 'folder.not-ours', 'garbage', 'garbage.not-ours', 'missing'])
  })

  it('is a proof where the file was there', () => {
    const path = join(tempFolder(), 'sender.lock')
    writeFileSync(path, '')
    const lock = lockAt(path)
    expect([lock.tryTake(), lock.isProof()]).toEqual([true, true])
  })
})

describe('between processes', () => {
  it.runIf(process.getuid?.() === 0)(
    'is not believed to be taken by one who may only read the file (POSIX)',
    async () => {
      const folder = tempFolder()
      const path = join(folder, 'sender.lock')
      writeFileSync(path, '')
      chmodSync(folder, 0o777)
      chmodSync(path, 0o444)
      expect(await startChild('as-nobody.ts', 'take', path).line()).toBe('DatabaseUnusable SQLITE_READONLY')
    },
  )

  it('is refused without waiting while another holds it, and passes when that one gives it', async () => {
    const path = join(tempFolder(), 'sender.lock')
    const child = await childAt(path)
    expect(await ask(child, 'take')).toBe('taken')
    const lock = lockAt(path)
    const before = performance.now()
    expect(lock.tryTake()).toBe(false)
    expect(performance.now() - before).toBeLessThan(1000)
    expect(await ask(child, 'give')).toBe('given')
    expect(lock.tryTake()).toBe(true)
    expect(await ask(child, 'take')).toBe('refused')
  })

  it('is free the moment its holder is killed', async () => {
    const folder = tempFolder()
    const path = join(folder, 'sender.lock')
    const child = await childAt(path)
    expect(await ask(child, 'take')).toBe('taken')
    const lock = lockAt(path)
    expect(lock.tryTake()).toBe(false)
    child.signal('SIGKILL')
    await child.ended
    expect(lock.tryTake()).toBe(true)
    expect(readdirSync(folder)).toEqual(['sender.lock'])
  })

  it.runIf(process.platform === 'linux')(
    'stays with a holder that is stopped, and is still its own when it goes on (POSIX)',
    async () => {
      const path = join(tempFolder(), 'sender.lock')
      const child = await childAt(path)
      expect(await ask(child, 'take')).toBe('taken')
      child.signal('SIGSTOP')
      await untilStopped(child.pid)
      const lock = lockAt(path)
      expect(lock.tryTake()).toBe(false)
      child.signal('SIGCONT')
      expect(await ask(child, 'take')).toBe('taken')
      expect(lock.tryTake()).toBe(false)
      expect(await ask(child, 'give')).toBe('given')
      expect(lock.tryTake()).toBe(true)
    },
  )

  it('is held by one at most when many try at once, again and again', async () => {
    const path = join(tempFolder(), 'sender.lock')
    const children: Child[] = []
    for (let count = 0; count < 4; count++) children.push(await childAt(path))
    let taken = 0
    for (let round = 0; round < 25; round++) {
      const answers = await Promise.all(children.map((child) => ask(child, 'take')))
      const holders = answers.filter((answer) => answer === 'taken').length
      expect(holders).toBeLessThanOrEqual(1)
      taken += holders
      await Promise.all(children.map((child) => ask(child, 'give')))
    }
    expect(taken).toBeGreaterThan(0)
  }, 30_000)
})
