import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createOwnerFiles } from '../../../main/adapters/owner-files.ts'
import type { Notice } from '../../../main/engine/engine.ts'
import { newBooking } from '../../../main/rehearsal/sample-exports.ts'
import { practiceHotel, until } from '../../support/night-porter.ts'
import { captured, captureHotel, NOWHERE, reservations, untilFolder } from './parts.ts'
import { startShare, whyNoShare } from './smb-share.ts'

const why = whyNoShare()

it.runIf(process.env.CI && process.getuid?.() === 0)('a real SMB share can be had here', () => expect(why).toBeNull())

it.skipIf(why !== null)(
  `on a real SMB share files are captured, an unplugged server is one alarm, and all goes on when it is back${why ? ` (skipped: ${why})` : ''}`,
  { timeout: 240_000 },
  async () => {
    const share = await startShare()
    try {
      const made = await captureHotel({
        settings: practiceHotel({ url: NOWHERE, exportFolder: share.path, folder: { scanSeconds: 0.3 } }),
        deps: { owners: createOwnerFiles() },
        times: { answerMs: 5_000 },
      })
      try {
        const notices: Notice[] = []
        made.engine.onNotice((notice) => notices.push(notice))
        await untilFolder(made, 'ok', 60_000)
        expect(readdirSync(share.behind)).toEqual(['.night-porter-owner'])
        // Written on the server by another machine: the watch hears nothing of it, the scan finds it.
        writeFileSync(join(share.behind, 'a.xml'), newBooking({ reservationId: 'A' }))
        await captured(made, 'A')
        await until('it left', () => !readdirSync(share.behind).includes('a.xml'), 60_000)
        // Written through the share, and of no Latin name.
        writeFileSync(join(share.path, 'Zürich 予約.xml'), newBooking({ reservationId: 'B' }))
        await captured(made, 'B')
        await until('it left', () => readdirSync(share.behind).length === 1, 60_000)

        await share.unplug()
        writeFileSync(join(share.behind, 'c.xml'), newBooking({ reservationId: 'C' }))
        await untilFolder(made, 'missing', 90_000)
        await until('told once', () => notices.length > 0, 30_000)
        expect(await reservations(made)).toEqual(['A', 'B'])

        await share.plugIn()
        await until('C captured', async () => (await reservations(made)).includes('C'), 120_000)
        await untilFolder(made, 'ok', 30_000)
        await until('the other edge', () => notices.length > 1, 30_000)
        expect(notices.map(({ edge, cause }) => `${edge} ${cause}`)).toEqual([
          'began folder-missing:main',
          'ended folder-missing:main',
        ])
        await until('it left', () => readdirSync(share.behind).join() === '.night-porter-owner', 60_000)
        expect(await reservations(made)).toEqual(['A', 'B', 'C'])
      } finally {
        await made.stop()
      }
      await until('the owner file has gone', () => readdirSync(share.behind).length === 0)
    } finally {
      await share.close()
    }
  },
)
