import { expect, it } from 'vitest'
import { HostInfo } from '../../../main/contract/host.ts'
import { setupIpc } from '../../../main/desktop/ipc.ts'
import { createElectronDouble } from '../../support/electron-double.ts'
import { createProgramFolder, createTestLog, startTestDesktop } from './start.ts'

const ours = { url: 'app://night-porter/index.html#/find', parent: null }

it('answers a call of our own page as the other wire does', async () => {
  const { invoke } = await startTestDesktop()
  expect(await invoke(ours, 'rpc', 'health.get', {})).toMatchObject({ ok: true, value: { level: 'ok' } })
  expect(await invoke(ours, 'rpc', 'messages.get', { id: '' })).toMatchObject({
    ok: false,
    error: { code: 'invalid-input' },
  })
  expect(await invoke(ours, 'rpc', '__proto__', {})).toMatchObject({ ok: false, error: { code: 'unknown-method' } })
  expect(await invoke(ours, 'rpc', { toString: 'health.get' }, {})).toMatchObject({
    ok: false,
    error: { code: 'unknown-method' },
  })
})

it.each([
  ['another site', { url: 'https://example.org/', parent: null }],
  ['another host of our scheme', { url: 'app://elsewhere/index.html', parent: null }],
  ['a name that begins like ours', { url: 'app://night-porter.example/index.html', parent: null }],
  ['a file', { url: 'file:///tmp/index.html', parent: null }],
  ['a frame inside our page', { url: 'app://night-porter/index.html', parent: {} }],
  ['a frame that is gone', null],
  ['an empty frame', { url: '', parent: null }],
])('refuses a call and the info to %s', async (_who, frame) => {
  const { invoke, engine, log } = await startTestDesktop()
  const refusal = { ok: false, error: { code: 'forbidden', message: "Only Night Porter's own window may call." } }
  expect(await invoke(frame, 'rpc', 'connections.pause', { id: 'pmsx' })).toEqual(refusal)
  expect(await invoke(frame, 'info')).toEqual(refusal)
  expect(engine.calls).toEqual([])
  expect(log.lines.filter(({ event }) => event === 'foreign-sender-refused')).toHaveLength(2)
})

it('says what this host can do', async () => {
  const { invoke } = await startTestDesktop()
  expect(HostInfo.parse(await invoke(ours, 'info'))).toMatchObject({ kind: 'desktop', version: '0.0.0-double' })
})

it('shows a fault of its own without the text of it', async () => {
  const { invoke } = await startTestDesktop()
  const reply = await invoke(ours, 'rpc', 'doctor.run', {})
  expect(reply).toMatchObject({ ok: false, error: { code: 'internal' } })
  expect(JSON.stringify(reply)).not.toContain('a bug in this test')
})

it('answers even when the reply cannot be carried', async () => {
  const { electron, invoke } = createElectronDouble({ programFolder: createProgramFolder() })
  const log = createTestLog()
  const info = () =>
    ({ kind: 'desktop', version: '1', can: { chooseFolder: false, openFolder: false, startAtLogin: false } }) as const
  setupIpc({ ipcMain: electron.ipcMain, answer: async () => ({ ok: true, value: () => 'a function' }), info, log })
  expect(await invoke(ours, 'rpc', 'health.get', {})).toMatchObject({ ok: false, error: { code: 'internal' } })
  expect(log.lines).toMatchObject([{ level: 'error', event: 'reply-not-plain' }])
})
