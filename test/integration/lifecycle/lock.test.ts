import { describe, expect, it } from 'vitest'
import type { StandIn } from '../../../main/rehearsal/stand-in.ts'
import { standInFor } from '../../support/make-engine.ts'
import { until } from '../../support/night-porter.ts'
import { hang, itemOf, senderAmong, severalOn, shows } from './several.ts'

/**
 * Several processes on one data folder: one captures and sends, whatever becomes of it, and never are two
 * requests in flight.
 */

const sent = (standIn: StandIn, reservationId: string): number =>
  standIn.seen.filter(({ reservationIds }) => reservationIds.includes(reservationId)).length
const hotels = ['AURORA', 'NORD', 'SUED']
const onlyOneInFlight = (standIn: StandIn) => {
  for (const hotel of hotels) expect(standIn.maxInFlight(hotel)).toBeLessThanOrEqual(1)
}

describe('three processes on one data folder', () => {
  it('capture and send everything once; the others see it and act', async () => {
    const standIn = await standInFor({
      rules: [
        {
          match: { reservationId: 'N7' },
          times: 1,
          do: { otaError: { type: 3, code: '402', text: 'Invalid room type' } },
        },
      ],
    })
    const { start, put } = severalOn(standIn.url)
    const all = await Promise.all(['one', 'two', 'three'].map(start))
    const sender = await senderAmong(all)
    const names = Array.from({ length: 20 }, (_, n) => `N${n}`)
    for (const [n, name] of names.entries()) put(name, hotels[n % 3])
    for (const viewer of all.filter((one) => one !== sender)) {
      for (const name of names.filter((one) => one !== 'N7')) await shows(viewer, name, 'delivered')
      expect((await viewer.call('health.get')).sender).toEqual({ isThis: false, name: sender.name })
    }
    const [viewer] = all.filter((one) => one !== sender)
    if (!viewer) throw new Error('nobody looks on')
    const failed = await shows(viewer, 'N7', 'failed')
    await viewer.call('messages.resend', { ids: [failed.id] })
    await shows(viewer, 'N7', 'delivered')
    for (const name of names) expect(sent(standIn, name)).toBe(name === 'N7' ? 2 : 1)
    onlyOneInFlight(standIn)
  })

  it('take over at once from one that ends or is killed, and send again only what was on its way', async () => {
    const standIn = await standInFor({
      rules: [{ match: { reservationId: 'SLOW' }, times: 1, do: { delayMs: 1_500 } }],
    })
    const { start, put } = severalOn(standIn.url)
    const [first, second, third] = [await start('first'), await start('second'), await start('third')]
    await until('first sends', first.isSender)
    put('DONE')
    await shows(first, 'DONE', 'delivered')
    put('SLOW')
    await shows(second, 'SLOW', 'sending')
    // Claimed is not yet on the wire.
    await until('its request arrived', () => sent(standIn, 'SLOW') === 1)
    first.signal('SIGKILL')
    const next = await senderAmong([second, third])
    // By the lock, which is free at once: nobody waited until the one before was taken for hung.
    expect(next.gainedBy()).toBe('lock')
    expect(await shows(next, 'SLOW', 'delivered')).toMatchObject({ attempts: 2 })
    const other = next === second ? third : second
    await next.end()
    await until('the other sends', other.isSender)
    expect(other.gainedBy()).toBe('lock')
    put('LAST')
    await shows(other, 'LAST', 'delivered')
    expect([sent(standIn, 'DONE'), sent(standIn, 'SLOW'), sent(standIn, 'LAST')]).toEqual([1, 2, 1])
    onlyOneInFlight(standIn)
  })
})

/** Windows cannot halt a process from outside. */
const cannotHalt = process.platform === 'win32'

