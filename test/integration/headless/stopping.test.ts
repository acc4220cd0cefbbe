import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { newBooking } from '../../../main/rehearsal/sample-exports.ts'
import { foldersFor, standInFor } from '../../support/make-engine.ts'
import { drop, practiceHotel, practiceSecrets, runNightPorter, until } from '../../support/night-porter.ts'

/** A stop waits for what happens, never for a time: here no timer comes due from the signal on. */

const noMoreTimers = `--import=${pathToFileURL(join(import.meta.dirname, 'children', 'no-more-timers.ts'))}`

const hotel = async () => {
  const standIn = await standInFor({ rules: [{ match: { reservationId: 'SLOW' }, do: { delayMs: 1_500 } }] })
  const { data, exportFolder } = foldersFor()
  const settings = practiceHotel({ url: standIn.url, exportFolder })
  const running = await runNightPorter({
    data,
    settings,
    secrets: practiceSecrets,
    env: { NODE_OPTIONS: noMoreTimers },
  })
  onTestFinished(() => running.kill())
  return { standIn, data, exportFolder, running }
}

it('serve ends at once when nobody called and nothing is in flight', async () => {
  const { running } = await hotel()
  expect(await running.stop()).toBe(0)
})

it('serve ends at once with a page open: its events, its kept connections', async () => {
  const { running } = await hotel()
  const headers = { authorization: `Bearer ${running.token}` }
  const events = (await fetch(`${running.url}/events`, { headers })).body?.getReader()
  await events?.read()
  await until('the sender', async () => (await running.call('health.get')).sender.isThis)
  expect(await running.stop()).toBe(0)
})

it('a request in flight is waited for, and nothing else', async () => {
  const { running, exportFolder, data } = await hotel()
  drop(exportFolder, 'slow.xml', newBooking({ reservationId: 'SLOW' }))
  await until('in flight', async () => (await running.call('health.get')).counts.sending === 1)
  expect(await running.stop()).toBe(0)
  const again = await runNightPorter({ data })
  onTestFinished(() => again.kill())
  expect(await again.all()).toMatchObject([{ reservationId: 'SLOW', state: 'delivered', attempts: 1 }])
})
