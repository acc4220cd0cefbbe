import { expect, it, vi } from 'vitest'
import { edgeBetween } from '../../../main/desktop/notifications.ts'
import { createTestEngine, startTestDesktop, testHealth } from './start.ts'

it.each([
  [null, 'ok', null],
  [null, 'busy', null],
  [null, 'attention', 'began'],
  ['ok', 'attention', 'began'],
  ['busy', 'stopped', 'began'],
  ['attention', 'attention', null],
  ['attention', 'stopped', null],
  ['stopped', 'busy', 'ended'],
  ['attention', 'ok', 'ended'],
  ['ok', 'busy', null],
] as const)('from %s to %s: %s', (before, now, edge) => {
  expect(edgeBetween(before, now)).toBe(edge)
})

it('tells once when somebody is needed and once when nobody is any more', async () => {
  const { engine, tray, notifications } = await startTestDesktop()
  const become = async (level: 'ok' | 'busy' | 'attention', sentence: string) => {
    engine.setHealth({ level, sentence, detail: 'SiteMinder does not know a room type.' })
    await vi.waitFor(() => expect(tray?.toolTip).toBe(sentence))
  }
  await become('busy', '5 reservations are on their way.')
  await become('attention', '5 reservations need someone.')
  await become('attention', '6 reservations need someone.')
  await become('busy', '6 reservations are on their way again.')
  await become('ok', 'All delivered.')
  expect(notifications.map(({ options }) => [options.title, options.body, options.silent])).toEqual([
    ['5 reservations need someone.', 'SiteMinder does not know a room type.', true],
    ['Solved: nothing needs you any more', 'Nothing is left to do.', true],
  ])
  expect(notifications[0]?.isShown).toBe(false)
  expect(notifications[1]?.isShown).toBe(true)
})

it('opens the window on a click', async () => {
  const engine = createTestEngine(testHealth({ level: 'stopped', sentence: 'Nothing is being sent: no settings.' }))
  const { notifications, window } = await startTestDesktop({ engine, argv: ['--hidden'] })
  expect(notifications[0]?.options.silent).toBe(false)
  notifications[0]?.emit('click')
  expect(window?.isVisible()).toBe(true)
})
