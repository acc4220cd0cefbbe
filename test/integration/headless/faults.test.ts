import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { foldersFor } from '../../support/make-engine.ts'
import { practiceHotel, practiceSecrets, runNightPorter, until } from '../../support/night-porter.ts'

const faulty = `--import=${join(import.meta.dirname, 'children', 'faulty.ts')}`

it('serve goes on after a fault of its own that nothing caught, and logs its place without its text', async () => {
  const { data, exportFolder } = foldersFor()
  const running = await runNightPorter({
    data,
    settings: practiceHotel({ url: 'http://127.0.0.1:9', exportFolder }),
    secrets: practiceSecrets,
    env: { NODE_OPTIONS: faulty },
  })
  onTestFinished(() => running.kill())
  const log = () =>
    readdirSync(join(data, 'logs'))
      .map((name) => readFileSync(join(data, 'logs', name), 'utf8'))
      .join('')
  await running.kill('SIGUSR2')
  await until(
    'both faults in the log',
    () => /serve uncaught-exception/.test(log()) && /unhandled-rejection/.test(log()),
  )
  expect(log()).toMatch(/serve uncaught-exception error=RangeError code=null at=faulty\.ts:\d+:\d+/)
  expect(log() + running.output()).not.toContain('Okafor')
  expect(await running.call('health.get')).toMatchObject({ sender: { isThis: true } })
  expect(await running.stop()).toBe(0)
})
