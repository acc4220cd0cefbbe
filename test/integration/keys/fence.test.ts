import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createOwnerFiles } from '../../../main/adapters/owner-files.ts'
import { OWNER_FILE_NAME, readOwner, writeOwner } from '../../../main/core/capture/owner.ts'
import { applyRecoveryCode, takeRecoveryCode } from '../../../main/host/keys.ts'
import { newBooking } from '../../../main/rehearsal/sample-exports.ts'
import { foldersFor, inState, makeEngine, standInFor } from '../../support/make-engine.ts'
import { drop, practiceHotel, until } from '../../support/night-porter.ts'
import { quickOwner } from '../capture/pc.ts'

/**
 * A PC that others took for dead comes back: with its data recovered on another one, it never sends again.
 */

it('ends for good the PC whose data was recovered elsewhere, as soon as it meets the new one at the export folder', async () => {
  const standIn = await standInFor()
  const shared = join(foldersFor().data, 'share')
  mkdirSync(shared)
  const [old, fresh] = [foldersFor().data, foldersFor().data]
  const start = (data: string, name: string) =>
    makeEngine({
      data,
      secrets: data === old ? { pmsx: 'practice-only-password' } : {},
      settings: practiceHotel({ url: standIn.url, exportFolder: shared }),
      deps: { owners: createOwnerFiles() },
      host: { name: `${name}, tester` },
      times: { owner: quickOwner },
    })
  const first = await start(old, 'OLD')
  drop(shared, 'a.xml', newBooking({ reservationId: 'A1' }))
  await inState(first, 'A1', 'delivered')
  await first.stop()
  const code = takeRecoveryCode(old, false, 0)
  if (!code.ok) throw new Error(code.sentence)
  cpSync(old, fresh, { recursive: true })

  const back = await start(old, 'OLD')
  await until('it captures again', async () => (await back.call('folders.list'))[0]?.state === 'ok')
  rmSync(join(fresh, 'secrets.key'))
  const lost = await start(fresh, 'NEW')
  await lost.stop()
  expect(applyRecoveryCode(fresh, code.code)).toEqual({ ok: true, recovered: 1 })

  const next = await start(fresh, 'NEW')
  await next.call('secrets.set', { name: 'pmsx', value: 'practice-only-password' })
  await until('the old one is fenced', () => back.store.fence.isFenced())
  await until('nobody sends there', async () => (await back.call('health.get')).level === 'stopped')
  expect((await back.call('health.get')).notices?.some(({ sentence }) => sentence.includes('Another PC'))).toBe(true)
  drop(shared, 'b.xml', newBooking({ reservationId: 'B1' }))
  await inState(next, 'B1', 'delivered')
  expect(await back.item('B1')).toBeUndefined()
  await back.stop()

  // Also after a restart, and where the share is away.
  const again = await start(old, 'OLD')
  await until('it stays so', async () => (await again.call('health.get')).level === 'stopped')
  expect(again.store.fence.isFenced()).toBe(true)
  expect(next.store.fence.isFenced()).toBe(false)
})

it('is ended by nobody who has not its data: a forged fence is a stranger', async () => {
  const standIn = await standInFor()
  const shared = join(foldersFor().data, 'share')
  mkdirSync(shared)
  const made = await makeEngine({
    settings: practiceHotel({ url: standIn.url, exportFolder: shared }),
    deps: { owners: createOwnerFiles() },
    times: { owner: quickOwner },
  })
  drop(shared, 'a.xml', newBooking({ reservationId: 'A1' }))
  await inState(made, 'A1', 'delivered')
  const path = join(shared, OWNER_FILE_NAME)
  const own = readOwner(readFileSync(path, 'utf8'))
  if (!own?.fence) return expect.unreachable('no fence')
  const { line, term, proof } = own.fence
  for (const forged of [
    { line, term: term + 1, proof: proof.replace(/^./, (first) => (first === '0' ? '1' : '0')) },
    { line, term: term + 1, proof },
  ]) {
    const host = 'a'.repeat(64)
    writeFileSync(path, writeOwner({ ...own, host, fence: forged }))
    await until(
      'it has met the stranger and taken over',
      () => readOwner(readFileSync(path, 'utf8'))?.host === own.host,
    )
    expect(made.store.fence.isFenced()).toBe(false)
  }
  drop(shared, 'b.xml', newBooking({ reservationId: 'B1' }))
  await inState(made, 'B1', 'delivered')
})
