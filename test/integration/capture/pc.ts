import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { createFileSecrets } from '../../../main/adapters/secrets-file.ts'
import type { OwnerTimes } from '../../../main/engine/capture/folder/ownership.ts'
import { practiceHotel, practiceSecrets } from '../../support/night-porter.ts'
import { NOWHERE } from './parts.ts'

export const quickOwner: OwnerTimes = { beatMs: 200, staleMs: 2_000, leaseMs: 400, takeOverMs: 600 }

/**
 * A PC of its own: a process with its own data folder that watches a shared export folder. Killed after the
 * test.
 */
export const startPc = (parts: { data: string; name: string; exportFolder: string }) => {
  const { data, name, exportFolder } = parts
  mkdirSync(data, { recursive: true })
  writeFileSync(join(data, 'settings.json'), JSON.stringify(practiceHotel({ url: NOWHERE, exportFolder })))
  const secrets = createFileSecrets({ folder: data })
  for (const [key, value] of Object.entries(practiceSecrets)) secrets.set(key, value)
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'children/watch.ts'), data, name, JSON.stringify(quickOwner)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal)
    await ended
  }
  onTestFinished(() => end('SIGKILL'))
  let printed = ''
  child.stdout.on('data', (chunk) => {
    printed += chunk
  })
  return {
    name,
    /** What it said last. */
    now: (): { state: string; who: string | null; captured: string[] } => {
      const line = printed.trimEnd().split('\n').at(-1)
      return line ? JSON.parse(line) : { state: 'looking', who: null, captured: [] }
    },
    halt: () => child.kill('SIGSTOP'),
    goOn: () => child.kill('SIGCONT'),
    end,
  }
}
