import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { startDesktop } from '../../../main/desktop/desktop.ts'
import { compose } from '../../../main/host/compose.ts'
import { createThreadEngine } from '../../../main/host/engine-client.ts'
import { joinHosts } from '../../../main/host/hosts.ts'
import { createParts } from '../../../main/host/parts.ts'
import { ownSurroundings } from '../../../main/host/places.ts'
import { practiceSettings } from '../../../main/rehearsal/practice-hotel.ts'
import { createElectronDouble } from '../../support/electron-double.ts'
import { eventually } from '../../support/eventually.ts'
import { createProgramFolder } from '../../unit/desktop/start.ts'
import { startChild } from '../store-foundation/child.ts'

/**
 * The real desktop code and the real engine's thread, and a second process that holds the database for some
 * ten seconds.
 */

const page = { url: 'app://night-porter/index.html', parent: null }

/** Turns of the event loop, one every 10 ms at most: there is none while this thread stands still. */
const turns = async (count: number): Promise<void> => {
  for (let n = 0; n < count; n += 1) await new Promise((resolve) => setTimeout(resolve, 10))
}

/** A data folder that has been used, with its database. */
const usedFolder = async (): Promise<string> => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'np-held-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  const exportFolder = path.join(folder, 'PMS-Export')
  mkdirSync(exportFolder)
  writeFileSync(path.join(folder, 'settings.json'), JSON.stringify(practiceSettings({ port: 9, exportFolder })))
  const made = compose({ folder })
  if (!made.ok) throw new Error('the folder cannot be used')
  await made.composed.engine.stop()
  made.composed.close()
  return folder
}

it('shows window and tray at once and goes on turning while another process holds the database', async () => {
  const folder = await usedFolder()
  const holder = startChild('../../lifecycle/children/hold.ts', path.join(folder, 'night-porter.db'))
  expect(await holder.line()).toBe('held')

  const double = createElectronDouble({ programFolder: createProgramFolder() })
  const starting = startDesktop({
    electron: double.electron,
    argv: ['night-porter', '--data', folder],
    surroundings: { ...ownSurroundings(), makeFolder: (name) => double.app.folders.add(name) },
    createParts,
    guardFaults: () => undefined,
    joinHosts,
    startEngine: createThreadEngine,
  })
  double.app.becomeReady()
  expect(await starting).not.toBeNull()
  const [window] = double.windows
  await eventually(() => expect(window?.isVisible()).toBe(true))
  expect(double.trays[0]?.toolTip).toContain('Night Porter is starting')
  expect(await double.invoke(page, 'rpc', 'health.get', {})).toMatchObject({
    ok: false,
    error: { code: 'not-available', message: expect.stringContaining('Night Porter is starting') },
  })

  await turns(1_000)
  // Some ten seconds later the engine has not answered yet, and window, tray and calls still work.
  expect(await double.invoke(page, 'rpc', 'health.get', {})).toMatchObject({ error: { code: 'not-available' } })
  double.trays[0]?.choose('Open Night Porter')
  expect(window?.isVisible()).toBe(true)

  holder.say('let go')
  await eventually(async () =>
    expect(await double.invoke(page, 'rpc', 'health.get', {})).toMatchObject({ ok: true, value: { level: 'ok' } }),
  )
  await eventually(() => expect(double.trays[0]?.toolTip).toBe('Nothing has come from your PMS yet.'))
  double.app.quit()
  await eventually(() => expect(double.app.exitCode).toBe(0))
})
