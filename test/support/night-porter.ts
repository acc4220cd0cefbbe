import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFileSecrets } from '../../main/adapters/secrets-file.ts'
import type { Input, Method, Output } from '../../main/contract/methods.ts'
import { commandLine } from './command-line.ts'

/** Night Porter as its users run it: the real command line on a temporary data folder, asked over HTTP. */

const root = join(import.meta.dirname, '../..')

export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'night-porter-test-'))

/** Writes a file the way a careful PMS does: under another name, then renamed. */
export const drop = (folder: string, name: string, content: string | Uint8Array): void => {
  const temporary = join(folder, `.${name}.part`)
  writeFileSync(temporary, content)
  renameSync(temporary, join(folder, name))
}

/** Asks again until the answer is truthy; the reason for the wait is part of the failure. */
export const until = async <T>(what: string, ask: () => T | Promise<T>, ms = 45_000): Promise<NonNullable<T>> => {
  const end = Date.now() + ms
  let last: unknown
  while (Date.now() < end) {
    const answer = await ask()
    if (answer) return answer
    last = answer
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
  throw new Error(`Waited ${ms} ms for: ${what} (last answer: ${JSON.stringify(last)})`)
}

export type Running = {
  data: string
  url: string
  token: string
  pid: number
  call: <M extends Method>(method: M, input?: Input<M>) => Promise<Output<M>>
  /** The raw reply of a call, for tests of refusals. */
  raw: (method: string, init?: { body?: string; headers?: Record<string, string>; verb?: string }) => Promise<Response>
  all: (input?: Input<'messages.list'>) => Promise<Output<'messages.list'>['items']>
  output: () => string
  stop: () => Promise<number | null>
  kill: (signal?: NodeJS.Signals) => Promise<void>
}

/** `token: ''` lets the program make its own. */
export type RunOptions = {
  data?: string
  settings?: unknown
  secrets?: Record<string, string>
  token?: string
  /** More words for `serve`. */
  words?: string[]
  env?: NodeJS.ProcessEnv
  /** The program to run; its sources unless another is named. */
  program?: string
}

/** How a program that serves at this address is asked. */
export const callsOf = ({ url, token }: Pick<Running, 'url' | 'token'>): Pick<Running, 'raw' | 'call'> => {
  const raw: Running['raw'] = (method, init = {}) =>
    fetch(`${url}/rpc/${method}`, {
      method: init.verb ?? 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...init.headers },
      ...(init.verb === 'GET' ? {} : { body: init.body ?? '{}' }),
    })
  const call: Running['call'] = async (method, input) => {
    const response = await raw(method, { body: JSON.stringify(input ?? {}) })
    const reply = await response.json()
    if (!reply.ok) throw new Error(`${method}: ${reply.error.code}: ${reply.error.message}`)
    return reply.value
  }
  return { raw, call }
}

/** Starts `serve` and waits for its READY line. Fails with what the program printed. */
export const runNightPorter = async (options: RunOptions = {}): Promise<Running> => {
  const data = options.data ?? temporaryFolder()
  mkdirSync(data, { recursive: true })
  if (options.settings !== undefined)
    writeFileSync(join(data, 'settings.json'), JSON.stringify(options.settings, null, 2))
  const secrets = createFileSecrets({ folder: data })
  for (const [name, value] of Object.entries(options.secrets ?? {})) secrets.set(name, value)
  const token = options.token ?? 'test-token-0123456789abcdef0123456789abcdef'
  const child = spawn(
    process.execPath,
    [
      options.program ?? commandLine(),
      'serve',
      '--data',
      data,
      ...(token === '' ? [] : ['--token', token]),
      ...(options.words ?? []),
    ],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...options.env },
    },
  )
  let printed = ''
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
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
  const { raw, call } = callsOf({ url, token })
  return {
    data,
    url,
    token,
    pid: child.pid ?? 0,
    raw,
    call,
    all: async (input = {}) => {
      const items: Output<'messages.list'>['items'] = []
      let cursor: string | null = null
      do {
        const page: Output<'messages.list'> = await call('messages.list', {
          ...input,
          limit: 200,
          ...(cursor ? { cursor } : {}),
        })
        items.push(...page.items)
        cursor = page.nextCursor
      } while (cursor)
      return items
    },
    output: () => printed,
    stop: async () => {
      // Windows has no signal that a program could answer: it is asked as IT asks it.
      if (process.platform === 'win32') await runCommand(['stop', '--data', data])
      else child.kill('SIGTERM')
      return ended
    },
    kill: async (signal = 'SIGKILL') => {
      child.kill(signal)
      if (signal === 'SIGKILL') await ended
    },
  }
}

export const removeFolder = (folder: string): void => rmSync(folder, { recursive: true, force: true })

/** Runs one command of the command line to its end. */
export const runCommand = async (
  args: string[],
  input = '',
): Promise<{ code: number | null; out: string; err: string }> => {
  const child = spawn(process.execPath, [commandLine(), ...args], {
    cwd: root,
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk) => {
    out += chunk
  })
  child.stderr.on('data', (chunk) => {
    err += chunk
  })
  child.stdin.end(input)
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, out, err }
}

/**
 * A hotel with one export folder and pmsXchange played by a stand-in; quick ladder and scans, as rehearsal
 * allows.
 */
export const practiceHotel = (parts: {
  /** The stand-in's address. */
  url: string
  exportFolder: string
  connection?: Record<string, unknown>
  folder?: Record<string, unknown>
  more?: Record<string, unknown>
}) => ({
  version: 1,
  hotelName: 'Hotel Aurora',
  timeZone: 'Europe/Vienna',
  rehearsal: true,
  connections: [
    {
      id: 'pmsx',
      kind: 'pmsxchange',
      label: 'SiteMinder',
      url: `${parts.url}/webservices/PRACTICE`,
      requestorId: 'PRACTICE',
      username: 'practice-user',
      passwordSecret: 'pmsx',
      timeoutSeconds: 20,
      retry: { steps: [0.2, 0.4], alarmAfterMinutes: 5, giveUpAfterMinutes: 30 },
      ...parts.connection,
    },
  ],
  folders: [
    {
      id: 'main',
      path: parts.exportFolder,
      connection: 'pmsx',
      ready: { kind: 'quiet', seconds: 0.05 },
      scanSeconds: 0.1,
      ...parts.folder,
    },
  ],
  ...parts.more,
})

export const practiceSecrets = { pmsx: 'practice-only-password' }
