import { expect, it } from 'vitest'
import { eventually } from '../../support/eventually.ts'
import { createTestEngine, startTestDesktop } from './start.ts'

it('stops the engine once, then ends', async () => {
  const { app, engine, window } = await startTestDesktop()
  app.quit()
  app.quit()
  await eventually(() => expect(app.exitCode).toBe(0))
  expect(engine.counted.stops).toBe(1)
  expect(window?.isDestroyed()).toBe(true)
})

it('waits for the request in flight before it ends', async () => {
  const engine = createTestEngine()
  const inFlight = Promise.withResolvers<void>()
  engine.holdStop(inFlight.promise)
  const { app } = await startTestDesktop({ engine })
  app.quit()
  await eventually(() => expect(engine.counted.stops).toBe(1))
  expect(app.exitCode).toBeNull()
  inFlight.resolve()
  await eventually(() => expect(app.exitCode).toBe(0))
})

it('ends 15 seconds after the session did even if the engine does not', async () => {
  const engine = createTestEngine()
  engine.holdStop(new Promise(() => {}))
  const { app, clock, log, window } = await startTestDesktop({ engine })
  window?.emit('session-end', {})
  await eventually(() => expect(engine.counted.stops).toBe(1))
  clock.advance(14_999)
  expect(app.exitCode).toBeNull()
  clock.advance(1)
  expect(app.exitCode).toBe(0)
  expect(log.lines).toContainEqual({ level: 'info', event: 'stopped', fields: { how: 'gave-up-waiting' } })
})

it('waits for the longest request when a person quits, then ends even if the engine does not', async () => {
  const engine = createTestEngine()
  engine.holdStop(new Promise(() => {}))
  const { app, clock } = await startTestDesktop({ engine })
  app.quit()
  await eventually(() => expect(engine.counted.stops).toBe(1))
  clock.advance(120_000)
  expect(app.exitCode).toBeNull()
  clock.advance(30_000)
  expect(app.exitCode).toBe(0)
})

it('asks before quitting from the tray; staying is the answer of Escape', async () => {
  const { app, tray, seen, answerNext, engine } = await startTestDesktop()
  tray?.choose('Quit …')
  await eventually(() => expect(seen.questions).toHaveLength(1))
  expect(seen.questions[0]).toMatchObject({
    defaultId: 0,
    cancelId: 0,
    buttons: ['Keep sending', 'Stop sending and quit'],
  })
  expect(engine.counted.stops).toBe(0)

  answerNext(1)
  tray?.choose('Quit …')
  await eventually(() => expect(app.exitCode).toBe(0))
  expect(engine.counted.stops).toBe(1)
})

it('claims nothing from when Windows asks whether it may sign out, and stops when it does', async () => {
  const { window, engine, app } = await startTestDesktop()
  window?.emit('query-session-end', { preventDefault: () => expect.fail('signing out must not be held up') })
  expect(engine.counted).toMatchObject({ stops: 0, holds: 1 })
  window?.emit('session-end', {})
  await eventually(() => expect(app.exitCode).toBe(0))
  expect(engine.counted.stops).toBe(1)
})

it('leaves in order when the hosts of its data folder are asked to, and says that it has left', async () => {
  const engine = createTestEngine()
  const inFlight = Promise.withResolvers<void>()
  engine.holdStop(inFlight.promise)
  const { app, host } = await startTestDesktop({ engine })
  expect(host.kind).toBe('desktop')
  host.asked.resolve()
  await eventually(() => expect(engine.counted.stops).toBe(1))
  expect([app.exitCode, host.left]).toEqual([null, 0])
  inFlight.resolve()
  await eventually(() => expect(app.exitCode).toBe(0))
  expect(host.left).toBe(1)
})

