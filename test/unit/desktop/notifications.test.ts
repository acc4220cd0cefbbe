import { expect, it } from 'vitest'
import { createTestEngine, startTestDesktop, testHealth } from './start.ts'

const trouble = {
  cause: 'room-type-unknown',
  connection: 'pmsx',
  reservations: 5,
  title: 'SiteMinder does not know a room type',
}

it('tells an alarm when it begins and when it is over, quietly, the second in the place of the first', async () => {
  const { engine, notifications } = await startTestDesktop()
  engine.notice({ ...trouble, edge: 'began', sentence: '5 reservations need someone.' })
  engine.notice({ ...trouble, edge: 'ended', sentence: 'Solved. 5 reservations were waiting for this.' })
  expect(notifications.map(({ options }) => [options.title, options.body, options.silent])).toEqual([
    [trouble.title, '5 reservations need someone.', true],
    [trouble.title, 'Solved. 5 reservations were waiting for this.', true],
  ])
  expect(notifications[0]?.isShown).toBe(false)
  expect(notifications[1]?.isShown).toBe(true)
})

it('leaves the notification of one cause alone when another begins', async () => {
  const { engine, notifications } = await startTestDesktop()
  engine.notice({ ...trouble, edge: 'began', sentence: 'one' })
  engine.notice({ ...trouble, cause: 'wrong-password', edge: 'began', sentence: 'two' })
  expect(notifications.map(({ isShown }) => isShown)).toEqual([true, true])
})

it('is heard once when nothing is sent at all, and opens the window on a click', async () => {
  const engine = createTestEngine(testHealth({ level: 'stopped', sentence: 'Nothing is being sent: no settings.' }))
  const { notifications, window } = await startTestDesktop({ engine, argv: ['--hidden'] })
  engine.changed(['health'])
  expect(notifications).toHaveLength(1)
  expect(notifications[0]?.options.silent).toBe(false)
  notifications[0]?.emit('click')
  expect(window?.isVisible()).toBe(true)
})
