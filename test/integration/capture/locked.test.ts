import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Files } from '../../../main/core/ports/files.ts'
import type { Notice } from '../../../main/engine/engine.ts'
import { newBooking } from '../../../main/rehearsal/sample-exports.ts'
import { until } from '../../support/night-porter.ts'
import { captured, captureHotel, movableClock, reservations, shown, untilLooked, untilShown } from './parts.ts'

/** A file another program holds without sharing, as virus scanners do. */
const lockable = () => {
  const state = { isLocked: true }
  const files = (real: Files): Files => ({
    ...real,
    read: async (path, most) =>
      state.isLocked && path.endsWith('locked.xml')
        ? { ok: false, reason: 'busy', code: 'EBUSY' }
        : real.read(path, most),
  })
  return { state, files }
}

it('locked for 90 s it is no problem before 60 s, one after, and none once it is free', async () => {
  const { state, files } = lockable()
  const { clock, move } = movableClock()
  const made = await captureHotel({ files, clock })
  const notices: Notice[] = []
  made.engine.onNotice((notice) => notices.push(notice))
  made.drop('locked.xml', newBooking({ reservationId: 'LOCKED' }))
  await until('seen locked', async () =>
    (await shown(made, 'locked.xml'))?.sentence.startsWith('Another program holds this file'),
  )
  for (let s = 0; s < 50; s += 10) {
    move(10_000)
    await untilLooked(made, 3)
    expect(await shown(made, 'locked.xml')).toMatchObject({ state: 'writing' })
    expect((await made.call('health.get')).sentence).not.toContain('cannot read')
  }
  expect(notices).toEqual([])
  move(15_000)
  await untilShown(made, 'locked.xml', 'unreadable')
  expect(await made.call('health.get')).toMatchObject({
    level: 'attention',
    sentence: 'Night Porter cannot read 1 file in the export folder.',
  })
  await untilLooked(made, 2)
  move(20_000)
  await until('one alarm', () => notices.length === 1)
  expect(notices[0]).toMatchObject({ edge: 'began', title: 'Night Porter cannot read a file in the export folder' })
  state.isLocked = false
  await captured(made, 'LOCKED')
  await until('its end', () => notices.length === 2)
  expect(notices[1]?.edge).toBe('ended')
  expect(existsSync(join(made.exportFolder, 'locked.xml'))).toBe(false)
  expect(await reservations(made)).toEqual(['LOCKED'])
})

it('holds up nothing else', async () => {
  const { files } = lockable()
  const made = await captureHotel({ files })
  made.drop('locked.xml', newBooking({ reservationId: 'LOCKED' }))
  made.drop('other.xml', newBooking({ reservationId: 'OTHER' }))
  await captured(made, 'OTHER')
  expect(await reservations(made)).toEqual(['OTHER'])
})
