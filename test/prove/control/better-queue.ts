import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import { seededRandom } from '../../../main/rehearsal/practice-pms.ts'
import { drop, removeFolder, temporaryFolder, until } from '../../support/night-porter.ts'
import { createGenerator, type Exported, seqOf } from '../bookings.ts'
import { createBell, killAt, momentOf } from '../crash/moments.ts'
import { createFindings, type PartOptions, type PartResult } from '../part.ts'

/**
 * The negative control: the kills of `crash` against a queue that is known to lose work. Finding nothing
 * would mean that the proof is blind.
 */

const packages = { 'better-queue': '3.8.12', 'better-queue-sqlite': '1.0.7' }
const INSTALL_MS = 20 * 60_000

/**
 * Installs the packages into a folder of their own, or takes the one that NP_BETTER_QUEUE names; a sentence
 * where that cannot be done here.
 */
const install = (folder: string): string | null => {
  if (folder === process.env.NP_BETTER_QUEUE) return null
  const manifest = { name: 'negative-control', private: true, dependencies: packages, allowScripts: { sqlite3: true } }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest))
  const installed = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    encoding: 'utf8',
    timeout: INSTALL_MS,
    shell: process.platform === 'win32',
  })
  const probe = spawnSync(process.execPath, ['-e', "require('better-queue-sqlite')"], { cwd: folder, encoding: 'utf8' })
  if (installed.status === 0 && probe.status === 0) return null
  const why = (installed.stderr || probe.stderr || String(installed.error ?? '')).trim().split('\n')[0] ?? ''
  return `better-queue cannot be installed here (its sqlite3 must be downloaded or built): ${why.slice(0, 200)}`
}

type Channel = { url: string; accepted: Set<number>; requests: () => number; close: () => Promise<void> }

const startChannel = async (onSeen: () => void): Promise<Channel> => {
  const accepted = new Set<number>()
  let requests = 0
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk) => chunks.push(Buffer.from(chunk)))
    incoming.on('end', () => {
      const seq = seqOf(Buffer.concat(chunks).toString('utf8'))
      requests += 1
      if (seq !== null) accepted.add(seq)
      onSeen()
      setTimeout(() => response.end('ok'), (requests % 4) * 15)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { url: `http://127.0.0.1:${port}/`, accepted, requests: () => requests, close }
}

type Worker = { kill: () => void; ended: Promise<unknown> }

const startWorker = async (args: string[]): Promise<Worker> => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'worker.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  let printed = ''
  child.stdout.on('data', (chunk) => {
    printed += chunk
  })
  await until('the worker', () => printed.includes('READY') || child.exitCode !== null)
  return { kill: () => child.kill('SIGKILL'), ended }
}

/** Waits until the folder is empty and the channel has heard nothing for three seconds. */
const quiet = async (exportFolder: string, channel: Channel): Promise<void> => {
  let before = -1
  await until(
    'nothing more to come',
    async () => {
      const isSame = channel.requests() === before
      before = channel.requests()
      if (isSame && !readdirSync(exportFolder).some((name) => name.endsWith('.xml'))) return true
      await sleep(3_000)
      return false
    },
    60_000,
  )
}

const killRounds = async (folders: { installed: string; base: string }, { rounds, seed, say }: PartOptions) => {
  const random = seededRandom(seed)
  const generator = createGenerator(random, { isPlain: true })
  const bell = createBell()
  const channel = await startChannel(bell.ring)
  const data = join(folders.base, 'data')
  const exportFolder = join(folders.base, 'export')
  for (const folder of [data, exportFolder]) mkdirSync(folder)
  const args = [folders.installed, data, exportFolder, channel.url]
  const hotel = { data, exportFolder, drop: ({ fileName, content }: Exported) => drop(exportFolder, fileName, content) }
  const exports: Exported[] = []
  try {
    for (let n = 0; n < rounds; n++) {
      const files = generator.next(2 + Math.floor(random() * 5))
      const drawn = momentOf(random)
      const moment = drawn === 'starting' ? 'anytime' : drawn
      const worker = await startWorker(args)
      await killAt(moment, { hotel, bell, random, files, kill: worker.kill })
      await worker.ended
      exports.push(...files)
      if ((n + 1) % 25 === 0) say(`better-queue: ${n + 1} of ${rounds} kills`)
    }
    const last = await startWorker(args)
    await quiet(exportFolder, channel)
    last.kill()
    await last.ended
  } finally {
    await channel.close()
  }
  const unsent = exports.filter(({ seq }) => !channel.accepted.has(seq))
  const kept = keptIn(join(data, 'queue.db'))
  const lost = unsent.filter(({ fileName }) => !kept.has(fileName))
  return { exports: exports.length, unsent: unsent.length, lost, requests: channel.requests() }
}

/** Names of the tasks that are still in its table. */
const keptIn = (path: string): Set<unknown> => {
  const db = new Sqlite(path, { readonly: true })
  try {
    return new Set(db.prepare('SELECT id FROM task').pluck().all())
  } finally {
    db.close()
  }
}

/** Holds when better-queue loses work under the kills of `crash`. */
export const proveControl = async (options: PartOptions): Promise<PartResult> => {
  const startedMs = performance.now()
  const findings = createFindings(options.say)
  const given = process.env.NP_BETTER_QUEUE
  const installed = given ?? temporaryFolder()
  const base = temporaryFolder()
  const result = (figures: PartResult['figures']): PartResult => ({
    part: 'crash, better-queue',
    rounds: options.rounds,
    seed: options.seed,
    checks: findings.checks(),
    figures,
    skipped: null,
    tookMs: Math.round(performance.now() - startedMs),
  })
  try {
    options.say('better-queue: installing into a folder of its own')
    const problem = install(installed)
    findings.check('the negative control can be installed', problem)
    if (problem !== null) return result({})
    const { exports, unsent, lost, requests } = await killRounds({ installed, base }, options)
    findings.check(
      'the proof finds the work that better-queue loses',
      lost.length > 0 ? null : 'it found none: more rounds, or the proof is blind',
    )
    return result({
      exports,
      requests,
      'accepted, but neither sent nor in its table any more': lost.length,
      'in its table, but not sent any more': unsent - lost.length,
      'for example': lost
        .slice(0, 3)
        .map(({ fileName }) => fileName)
        .join(', '),
    })
  } finally {
    if (given === undefined) removeFolder(installed)
    removeFolder(base)
  }
}
