import { spawn } from 'node:child_process'
import { chownSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { commandLine } from '../../support/command-line.ts'
import { until } from '../../support/night-porter.ts'

const root = join(import.meta.dirname, '../../..')
const NOBODY = 65_534
const TOKEN = 'test-token-0123456789abcdef0123456789abcdef'

/** Gives a folder and all in it to a user without rights. */
export const giveToNobody = (folder: string): void => {
  chownSync(folder, NOBODY, NOBODY)
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) giveToNobody(path)
    else chownSync(path, NOBODY, NOBODY)
  }
}

/** `serve` in a process of its own, as a user without rights where asked for; killed after the test. */
export const serveAs = async ({ data, isNobody }: { data: string; isNobody: boolean }) => {
  const child = spawn(process.execPath, [commandLine(), 'serve', '--data', data, '--token', TOKEN], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(isNobody && { uid: NOBODY, gid: NOBODY }),
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  let printed = ''
  child.stdout.on('data', (chunk) => {
    printed += chunk
  })
  child.stderr.on('data', (chunk) => {
    printed += chunk
  })
  const url = await until('READY', () => {
    if (child.exitCode !== null) throw new Error(`serve ended with ${child.exitCode}: ${printed}`)
    return /READY (http:\/\/127\.0\.0\.1:\d+)\//.exec(printed)?.[1]
  })
  const call = async (method: string, input: unknown = {}) => {
    const response = await fetch(`${url}/rpc/${method}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify(input),
    })
    const reply = await response.json()
    if (!reply.ok) throw new Error(`${method}: ${reply.error.message}`)
    return reply.value
  }
  return {
    folder: async () => (await call('health.get')).folders[0],
    health: () => call('health.get'),
    list: async (): Promise<{ name: string; state: string; sentence: string }[]> =>
      (await call('folders.list'))[0].list,
    reservations: async (): Promise<string[]> =>
      (await call('messages.list', { limit: 200 })).items.flatMap(
        (item: { reservationId: string | null }) => item.reservationId ?? [],
      ),
    signal: (name: NodeJS.Signals) => child.kill(name),
    ended,
  }
}
