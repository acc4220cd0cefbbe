import { expect, it, vi } from 'vitest'
import { eventually } from '../../support/eventually.ts'
import { connection, createTestEngine, startTestDesktop, testHealth } from './start.ts'

const labels = (lines: { label: string }[] | undefined) => lines?.map(({ label }) => label)

it('says the status sentence first, and follows it', async () => {
  const { tray, engine } = await startTestDesktop()
  expect(tray?.menu.items[0]?.label).toBe('Everything your PMS sent out has been delivered.')
  expect(tray?.toolTip).toBe('Everything your PMS sent out has been delivered.')
  expect(tray?.image).toMatch(/tray-ok-light-taskbar-24\.png$/)

  engine.setHealth({
    level: 'attention',
    sentence: '7 reservations need someone.',
    reservations: { onTheWay: 3, needSomeone: 7, arrivingToday: 2 },
  })
  await eventually(() => expect(tray?.menu.items[0]?.label).toBe('7 reservations need someone.'))
  expect(tray?.image).toContain('tray-attention-')
  expect(labels(tray?.menu.items)).toContain('3 reservations go out by themselves')
})

it('takes the icon for the theme of the taskbar', async () => {
  const { tray, setDarkTaskbar } = await startTestDesktop({ platform: 'win32' })
  expect(tray?.image).toMatch(/tray-ok-light-taskbar\.ico$/)
  setDarkTaskbar(true)
  expect(tray?.image).toMatch(/tray-ok-dark-taskbar\.ico$/)
})

it('has an icon for every state, on both taskbars and both systems', async () => {
  for (const platform of ['win32', 'linux'] as const) {
    const { tray, engine, setDarkTaskbar } = await startTestDesktop({ platform })
    for (const isDark of [true, false]) {
      setDarkTaskbar(isDark)
      for (const level of ['attention', 'stopped', 'busy', 'ok'] as const) {
        engine.setHealth({ level, sentence: `${level} ${isDark}` })
        await eventually(() => expect(tray?.toolTip).toBe(`${level} ${isDark}`))
        expect(tray?.image).toContain(`tray-${level}-${isDark ? 'dark' : 'light'}-taskbar`)
      }
      engine.setHealth({ level: 'attention', sentence: 'Paused.', connections: [connection('pmsx', 'paused', true)] })
      await eventually(() => expect(tray?.image).toContain(`tray-paused-${isDark ? 'dark' : 'light'}-taskbar`))
      engine.setHealth({ connections: [connection('pmsx', 'ok')] })
    }
  }
})

it('is not painted when nothing changed, so that an open menu stays open', async () => {
  const { tray, engine } = await startTestDesktop()
  const paints = tray?.paints ?? 0
  engine.setHealth({ detail: 'another line below the sentence' })
  engine.setHealth({ level: 'busy', sentence: 'now something changed' })
  await eventually(() => expect(tray?.toolTip).toBe('now something changed'))
  expect(tray?.paints).toBe(paints + 1)
})

it('is left alone while quitting', async () => {
  const engine = createTestEngine()
  const inFlight = Promise.withResolvers<void>()
  engine.holdStop(inFlight.promise)
  const { app, tray, setDarkTaskbar } = await startTestDesktop({ engine })
  const paints = tray?.paints
  app.quit()
  setDarkTaskbar(true)
  engine.setHealth({ sentence: 'too late' })
  inFlight.resolve()
  await eventually(() => expect(app.exitCode).toBe(0))
  expect(tray?.paints).toBe(paints)
})

it('pauses every connection for an hour, or until somebody resumes it', async () => {
  const engine = createTestEngine(testHealth({ connections: [connection('pmsx', 'ok'), connection('prx', 'outage')] }))
  const { tray, clock } = await startTestDesktop({ engine })
  tray?.choose('For one hour')
  await eventually(() => expect(labels(tray?.menu.items)).toContain('Resume sending'))
  const reason = 'Paused from the menu beside the clock'
  const until = clock.now() + 3_600_000
  expect(engine.calls).toEqual([
    { method: 'connections.pause', input: { id: 'pmsx', reason, until } },
    { method: 'connections.pause', input: { id: 'prx', reason, until } },
  ])

  tray?.choose('Resume sending')
  await eventually(() => expect(labels(tray?.menu.items)).toContain('Pause sending'))
  expect(engine.calls.slice(2)).toEqual([
    { method: 'connections.resume', input: { id: 'pmsx' } },
    { method: 'connections.resume', input: { id: 'prx' } },
  ])

  tray?.choose('Until I resume it')
  await eventually(() => expect(engine.calls).toHaveLength(6))
  expect(engine.calls[4]).toMatchObject({ input: { until: null } })
})

it('asks again every minute, since sentences name clock times', async () => {
  const engine = createTestEngine()
  const { tray, clock } = await startTestDesktop({ engine })
  const asked = vi.spyOn(engine.handlers, 'health.get')
  clock.advance(60_000)
  await eventually(() => expect(asked).toHaveBeenCalledTimes(1))
  expect(tray?.toolTip).toContain('delivered')
})

it('shows an ampersand as one', async () => {
  const engine = createTestEngine(testHealth({ sentence: 'Smith & Sons is not answering.' }))
  const { tray } = await startTestDesktop({ engine })
  expect(tray?.menu.items[0]?.label).toBe('Smith && Sons is not answering.')
  expect(tray?.toolTip).toBe('Smith & Sons is not answering.')
})

it('speaks the language of the hotel, before that the one of the user', async () => {
  const german = createTestEngine(testHealth({ locale: 'de' }))
  const { tray } = await startTestDesktop({ engine: german })
  expect(labels(tray?.menu.items)).toContain('Night Porter öffnen')
  const failing = createTestEngine()
  failing.enter({
    kind: 'gone',
    refusal: { kind: 'data-unusable', sentence: 'Es wird nichts gesendet.' },
    retryMs: 1_000,
  })
  const failed = await startTestDesktop({
    double: { userLocale: 'de-AT' },
    engine: failing,
  })
  expect(labels(failed.tray?.menu.items)).toEqual([
    'Es wird nichts gesendet.',
    '',
    'Night Porter öffnen',
    '',
    'Beenden …',
  ])
})

it('switches the start at sign-in, in the installed Windows program only', async () => {
  const { tray, app } = await startTestDesktop({ platform: 'win32', double: { isPackaged: true } })
  const label = 'Start when I sign in to Windows'
  const isChecked = () => tray?.menu.items.find((line) => line.label === label)?.isChecked
  expect(isChecked()).toBe(false)
  tray?.choose(label)
  await eventually(() => expect(isChecked()).toBe(true))
  expect(app.getLoginItemSettings().openAtLogin).toBe(true)
  const unpackaged = await startTestDesktop({ platform: 'win32' })
  expect(labels(unpackaged.tray?.menu.items)).not.toContain(label)
})
