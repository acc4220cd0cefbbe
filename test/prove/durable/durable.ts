import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { createFileSecrets } from '../../../main/adapters/secrets-file.ts'
import { openStore } from '../../../main/host/open-store.ts'
import { seededRandom } from '../../../main/rehearsal/practice-pms.ts'
import { commandLine } from '../../support/command-line.ts'
import { practiceSecrets, removeFolder, temporaryFolder, until } from '../../support/night-porter.ts'
import { createGenerator, type Exported, scenarioFileOf } from '../bookings.ts'
import { type Hotel, openHotel } from '../hotel.ts'
import { createFindings, type Findings, type PartOptions, type PartResult } from '../part.ts'
import { createDiskModel } from './disk-model.ts'
import { type Call, readTrace, tracedCalls } from './trace.ts'

/**
 * Power cuts: one process is watched by strace while it captures and sends `rounds` exports. A file that
 * leaves the folder is an acknowledgement; what stands for it must be synced by then. Then every sync is a
 * place to cut the power at.
 */

const root = join(import.meta.dirname, '../../..')

/**
 * Why power cuts cannot be tried here; null: they can. In some containers strace is there and may watch
 * nothing.
 */
export const durableNeeds = (): string | null =>
  process.platform === 'linux' && spawnSync('strace', ['-o', '/dev/null', process.execPath, '-v']).status === 0
    ? null
    : 'durable needs Linux and a strace that may watch processes (Debian: apt-get install strace)'

const strace = (prefix: string, data: string): string[] => [
  ...['-ff', '-y', '-xx', '-ttt', '-T', '-s', '1000000', '-e', `trace=${tracedCalls.join(',')}`, '-o', prefix],
  ...[
    process.execPath,
    commandLine(),
    'serve',
    '--data',
    data,
    '--token',
    'test-token-0123456789abcdef0123456789abcdef',
  ],
]

const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .split(' ')
    .map(Number)
    .filter((found) => found > 0)

