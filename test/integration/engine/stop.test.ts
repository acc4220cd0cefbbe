import { expect, it } from 'vitest'
import type { Clock } from '../../../main/core/ports/clock.ts'
import type { Files } from '../../../main/core/ports/files.ts'
import { foldersFor, makeEngine } from '../../support/make-engine.ts'
import { until } from '../../support/night-porter.ts'

/** A stopped engine leaves no timer behind: one would keep the process alive for nothing. */

/**
 * A clock that knows which timers are set (in milliseconds), and can be told not to let anybody wait any
 * more.
 */
const watchedClock = () => {
  const set = new Map<symbol, number>()
  let isHurried = false
  const clock = (real: Clock): Clock => ({
    ...real,
    after: (ms, run) => {
      const key = Symbol(`${ms}`)
      set.set(key, ms)
      const cancel = real.after(isHurried ? 0 : ms, () => {
        set.delete(key)
        run()
      })
      return () => {
        set.delete(key)
        cancel()
      }
    },
  })
  return {
    clock,
    left: () => [...set.values()],
    hurry: () => {
      isHurried = true
    },
  }
}

it('leaves no timer behind when it stops', async () => {
  const { clock, left } = watchedClock()
  const made = await makeEngine({ clock })
  await until('a look', async () => (await made.call('folders.list'))[0]?.state === 'ok')
  expect(left()).not.toEqual([])
  await made.stop()
  expect(left()).toEqual([])
})

it('leaves none behind of a share that does not answer', async () => {
  const { clock, left, hurry } = watchedClock()
  const { data } = foldersFor()
  let asked = 0
  const files = (real: Files): Files => ({
    ...real,
    list: () => {
      asked += 1
      return new Promise(() => undefined)
    },
  })
  const made = await makeEngine({ clock, files, data })
  await until('a look', () => asked > 0)
  hurry()
  await made.stop()
  expect(left()).toEqual([])
})
