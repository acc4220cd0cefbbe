import { readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Files } from '../../../main/core/ports/files.ts'
import { changeBooking, newBooking } from '../../../main/rehearsal/sample-exports.ts'
import { foldersFor, inState, makeEngine, scenarioFor, standInFor } from '../../support/make-engine.ts'
import { practiceHotel, until } from '../../support/night-porter.ts'

/** Captured exactly once: the same bytes again, the same file still there, the same file after a crash. */

const booking = (more: Partial<Parameters<typeof newBooking>[0]> = {}) => newBooking({ reservationId: 'D1', ...more })

describe('the same bytes again', () => {
  it('are a duplicate of the newest and are not sent, unless a person asks with a reason', async () => {
    const standIn = await standInFor()
    const made = await makeEngine({ standIn })
    made.drop('a.xml', booking())
    const first = await inState(made, 'D1', 'delivered')
    made.drop('again.xml', booking())
    const again = await inState(made, 'D1', 'duplicate')
    expect(await made.call('messages.get', { id: again.id })).toMatchObject({
      duplicateOf: first.id,
      attempts: 0,
      cause: 'duplicate',
    })
    made.drop('other.xml', newBooking({ reservationId: 'D2' }))
    await inState(made, 'D2', 'delivered')
    expect(standIn.bookings().find(({ reservationId }) => reservationId === 'D1')?.timesAccepted).toBe(1)
    await expect(made.call('messages.resend', { ids: [again.id] })).rejects.toThrow('wrong-state')
    await made.call('messages.resend', { ids: [again.id], confirm: true, reason: 'the channel lost it' })
    await until(
      'sent twice',
      () => standIn.bookings().find(({ reservationId }) => reservationId === 'D1')?.timesAccepted === 2,
    )
  })

  it('are three messages when they are A, B, A', async () => {
    const standIn = await standInFor()
    const made = await makeEngine({ standIn })
    const [a, b] = [
      changeBooking({ reservationId: 'D3', amount: '100.00' }),
      changeBooking({ reservationId: 'D3', amount: '200.00' }),
    ]
    for (const [n, content] of [a, b, a].entries()) {
      made.drop('same-name.xml', content)
      await until(
        `${n + 1} delivered`,
        async () => (await made.call('messages.list', { state: 'delivered' })).items.length === n + 1,
      )
    }
    expect(standIn.seen.map(({ body }) => /AmountAfterTax="(\d+)/.exec(body)?.[1])).toEqual(['100', '200', '100'])
  })

  it('resend what had failed instead of making a second message', async () => {
    const standIn = await standInFor({ hotels: [{ code: 'AURORA', rooms: ['SGL'] }] })
    const made = await makeEngine({ standIn })
    made.drop('a.xml', booking())
    const failed = await inState(made, 'D1', 'failed')
    standIn.setScenario(scenarioFor())
    made.drop('again.xml', booking())
    expect((await inState(made, 'D1', 'delivered')).id).toBe(failed.id)
    expect(await made.all()).toHaveLength(1)
    expect((await made.call('messages.get', { id: failed.id })).actList).toMatchObject([{ what: 'captured-again' }])
  })

  it('resend what failed also when a duplicate of it was captured in between', async () => {
    const standIn = await standInFor({ rules: [{ times: 1, do: { delayMs: 600, status: 413 } }] })
    const made = await makeEngine({ standIn })
    made.drop('a.xml', booking())
    const first = await inState(made, 'D1', 'sending')
    made.drop('b.xml', booking())
    await inState(made, 'D1', 'duplicate')
    await until('failed', async () => (await made.call('messages.get', { id: first.id })).state === 'failed')
    made.drop('c.xml', booking())
    await until('delivered', async () => (await made.call('messages.get', { id: first.id })).state === 'delivered')
  })
})

describe('a file that has not left', () => {
  it('makes no second message while it cannot be removed, and health says so until it can', async () => {
    const standIn = await standInFor()
    let canRemove = false
    const files = (real: Files): Files => ({
      ...real,
      remove: async (path) => (canRemove ? real.remove(path) : { ok: false, reason: 'denied', code: 'EACCES' }),
    })
    const made = await makeEngine({ standIn, files })
    made.drop('stuck.xml', booking())
    await inState(made, 'D1', 'delivered')
    await until('cannot-move', async () => (await made.call('health.get')).folders[0]?.state === 'cannot-move')
    expect((await made.call('health.get')).level).toBe('attention')
    const scans = await countScans(made)
    await until('three more scans', async () => (await countScans(made)) >= scans + 3)
    expect(await made.all()).toHaveLength(1)
    expect(standIn.counts().requests).toBe(1)
    canRemove = true
    await until('the file is gone', () => readdirSync(made.exportFolder).length === 0)
    await until('ok', async () => (await made.call('health.get')).level === 'ok')
  })

  it('makes no second message after a crash between commit and removal', async () => {
    const standIn = await standInFor()
    const { data, exportFolder } = foldersFor()
    const files = (real: Files): Files => ({
      ...real,
      remove: async () => ({ ok: false, reason: 'busy', code: 'EBUSY' }),
    })
    const before = await makeEngine({ standIn, data, files })
    before.drop('crash.xml', booking())
    await inState(before, 'D1', 'delivered')
    await before.stop()
    expect(readdirSync(exportFolder)).toEqual(['crash.xml'])
    const after = await makeEngine({ standIn, data })
    await until('the file is gone', () => readdirSync(exportFolder).length === 0)
    expect(await after.all()).toHaveLength(1)
    expect(standIn.counts().requests).toBe(1)
  })

  it('is captured once in a folder whose files stay, and again each time its content changes, also back', async () => {
    const standIn = await standInFor()
    const { data, exportFolder } = foldersFor()
    const settings = practiceHotel({ url: standIn.url, exportFolder, folder: { afterCapture: 'leave' } })
    const made = await makeEngine({ data, settings })
    const path = join(exportFolder, 'stays.xml')
    const a = changeBooking({ reservationId: 'D4', amount: '100.00' })
    const b = changeBooking({ reservationId: 'D4', amount: '200.00' })
    for (const [n, content] of [a, b, a].entries()) {
      writeFileSync(path, content)
      utimesSync(path, new Date(), new Date(Date.now() - (10 - n) * 60_000))
      await until(
        `${n + 1} delivered`,
        async () => (await made.call('messages.list', { state: 'delivered' })).items.length === n + 1,
        5_000,
      )
    }
    await made.stop()
    const again = await makeEngine({ data, settings })
    await until('looked', async () => (await again.call('folders.list'))[0]?.list[0]?.state === 'captured')
    expect(await again.all()).toHaveLength(3)
    expect(readdirSync(exportFolder)).toEqual(['stays.xml'])
  })
})

/** Each scan stamps its look; the stamp is the only trace an unchanged look leaves. */
const stamps = new WeakMap<object, Set<number>>()
const countScans = async (made: Awaited<ReturnType<typeof makeEngine>>): Promise<number> => {
  const seen = stamps.get(made) ?? new Set<number>()
  stamps.set(made, seen)
  const at = (await made.call('health.get')).folders[0]?.lookedAt
  if (at) seen.add(at)
  return seen.size
}
