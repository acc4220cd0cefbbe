import { describe, expect, it } from 'vitest'
import { standInFor } from '../../support/make-engine.ts'
import { until } from '../../support/night-porter.ts'
import { startChild } from '../store-foundation/child.ts'
import { databaseIn } from './hotel.ts'
import { hang, severalOn, shows } from './several.ts'

/**
 * A sender that was halted in the middle of a write keeps SQLite's lock for as long as it is halted. Here it
 * is halted outside of one, and another process holds the lock in its place: to all others that is the same.
 */

/**
 * Two processes, of which the sender is halted and the lock is held; `longest`: how long any call has taken,
 * ms.
 */
const halted = async () => {
  const standIn = await standInFor()
  const several = severalOn(standIn.url)
  const first = await several.start('first')
  await until('first sends', first.isSender)
  const second = await several.start('second')
  await hang(several, first)
  const holder = startChild('../../lifecycle/children/hold.ts', databaseIn(several.data))
  expect(await holder.line()).toBe('held')
  let longest = 0
  const sentence = async () => {
    const beganMs = performance.now()
    const { sentence: said, detail } = await second.call('health.get')
    longest = Math.max(longest, performance.now() - beganMs)
    return `${said} ${detail}`
  }
  const isTold = () => until('told', async () => (await sentence()).includes('halted in the middle of a write'))
  return { ...several, standIn, first, second, holder, sentence, isTold, longest: () => longest }
}

describe('a sender halted in the middle of a write', () => {
  it('is named, keeps no call waiting, and is followed without a restart once the lock is free', async () => {
    const { first, second, holder, sentence, isTold, longest, put } = await halted()
    put('LATER')
    await isTold()
    expect(await sentence()).toContain(`process ${first.pid}`)
    for (let n = 0; n < 20; n++) await sentence()
    expect(longest()).toBeLessThan(2_500)
    holder.say('go')
    await holder.ended
    await until('second sends', second.isSender)
    await shows(second, 'LATER', 'delivered')
    expect(await sentence()).not.toContain('halted')
  })

  it('that goes on is the sender as before, and the other says so without having written', async () => {
    const { first, second, holder, sentence, isTold, put } = await halted()
    await isTold()
    holder.say('go')
    first.signal('SIGCONT')
    await holder.ended
    put('LATER')
    await until('told no more', async () => !(await sentence()).includes('halted'))
    await shows(second, 'LATER', 'delivered')
    await until('all is well', async () => (await second.call('health.get')).level === 'ok')
  })
})
