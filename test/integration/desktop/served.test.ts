import { existsSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { methods, Reply } from '../../../main/contract/methods.ts'
import { startDesktop } from '../../../main/desktop/desktop.ts'
import { connectEngine } from '../../../main/host/connect-engine.ts'
import { createThreadEngine } from '../../../main/host/engine-client.ts'
import { joinHosts } from '../../../main/host/hosts.ts'
import { createParts } from '../../../main/host/parts.ts'
import { ownSurroundings } from '../../../main/host/places.ts'
import { newBooking } from '../../../main/rehearsal/sample-exports.ts'
import { createElectronDouble } from '../../support/electron-double.ts'
import { eventually } from '../../support/eventually.ts'
import { foldersFor, standInFor } from '../../support/make-engine.ts'
import { drop, practiceHotel, practiceSecrets, runNightPorter } from '../../support/night-porter.ts'
import { createProgramFolder } from '../../unit/desktop/start.ts'

/** The desktop on a data folder that another process serves: the real `serve`, the real desktop code. */

const page = { url: 'app://night-porter/index.html', parent: null }

const startDouble = async (data: string) => {
  const double = createElectronDouble({ programFolder: createProgramFolder() })
  const threads: string[] = []
  const starting = startDesktop({
    electron: double.electron,
    argv: ['night-porter', '--data', data],
    surroundings: { ...ownSurroundings(), makeFolder: (folder) => double.app.folders.add(folder) },
    createParts,
    guardFaults: () => undefined,
    joinHosts,
    startEngine: (given) =>
      connectEngine({
        ...given,
        createThread: (deps) => {
          threads.push(deps.folder)
          return createThreadEngine(deps)
        },
      }),
  })
  double.app.becomeReady()
  await starting
  onTestFinished(async () => {
    double.app.quit()
    await eventually(() => expect(double.app.exitCode).toBe(0))
  })
  const health = async () => {
    const reply = Reply.parse(await double.invoke(page, 'rpc', 'health.get', {}))
    if (!reply.ok) throw new Error(reply.error.message)
    return methods['health.get'].output.parse(reply.value)
  }
  return { ...double, threads, health }
}

const served = async (token: string) => {
  const standIn = await standInFor()
  const { data, exportFolder } = foldersFor()
  const settings = practiceHotel({ url: standIn.url, exportFolder })
  const running = await runNightPorter({ data, settings, secrets: practiceSecrets, token })
  onTestFinished(() => running.kill())
  return { data, exportFolder, running, standIn }
}

it('is only its screen, and starts an engine of its own when that process is killed', async () => {
  const { data, exportFolder, running, standIn } = await served('')
  expect(statSync(path.join(data, 'serve.json')).mode & 0o777).toBe(0o600)
  const { threads, health, windows, trays, answerNext, seen } = await startDouble(data)
  await eventually(async () => expect((await health()).sender.isThis).toBe(true)) // the process that answers is the sender
  expect(threads).toEqual([])
  drop(exportFolder, '1.xml', newBooking({ reservationId: 'SV-1' }))
  await eventually(() => expect(trays[0]?.menu.items.map(({ label }) => label)).toContain('1 message delivered today'))
  expect(windows[0]?.webContents.told.some(({ channel }) => channel === 'event')).toBe(true)

  answerNext(0)
  trays[0]?.choose('Quit …')
  await eventually(() => expect(seen.questions[0]?.message).toBe('Close Night Porter on this screen?'))

  await running.kill()
  await eventually(() => expect(threads).toEqual([data]))
  await eventually(async () => expect((await health()).sender.isThis).toBe(true))
  drop(exportFolder, '2.xml', newBooking({ reservationId: 'SV-2' }))
  await eventually(() => expect(standIn.bookings()).toHaveLength(2))
})

it('leaves that process running when it quits', async () => {
  const { data, running } = await served('')
  const { app, health } = await startDouble(data)
  await eventually(() => health())
  app.quit()
  await eventually(() => expect(app.exitCode).toBe(0))
  const authorization = `Bearer ${readFileSync(path.join(data, 'serve.token'), 'utf8')}`
  const reply = await (await running.raw('health.get', { headers: { authorization } })).json()
  expect(reply).toMatchObject({ ok: true, value: { sender: { isThis: true } } })
  expect(await running.stop()).toBe(0)
  expect(existsSync(path.join(data, 'serve.json'))).toBe(false)
})

it('shares the database as before where the token is not to be had', async () => {
  const { data } = await served('a-token-of-somebody-else-123')
  expect(JSON.parse(readFileSync(path.join(data, 'serve.json'), 'utf8'))).toMatchObject({ port: expect.any(Number) })
  const { threads, health } = await startDouble(data)
  await eventually(async () => expect((await health()).sender.isThis).toBe(false))
  expect(threads).toEqual([data])
})
