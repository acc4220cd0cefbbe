import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { createPresence } from '../../../main/store/lifecycle/presence.ts'
import { startChild } from '../store-foundation/child.ts'
import { dataFolder } from './hotel.ts'

/** Who has the database open. */

const presenceIn = (path: string) => {
  const presence = createPresence(path)
  onTestFinished(presence.leave)
  return presence
}

it('only one is alone, and only while nobody else is there', () => {
  const path = join(dataFolder(), 'in-use.lock')
  const [one, other] = [presenceIn(path), presenceIn(path)]
  expect([one.tryAlone(), other.tryAlone(), other.share(0)]).toEqual([true, false, false])
  expect([one.share(0), other.share(0)]).toEqual([true, true])
  expect([one.tryAlone(), one.share(0)]).toEqual([false, true])
  other.leave()
  expect([one.tryAlone(), other.share(0)]).toEqual([true, false])
})

it('a file that is garbage, or a folder, is made anew', () => {
  const data = dataFolder()
  writeFileSync(join(data, 'garbage.lock'), Buffer.alloc(8192, 'not a lock file '))
  mkdirSync(join(data, 'folder.lock'))
  for (const name of ['garbage.lock', 'folder.lock'])
    expect([presenceIn(join(data, name)).tryAlone(), presenceIn(join(data, name)).tryAlone()]).toEqual([true, false])
})

it('whoever comes second waits until the first has finished alone', async () => {
  const path = join(dataFolder(), 'in-use.lock')
  const child = startChild('../../lifecycle/children/alone.ts', path, '600')
  expect(await child.line()).toBe(path)
  const waiting = presenceIn(path)
  expect(waiting.tryAlone()).toBe(false)
  const askedAt = performance.now()
  expect(waiting.share(20_000)).toBe(true)
  expect(performance.now() - askedAt).toBeGreaterThan(100)
})

it('is over when its process is killed', async () => {
  const path = join(dataFolder(), 'in-use.lock')
  const child = startChild('../../lifecycle/children/alone.ts', path, '600000')
  expect(await child.line()).toBe(path)
  const other = presenceIn(path)
  expect(other.share(0)).toBe(false)
  child.signal('SIGKILL')
  await child.ended
  expect(other.tryAlone()).toBe(true)
})
