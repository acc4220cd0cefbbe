import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createFileSecrets } from '../../../main/adapters/secrets-file.ts'
import { pinUse } from '../../../main/contract/secret-names.ts'
import type { Clock } from '../../../main/core/ports/clock.ts'
import type { Log } from '../../../main/core/ports/log.ts'
import { pinWaitMs } from '../../../main/core/settings/pin-tries.ts'
import { answerCall } from '../../../main/engine/calls/answer-call.ts'
import { foldersFor, makeEngine } from '../../support/make-engine.ts'
import { practiceHotel, practiceSecrets, runCommand, runNightPorter } from '../../support/night-porter.ts'

/** Hotel IT's PIN over settings and secrets. */

const PIN = '246813'

const guardedHotel = async () => {
  let passedMs = 0
  const clock = (real: Clock): Clock => ({ ...real, monotonicMs: () => real.monotonicMs() + passedMs })
  const made = await makeEngine({ clock, isStarted: false })
  createFileSecrets({ folder: made.data }).set('it-pin', PIN, pinUse)
  const log: Log = {
    debug: () => undefined,
    info: () => undefined,
    warn: () => undefined,
    error: () => undefined,
    child: () => log,
  }
  const ask = async (method: string, input: unknown, caller: string) => {
    const reply = await answerCall({ handlers: made.engine.handlers, log }, method, input, caller)
    return reply.ok ? reply.value : reply.error
  }
  return {
    ...made,
    ask,
    set: (caller: string) => ask('secrets.set', { name: 'pmsx', value: 'x' }, caller),
    unlock: (pin: string, caller: string) => ask('access.unlock', { pin }, caller),
    pass: (ms: number) => {
      passedMs += ms
    },
  }
}

describe('the PIN', () => {
  it('keeps settings and secrets shut, for each window by itself and for ten minutes', async () => {
    const hotel = await guardedHotel()
    const { settings } = await hotel.call('settings.get')
    for (const [method, input] of [
      ['settings.save', { settings }],
      ['secrets.set', { name: 'pmsx', value: 'x' }],
      ['guests.erase', { ids: ['m1'], reason: 'x', confirm: true }],
    ] as const)
      expect(await hotel.ask(method, input, 'one')).toMatchObject({ code: 'needs-pin' })
    expect(await hotel.ask('access.state', {}, 'one')).toEqual({ needsPin: true, isUnlocked: false, until: null })
    expect(await hotel.unlock(PIN, 'one')).toMatchObject({ needsPin: true, isUnlocked: true })
    expect(await hotel.set('one')).toEqual({ saved: true })
    expect(await hotel.set('two')).toMatchObject({ code: 'needs-pin' })
    hotel.pass(600_000)
    expect(await hotel.set('one')).toMatchObject({ code: 'needs-pin' })
  })

  it('that was wrong five times has to wait, whichever window tries, and the right one too', async () => {
    const hotel = await guardedHotel()
    for (let n = 0; n < 4; n++) expect(await hotel.unlock('000000', `w${n}`)).toMatchObject({ message: /not the PIN/ })
    expect(await hotel.unlock('000000', 'w5')).toMatchObject({ message: expect.stringContaining('30 seconds') })
    expect(await hotel.unlock(PIN, 'w6')).toMatchObject({ code: 'needs-pin' })
    hotel.pass(30_000)
    expect(await hotel.unlock('000000', 'w7')).toMatchObject({ message: expect.stringContaining('60 seconds') })
    hotel.pass(60_000)
    expect(await hotel.unlock(PIN, 'w6')).toMatchObject({ isUnlocked: true })
  })

  it('waits 30 s at first and 15 minutes at most', () => {
    expect([0, 4, 5, 6, 7, 10, 50].map(pinWaitMs)).toEqual([0, 0, 30_000, 60_000, 120_000, 900_000, 900_000])
  })

  it('that is changed shuts what the old one opened; without one everything is open', async () => {
    const hotel = await guardedHotel()
    await hotel.unlock(PIN, 'one')
    const secrets = createFileSecrets({ folder: hotel.data })
    secrets.set('it-pin', '999999', pinUse)
    expect(await hotel.set('one')).toMatchObject({ code: 'needs-pin' })
    expect((await runCommand(['access', 'reset', '--data', hotel.data])).code).toBe(0)
    expect(await hotel.set('one')).toEqual({ saved: true })
    expect(await hotel.ask('access.state', {}, 'one')).toEqual({ needsPin: false, isUnlocked: true, until: null })
  })

  it('goes to no connection that names it', () => {
    const { data } = foldersFor()
    const secrets = createFileSecrets({ folder: data })
    secrets.set('it-pin', PIN, pinUse)
    secrets.bind('it-pin', [{ origin: 'https://thief.example', user: null, proxy: null }])
    expect(secrets.get('it-pin', { origin: 'https://thief.example', user: null, proxy: null }).ok).toBe(false)
  })
})

it('the PIN holds on the HTTP wire, for each session, and is set by the command line', async () => {
  const { data, exportFolder } = foldersFor()
  const settings = practiceHotel({ url: 'http://127.0.0.1:9', exportFolder })
  writeFileSync(join(data, 'settings.json'), JSON.stringify(settings))
  const set = (pin: string) => runCommand(['secret', 'set', 'it-pin', '--data', data], pin)
  expect((await set('12345')).code).toBe(2)
  expect((await set('abcdef')).code).toBe(2)
  expect((await set(PIN)).code).toBe(0)
  const running = await runNightPorter({ data, settings, secrets: practiceSecrets })
  const refused = await running.raw('secrets.set', { body: JSON.stringify({ name: 'pmsx', value: 'x' }) })
  expect([refused.status, (await refused.json()).error.code]).toEqual([403, 'needs-pin'])
  await running.call('access.unlock', { pin: PIN })
  expect(await running.call('secrets.set', { name: 'pmsx', value: 'x' })).toEqual({ saved: true })
  const elsewhere = await running.raw('settings.save', {
    body: JSON.stringify({ settings }),
    headers: { 'x-night-porter-window': 'another' },
  })
  expect(elsewhere.status).toBe(403)
  await running.stop()
})
