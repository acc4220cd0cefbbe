import { join } from 'node:path'
import type { Clock } from '../../../main/core/ports/clock.ts'
import { foldersFor, type MadeEngine, makeEngine } from '../../support/make-engine.ts'
import { practiceHotel, until } from '../../support/night-porter.ts'

/** What the tests of capture share. No channel: what is captured stays waiting, which is all they ask. */

export const NOWHERE = 'http://127.0.0.1:9'

export type HotelParts = NonNullable<Parameters<typeof makeEngine>[0]> & {
  folder?: Record<string, unknown>
  more?: Record<string, unknown>
}

/** An engine on folders of its own, its one export folder set as told. */
export const captureHotel = async ({ folder, more, ...parts }: HotelParts = {}): Promise<MadeEngine> => {
  const data = parts.data ?? foldersFor().data
  const settings =
    parts.settings ??
    practiceHotel({
      url: NOWHERE,
      exportFolder: join(data, 'export'),
      ...(folder && { folder }),
      ...(more && { more }),
    })
  return makeEngine({ ...parts, data, settings })
}

/** Every reservation captured so far, oldest first, each as often as it was. */
export const reservations = async (made: MadeEngine): Promise<string[]> =>
  (await made.all())
    .filter(({ reservationId }) => reservationId !== null)
    .map(({ reservationId }) => reservationId ?? '')
    .reverse()

export const captured = (made: MadeEngine, reservationId: string) =>
  until(`${reservationId} captured`, async () => (await reservations(made)).includes(reservationId))

/** How a file of the folder is shown now. */
export const shown = async (made: MadeEngine, name: string) =>
  (await made.call('folders.list'))[0]?.list.find((file) => file.name.normalize('NFC') === name.normalize('NFC'))

export const untilShown = (made: MadeEngine, name: string, state: string) =>
  until(`${name} shown as ${state}`, async () => {
    const file = await shown(made, name)
    return file?.state === state ? file : null
  })

export const folderState = async (made: MadeEngine) => (await made.call('health.get')).folders[0]?.state

export const untilFolder = (made: MadeEngine, state: string, ms?: number) =>
  until(`the folder is ${state}`, async () => (await folderState(made)) === state, ms)

/** A clock that the test can move on, for this process only. */
export const movableClock = () => {
  let byMs = 0
  return {
    move: (ms: number) => {
      byMs += ms
    },
    clock: (real: Clock): Clock => ({
      now: () => real.now() + byMs,
      monotonicMs: () => real.monotonicMs() + byMs,
      sinceBootMs: () => real.sinceBootMs() + byMs,
      after: real.after,
    }),
  }
}

/** Waits for as many more looks into the folder, whatever they find. */
export const untilLooked = async (made: MadeEngine, times = 2): Promise<void> => {
  const seen = new Set<number | null>()
  await until(`${times} looks`, async () => {
    seen.add((await made.call('health.get')).folders[0]?.lookedAt ?? null)
    return seen.size > times
  })
}

export const isRoot = process.getuid?.() === 0
