import { expect, it } from 'vitest'
import { eventually } from '../../support/eventually.ts'
import { createTestEngine, startTestDesktop } from './start.ts'

it('stops the engine once, closes what was opened, then ends', async () => {
  const { app, engine, closed, window } = await startTestDesktop()
  app.quit()
  app.quit()
  await eventually(() => expect(app.exitCode).toBe(0))
  expect(engine.counted.stops).toBe(1)
  expect(closed.count).toBe(1)
  expect(window?.isDestroyed()).toBe(true)
})

it('waits for the request in flight before it ends', async () => {
  const engine = createTestEngine()
  const inFlight = Promise.withResolvers<void>()
  engine.holdStop(inFlight.promise)
  const { app, closed } = await startTestDesktop({ engine })
  app.quit()
  await eventually(() => expect(engine.counted.stops).toBe(1))
  expect(app.exitCode).toBeNull()
  expect(closed.count).toBe(0)
  inFlight.resolve()
  await eventually(() => expect(app.exitCode).toBe(0))
})

it('ends after 15 seconds even if the engine does not', async () => {
  const engine = createTestEngine()
  engine.holdStop(new Promise(() => {}))
  const { app, clock, log } = await startTestDesktop({ engine })
  app.quit()
  await eventually(() => expect(engine.counted.stops).toBe(1))
  clock.advance(14_999)
  expect(app.exitCode).toBeNull()
  clock.advance(1)
  expect(app.exitCode).toBe(0)
  expect(log.lines).toContainEqual({ level: 'info', event: 'stopped', fields: { how: 'gave-up-waiting' } })
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

it('stops when Windows signs out, not when it only asks', async () => {
  const { window, engine, app } = await startTestDesktop()
  window?.emit('query-session-end', { preventDefault: () => expect.fail('signing out must not be held up') })
  expect(engine.counted.stops).toBe(0)
  window?.emit('session-end', {})
  await eventually(() => expect(app.exitCode).toBe(0))
  expect(engine.counted.stops).toBe(1)
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

it('says in tray and calls why there is no engine, and can still quit', async () => {
  const sentence = 'Nothing is being sent: the data folder lies on a network drive.'
  const { tray, notifications, double, app } = await startTestDesktop({
    compose: async () => ({ ok: false, sentence }),
  })
  expect(tray?.toolTip).toBe(sentence)
  expect(tray?.image).toContain('tray-stopped-')
  expect(notifications[0]?.options).toMatchObject({ title: sentence })
  expect(await double.invoke({ url: 'app://night-porter/index.html', parent: null }, 'rpc', 'health.get', {})).toEqual({
    ok: false,
    error: { code: 'not-available', message: sentence },
  })
  app.quit()
  await eventually(() => expect(app.exitCode).toBe(0))
})

it('turns a fault while making the engine into a sentence without its text', async () => {
  const { tray, log } = await startTestDesktop({
    compose: async () => {
      throw new RangeError('Okafor, Amara')
    },
  })
  expect(tray?.toolTip).toContain('Night Porter could not start')
  expect(JSON.stringify([tray?.menu, log.lines])).not.toContain('Okafor')
})