describe.skipIf(cannotHalt)('an owner that hangs during a request (POSIX)', () => {
  it('is replaced only once its request cannot be in flight any more, and settles and captures nothing when it goes on', async () => {
    const standIn = await standInFor({
      rules: [{ match: { reservationId: 'SLOW' }, times: 1, do: { delayMs: 1_000 } }],
    })
    const several = severalOn(standIn.url)
    const { start, put } = several
    const [first, second] = [await start('first'), await start('second')]
    await until('first sends', first.isSender)
    put('SLOW')
    await shows(second, 'SLOW', 'sending')
    await until('the channel has it', () => standIn.maxInFlight('AURORA') === 1)
    const hungAt = performance.now()
    await hang(several, first)
    put('LATER')
    await until('second sends', second.isSender)
    // A request of 2 s and 1.5 s of silence: not before.
    expect(performance.now() - hungAt).toBeGreaterThan(2_500)
    expect(await shows(second, 'SLOW', 'delivered')).toMatchObject({ attempts: 2 })
    await shows(second, 'LATER', 'delivered')
    first.signal('SIGCONT')
    await until('first has lost it', async () => !(await first.isSender()))
    put('AFTER')
    await shows(first, 'AFTER', 'delivered')
    const { attemptList } = await first.call('messages.get', { id: (await itemOf(first, 'SLOW'))[0]?.id ?? '' })
    expect(attemptList.map(({ outcome, cause }) => [outcome, cause])).toEqual([
      ['delivered', 'delivered'],
      ['retry', 'crash-during-send'],
    ])
    expect(await second.isSender()).toBe(true)
    expect([sent(standIn, 'SLOW'), sent(standIn, 'LATER'), sent(standIn, 'AFTER')]).toEqual([2, 1, 1])
    expect((await second.call('messages.list', { limit: 500 })).items).toHaveLength(3)
    onlyOneInFlight(standIn)
  })

  it('and is then killed leaves a free lock that a third one must not mistake for a free queue', async () => {
    const standIn = await standInFor({ rules: [{ match: { reservationId: 'SLOW' }, do: { delayMs: 1_800 } }] })
    const several = severalOn(standIn.url)
    const { start, put } = several
    const first = await start('first')
    await until('first sends', first.isSender)
    const others = [await start('second'), await start('third')]
    await hang(several, first)
    const next = await senderAmong(others)
    put('SLOW')
    await shows(next, 'SLOW', 'sending')
    first.signal('SIGKILL')
    await first.ended
    expect(await shows(next, 'SLOW', 'delivered')).toMatchObject({ attempts: 1 })
    expect(await senderAmong(others)).toBe(next)
    expect(sent(standIn, 'SLOW')).toBe(1)
    onlyOneInFlight(standIn)
  })

  it('again and again, one after the other, loses and doubles nothing', async () => {
    const standIn = await standInFor({ rules: [{ do: { delayMs: 120 } }] })
    const several = severalOn(standIn.url)
    const { start, put } = several
    const all = [await start('first'), await start('second'), await start('third')] as const
    const names: string[] = []
    for (let round = 0; round < 3; round++) {
      const owner = await senderAmong([...all])
      for (let n = 0; n < 6; n++) {
        const name = `R${round}N${n}`
        names.push(name)
        put(name, hotels[n % 3])
      }
      await until('something is on its way', async () => (await owner.call('health.get')).counts.sending > 0)
      await hang(several, owner)
      await senderAmong(all.filter((one) => one !== owner))
      owner.signal('SIGCONT')
    }
    for (const one of all) for (const name of names) await shows(one, name, 'delivered')
    onlyOneInFlight(standIn)
    const [owner] = all
    for (const name of names) {
      const { attemptList } = await owner.call('messages.get', { id: (await itemOf(owner, name))[0]?.id ?? '' })
      expect(attemptList.map(({ cause }) => cause)).toEqual([
        'delivered',
        ...attemptList.slice(1).map(() => 'crash-during-send'),
      ])
      // A claim whose request had not gone out yet counts as unknown, too.
      expect(sent(standIn, name)).toBeLessThanOrEqual(attemptList.length)
    }
  })
})

describe('a wall clock that jumps', () => {
  it('both ways, in any process, moves nobody from his place', async () => {
    const standIn = await standInFor()
    const { start, put } = severalOn(standIn.url)
    const [first, second] = [await start('first'), await start('second')]
    await until('first sends', first.isSender)
    const day = 24 * 60 * 60_000
    for (const [n, ms] of [day, -day, 40 * day, -400 * day, 0].entries()) {
      await first.jump(ms)
      await second.jump(-ms)
      put(`J${n}`)
      await shows(second, `J${n}`, 'delivered')
    }
    expect([await first.isSender(), await second.isSender()]).toEqual([true, false])
    await first.jump(-day)
    first.signal('SIGKILL')
    await until('second sends', second.isSender)
    put('LAST')
    await shows(second, 'LAST', 'delivered')
    for (const name of ['J0', 'J1', 'J2', 'J3', 'J4', 'LAST']) expect(sent(standIn, name)).toBe(1)
  })
})