/** Runs `serve` under strace until all exports have left the folder and were sent, then stops it. */
const record = async (hotel: Hotel, files: readonly Exported[], prefix: string): Promise<void> => {
  writeFileSync(join(hotel.data, 'settings.json'), JSON.stringify(hotel.settings))
  const secrets = createFileSecrets({ folder: hotel.data })
  for (const [name, value] of Object.entries(practiceSecrets)) secrets.set(name, value)
  const child = spawn('strace', strace(prefix, hotel.data), { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  let printed = ''
  child.stdout.on('data', (chunk) => {
    printed += chunk
  })
  child.stderr.on('data', (chunk) => {
    printed += chunk
  })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  try {
    await until('READY under strace', () => printed.includes('READY') || child.exitCode !== null, 60_000)
    if (!printed.includes('READY')) throw new Error(`serve did not start under strace: ${printed}`)
    for (const [n, file] of files.entries()) {
      hotel.drop(file)
      // Some come alone and some in a burst.
      if (n % 5 === 0)
        await until('the folder is empty', () => !hotel.lying().some((name) => name.endsWith('.xml')), 60_000)
    }
    await until(
      'all sent',
      () => hotel.standIn.bookings().reduce((sum, { timesAccepted }) => sum + timesAccepted, 0) >= files.length,
      120_000,
    )
    await until(
      'the folder is empty',
      () => !hotel.lying().some((name) => name.endsWith('.xml') || name.endsWith('.leaving')),
      60_000,
    )
  } finally {
    // strace passes the signal on to nobody: its child is told itself.
    for (const pid of childrenOf(child.pid ?? 0)) process.kill(pid, 'SIGTERM')
    await ended
  }
}

const isSync = ({ name }: Call): boolean => name === 'fsync' || name === 'fdatasync'

/** When each export left the folder: the rename to a leaving name, or the unlink. */
const acknowledgements = (calls: readonly Call[], exportFolder: string): Map<string, number> => {
  const leftUs = new Map<string, number>()
  for (const { name, path, startUs } of calls)
    if (
      (name === 'rename' || name === 'unlink') &&
      path.startsWith(`${exportFolder}/`) &&
      path.endsWith('.xml') &&
      !leftUs.has(basename(path))
    )
      leftUs.set(basename(path), startUs)
  return leftUs
}

/**
 * Before each file leaves: its capture was written to the log, and a sync that began after that write had
 * returned.
 */
const checkSyncs = (
  findings: Findings,
  calls: readonly Call[],
  files: readonly Exported[],
  leftUs: ReadonlyMap<string, number>,
): void => {
  const log = calls.filter(({ path }) => path.endsWith('.db-wal'))
  for (const { fileName, sha256 } of files) {
    const acknowledgedUs = leftUs.get(fileName)
    const mark = Buffer.from(sha256, 'hex')
    const written = log.find(({ name, bytes }) => name === 'pwrite64' && bytes.includes(mark))
    const synced =
      written &&
      log.find((call) => isSync(call) && call.startUs >= written.endUs && call.endUs <= (acknowledgedUs ?? 0))
    const problem =
      acknowledgedUs === undefined
        ? 'never left the folder'
        : !written
          ? 'was never written to the log'
          : synced
            ? null
            : 'left before its capture was synced'
    findings.check('a file leaves only after its capture is written and synced', problem && `${fileName} ${problem}`)
  }
}

/** Opens what a cut left, and gives the marks of the captures in it; a text where it cannot be used. */
const openCut = (files: ReadonlyMap<string, Buffer>, databasePath: string): Set<string> | string => {
  const folder = temporaryFolder()
  try {
    for (const ending of ['', '-wal', '-journal']) {
      const content = files.get(`${databasePath}${ending}`)
      if (content !== undefined) writeFileSync(join(folder, `cut.db${ending}`), content)
    }
    const db = new Sqlite(join(folder, 'cut.db'))
    try {
      const integrity = db.pragma('integrity_check', { simple: true })
      if (integrity !== 'ok') return `integrity_check says ${String(integrity)}`
      if (db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'captures'").get() === undefined) return new Set()
      const rows = db
        .prepare<[], { mark: string }>(
          'SELECT lower(hex(c.sha256)) AS mark FROM captures c JOIN messages m ON m.capture_id = c.id JOIN message_bodies b ON b.message_id = m.id',
        )
        .all()
      return new Set(rows.map(({ mark }) => mark))
    } finally {
      db.close()
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  } finally {
    removeFolder(folder)
  }
}

/**
 * Cuts the power before and after every sync, once with all unsynced writes lost and once with some of them
 * kept.
 */
const checkCuts = (
  findings: Findings,
  parts: {
    calls: readonly Call[]
    files: readonly Exported[]
    leftUs: ReadonlyMap<string, number>
    databasePath: string
    random: () => number
  },
): number => {
  const { calls, files, leftUs, databasePath, random } = parts
  const model = createDiskModel()
  let cuts = 0
  const cutAt = (us: number, how: string, keeps: () => boolean) => {
    cuts += 1
    const opened = openCut(model.cut(keeps), databasePath)
    findings.check(
      'after a power cut the database opens sound',
      typeof opened === 'string' ? `cut ${cuts} (${how}): ${opened}` : null,
    )
    if (typeof opened === 'string') return
    const lost = files.filter(({ fileName, sha256 }) => (leftUs.get(fileName) ?? Infinity) <= us && !opened.has(sha256))
    const [first] = lost
    findings.check(
      'after a power cut every acknowledged message is there',
      first ? `cut ${cuts} (${how}): ${lost.length} lost, first ${first.fileName}` : null,
    )
  }
  for (const call of calls) {
    const isBoundary = isSync(call) && call.path.startsWith(databasePath)
    if (isBoundary) {
      cutAt(call.endUs, 'unsynced writes lost', () => false)
      cutAt(call.endUs, 'some unsynced writes kept', () => random() < 0.5)
    }
    model.apply(call)
  }
  cutAt(Infinity, 'after the end', () => false)
  return cuts
}

/** The model itself on trial: with a disk that ignores every sync it must miss messages. */
const checkModel = (findings: Findings, calls: readonly Call[], databasePath: string): void => {
  const model = createDiskModel()
  for (const call of calls) if (!isSync(call)) model.apply(call)
  const opened = openCut(
    model.cut(() => false),
    databasePath,
  )
  const hasNoticed = typeof opened === 'string' || opened.size === 0
  findings.check('the model notices a disk that does not sync', hasNoticed ? null : `it found ${opened.size} messages`)
}

/** Files are known to the database by keyed hashes. */
const withMarks = (files: readonly Exported[], data: string, databasePath: string): Exported[] => {
  const opened = openStore({ databasePath, isNew: false, secrets: createFileSecrets({ folder: data }) })
  if (!opened.ok) throw new Error(opened.sentence)
  try {
    const { captures } = opened.store
    return files.map((file) => ({
      ...file,
      sha256: captures.contentMark(Buffer.from(file.sha256, 'hex')).toString('hex'),
    }))
  } finally {
    opened.store.close()
  }
}

export const proveDurable = async ({ rounds, seed, say }: PartOptions): Promise<PartResult> => {
  const startedMs = performance.now()
  const findings = createFindings(say)
  const needs = durableNeeds()
  const base = { part: 'durable', rounds, seed }
  if (needs !== null) return { ...base, checks: [], figures: {}, skipped: needs, tookMs: 0 }
  const random = seededRandom(seed)
  const files = createGenerator(random, { isPlain: true }).next(rounds)
  const traces = temporaryFolder()
  const hotel = await openHotel({ scenario: scenarioFileOf(files), timeoutSeconds: 30 })
  mkdirSync(hotel.data, { recursive: true })
  try {
    const prefix = join(traces, 'trace')
    await record(hotel, files, prefix)
    const calls = readTrace(prefix, [hotel.data, hotel.exportFolder])
    const databasePath = join(hotel.data, 'night-porter.db')
    const leftUs = acknowledgements(calls, hotel.exportFolder)
    say(`durable: ${calls.length} calls recorded, ${leftUs.size} files acknowledged`)
    const marked = withMarks(files, hotel.data, databasePath)
    checkSyncs(findings, calls, marked, leftUs)
    const cuts = checkCuts(findings, { calls, files: marked, leftUs, databasePath, random })
    checkModel(findings, calls, databasePath)
    const syncs = calls.filter((call) => isSync(call) && call.path.startsWith(databasePath))
    const figures = {
      acknowledged: leftUs.size,
      'syncs of the log': syncs.filter(({ path }) => path.endsWith('-wal')).length,
      'syncs of the database': syncs.filter(({ path }) => path === databasePath).length,
      'power cuts tried': cuts,
    }
    return {
      ...base,
      checks: findings.checks(),
      figures,
      skipped: null,
      tookMs: Math.round(performance.now() - startedMs),
    }
  } finally {
    await hotel.close()
    removeFolder(traces)
  }
}