it('looks at what is due five seconds after the PC woke', async () => {
  const { power, clock, engine } = await startTestDesktop()
  power.emit('suspend')
  power.emit('resume')
  clock.advance(4_999)
  expect(engine.counted.wakes).toBe(0)
  clock.advance(1)
  expect(engine.counted.wakes).toBe(1)
  expect(engine.counted.stops).toBe(0)
})

it('stops when the system shuts down', async () => {
  const { power, engine } = await startTestDesktop()
  power.emit('shutdown')
  await eventually(() => expect(engine.counted.stops).toBe(1))
})

it('keeps crash reports on this PC', async () => {
  const { seen } = await startTestDesktop()
  expect(seen.crashReports).toEqual([{ uploadToServer: false }])
})

const page = { url: 'app://night-porter/index.html', parent: null }

it('shows window and tray while the engine starts, says so in words, and goes on when it runs', async () => {
  const engine = createTestEngine()
  engine.enter({ kind: 'starting' })
  const { tray, window, double } = await startTestDesktop({ engine })
  expect(window?.isVisible()).toBe(true)
  expect(tray?.toolTip).toContain('Night Porter is starting')
  expect(await double.invoke(page, 'rpc', 'health.get', {})).toMatchObject({
    error: { code: 'not-available', message: expect.stringContaining('Night Porter is starting') },
  })
  engine.enter({ kind: 'running', locale: 'en', isElsewhere: false })
  await eventually(() => expect(tray?.toolTip).toBe('Everything your PMS sent out has been delivered.'))
  expect(window?.webContents.told.at(-1)).toMatchObject({ channel: 'event' })
})

it('says in tray and calls why there is no engine, and can still quit', async () => {
  const sentence = 'Nothing is being sent: the data folder lies on a network drive.'
  const engine = createTestEngine()
  engine.enter({ kind: 'gone', refusal: { kind: 'data-unusable', sentence }, retryMs: 60_000 })
  const { tray, notifications, double, app } = await startTestDesktop({ engine })
  expect(tray?.toolTip).toBe(sentence)
  expect(tray?.image).toContain('tray-stopped-')
  expect(notifications[0]?.options).toMatchObject({ title: sentence })
  expect(await double.invoke(page, 'rpc', 'health.get', {})).toEqual({
    ok: false,
    error: { code: 'not-available', message: sentence },
  })
  app.quit()
  await eventually(() => expect(app.exitCode).toBe(0))
})

it('says when the engine ended that nothing is sent, and until when, in the language of the hotel', async () => {
  const { tray, engine } = await startTestDesktop()
  engine.enter({ kind: 'running', locale: 'de', isElsewhere: false })
  engine.enter({ kind: 'gone', refusal: null, retryMs: 5_000 })
  expect(tray?.menu.items[0]?.label).toContain('startet in 5 Sekunden neu. Bis dahin wird nichts übernommen')
})

it('ends in a sentence and with 1 when a folder cannot be made, without waiting for somebody to read it', async () => {
  const refusal = Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES', path: '/no/such/place' })
  const { running, app, seen, clock } = await startTestDesktop({
    makeFolder: () => {
      throw refusal
    },
  })
  expect(running).toBeNull()
  expect(app.exitCode).toBe(1)
  expect(seen.questions[0]?.message).toContain('the folder /no/such/place cannot be made or used (EACCES)')
  expect(clock.planned()).toBe(0)
})

it('turns a fault while starting into a sentence without its text', async () => {
  const { running, app, seen, log } = await startTestDesktop({
    makeFolder: () => {
      throw new RangeError('Okafor, Amara')
    },
  })
  expect([running, app.exitCode]).toEqual([null, 1])
  expect(seen.questions[0]?.message).toContain('because of a fault of its own: RangeError')
  expect(log.lines).toContainEqual({
    level: 'error',
    event: 'start-failed',
    fields: { error: 'RangeError', code: null, at: expect.stringContaining('lifecycle.test.ts') },
  })
  expect(JSON.stringify([seen.questions, log.lines])).not.toContain('Okafor')
})
