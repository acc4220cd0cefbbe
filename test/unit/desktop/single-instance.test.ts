import { expect, it } from 'vitest'
import type { RunningInstances } from '../../support/electron-double-app.ts'
import { eventually } from '../../support/eventually.ts'
import { createProgramFolder, startTestDesktop } from './start.ts'

const twoStarts = async (argv: string[], firstArgv: string[] = []) => {
  const instances: RunningInstances = new Map()
  const programFolder = createProgramFolder()
  const first = await startTestDesktop({ programFolder, argv: firstArgv, double: { instances } })
  first.window?.close()
  const second = await startTestDesktop({ programFolder, argv, double: { instances } })
  return { first, second }
}

it('opens the window of the running program and ends the second start', async () => {
  const { first, second } = await twoStarts([])
  await eventually(() => expect(first.window?.isVisible()).toBe(true))
  expect(first.window?.focusCount).toBe(2)
  expect(second.running).toBeNull()
  expect(second.app.exitCode).toBe(0)
  expect(second.windows).toEqual([])
  expect(second.engine.counted.starts).toBe(0)
})

it('leaves the screen alone when the second start was hidden', async () => {
  const { first, second } = await twoStarts(['--hidden'])
  expect(second.app.exitCode).toBe(0)
  first.app.emit('second-instance', {}, [], '/', { wants: 'nothing' })
  expect(first.window?.isVisible()).toBe(false)
})

it('quits the running program on --quit, without a question', async () => {
  const { first, second } = await twoStarts(['--quit'])
  await eventually(() => expect(first.app.exitCode).toBe(0))
  expect(first.engine.counted.stops).toBe(1)
  expect(first.seen.questions).toEqual([])
  expect(second.app.exitCode).toBe(0)
})

it('ends at once on --quit when nothing runs', async () => {
  const { app, windows, engine, running } = await startTestDesktop({ argv: ['--quit'] })
  expect(running).toBeNull()
  expect(app.exitCode).toBe(0)
  expect(windows).toEqual([])
  expect(engine.counted.starts).toBe(0)
})

it('runs practice beside the real thing: another data folder is another program', async () => {
  const { first, second } = await twoStarts(['--data', '/tmp/np-practice'])
  expect(second.running).not.toBeNull()
  expect(first.app.exitCode).toBeNull()
})

it('opens the window for a second start that says something unknown', async () => {
  const { window, app } = await startTestDesktop({ argv: ['--hidden'] })
  app.emit('second-instance', {}, [], '/', { wants: 'the moon' })
  await eventually(() => expect(window?.isVisible()).toBe(true))
})
