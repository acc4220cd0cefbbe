import { describe, expect, it } from 'vitest'
import type { Notice } from '../../../main/engine/engine.ts'
import { newBooking } from '../../../main/rehearsal/sample-exports.ts'
import { foldersFor } from '../../support/make-engine.ts'
import { until } from '../../support/night-porter.ts'
import { captured, captureHotel, movableClock, untilLooked } from './parts.ts'

/** Exports that should come and do not, as staff see it. */

const HOUR = 3_600_000
const expects = { folder: { expect: { everyMinutes: 180 } } }

const withNotices = async (parts: Parameters<typeof captureHotel>[0]) => {
  const made = await captureHotel(parts)
  const notices: Notice[] = []
  made.engine.onNotice((notice) => notices.push(notice))
  return { made, notices }
}

const level = async (made: Awaited<ReturnType<typeof captureHotel>>) => {
  const { sentence, folders } = await made.call('health.get')
  return { sentence, folder: folders[0] }
}

describe('silence', () => {
  it('is told once with the last export seen, and once when exports come again', async () => {
    const { clock, move } = movableClock()
    const { made, notices } = await withNotices({ ...expects, clock })
    made.drop('a.xml', newBooking({ reservationId: 'A' }))
    await captured(made, 'A')
    const seenAt = await until('the export is noted', async () => (await level(made)).folder?.lastExportAt)
    move(2 * HOUR)
    await untilLooked(made)
    expect((await level(made)).sentence).not.toContain('No export')
    move(HOUR)
    const silent = await until('silent', async () => {
      const now = await level(made)
      return now.sentence.startsWith('No export has come from your PMS since') ? now : null
    })
    const time = new Intl.DateTimeFormat('en-GB', {
      timeZone: 'Europe/Vienna',
      hour: '2-digit',
      minute: '2-digit',
    }).format(seenAt)
    expect(silent.sentence).toContain(time)
    expect(silent.folder).toMatchObject({ state: 'ok', lastExportAt: seenAt })
    expect(silent.folder?.sentence).toContain(time)
    expect((await made.call('health.get')).level).toBe('attention')
    move(6_000)
    await until('told', () => notices.some(({ cause }) => cause === 'silence:main'))
    move(5 * HOUR)
    await untilLooked(made, 5)
    const told = () => notices.filter(({ cause }) => cause === 'silence:main')
    expect(told()).toHaveLength(1)
    expect(told()[0]).toMatchObject({ edge: 'began', reservations: 0 })
    expect(told()[0]?.title).toContain(time)
    made.drop('b.xml', newBooking({ reservationId: 'B' }))
    await captured(made, 'B')
    await until('over', () => told().length === 2)
    expect(told()[1]).toMatchObject({ edge: 'ended', title: 'Exports come from the PMS again' })
    expect((await level(made)).sentence).not.toContain('No export')
  })

  it('is not told where nothing ever came, nor where nothing is expected', async () => {
    for (const parts of [expects, {}]) {
      const { clock, move } = movableClock()
      const made = await captureHotel({ ...parts, clock })
      if (!('folder' in parts)) {
        made.drop('a.xml', newBooking({ reservationId: 'A' }))
        await captured(made, 'A')
      }
      move(48 * HOUR)
      await untilLooked(made, 3)
      expect((await level(made)).sentence).not.toContain('No export')
    }
  })

  it('outlasts a restart, is told once over both, and remembers the last export', async () => {
    const { data } = foldersFor()
    const { clock, move } = movableClock()
    const { made, notices } = await withNotices({ ...expects, data, clock })
    made.drop('a.xml', newBooking({ reservationId: 'A' }))
    await captured(made, 'A')
    const seenAt = await until('noted', async () => (await level(made)).folder?.lastExportAt)
    move(4 * HOUR)
    await until('silent', async () => (await level(made)).sentence.startsWith('No export'))
    move(6_000)
    await until('told', () => notices.length === 1)
    await made.stop()
    const again = await withNotices({ ...expects, data, clock })
    await until('silent still', async () => (await level(again.made)).sentence.startsWith('No export'))
    await untilLooked(again.made, 5)
    expect((await level(again.made)).folder?.lastExportAt).toBe(seenAt)
    expect(again.notices.filter(({ cause }) => cause.startsWith('silence'))).toEqual([])
  })
})
