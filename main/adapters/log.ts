import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import electronLog from 'electron-log/node'
import type { Clock } from '../core/ports/clock.ts'
import type { Log, LogFields } from '../core/ports/log.ts'
import { formatLogLine } from '../core/redact/format-line.ts'
import { redactLine } from '../core/redact/log-line.ts'
import { logFileName, openForLogging, pruneLogs, setLogAside } from './log-folder.ts'

const MOST_BYTES = 10 * 1024 * 1024
const KEEP_FILES = 14

export type HidingLog = Log & {
  /**
   * Values that must never stand in a line again, such as the passwords in use. For this log and all its
   * children.
   */
  hide(values: readonly string[]): void
}

type Level = 'debug' | 'info' | 'warn' | 'error'

/** A line is made of what callers give; whatever they give, the log must not break them. */
const safely = (run: () => void): void => {
  try {
    run()
  } catch {
    // Nobody can be told: this is the log. A full or missing disk shows in health by other ways.
  }
}

const createSink = ({
  folder,
  isConsole,
  retainDays,
  now,
}: {
  folder: string
  isConsole: boolean
  retainDays: number
  now: () => number
}) => {
  const sink = electronLog.create({ logId: `night-porter ${folder}` })
  const { file, console: terminal } = sink.transports
  let readyPath: string | null = null
  const prune = (keep: number) => safely(() => pruneLogs({ folder, at: now(), retainDays, keepFiles: keep }))
  if (sink.transports.ipc) sink.transports.ipc.level = false
  sink.transports.remote.level = false
  file.setAppName('Night Porter')
  file.format = '{text}'
  file.level = 'debug'
  file.maxSize = MOST_BYTES
  file.writeOptions = { flag: 'a', mode: 0o600, encoding: 'utf8' }
  file.resolvePathFn = () => {
    const path = join(folder, logFileName(now()))
    if (path !== readyPath || !existsSync(path)) {
      // The data folder is not the log's to make, nor to make again after it was deleted; once it is there,
      // so is the log.
      if (!existsSync(dirname(folder))) throw new Error('there is no data folder')
      openForLogging(path)
      readyPath = path
      prune(KEEP_FILES)
    }
    return path
  }
  file.archiveLogFn = (full) => {
    safely(() => setLogAside(full.path))
    prune(KEEP_FILES - 1) // The next line makes a new one.
  }
  terminal.level = isConsole ? 'debug' : false
  // Standard output belongs to answers (`--json`).
  terminal.writeFn = ({ message }) => safely(() => process.stderr.write(`${message.data.join(' ')}\n`))
  terminal.format = '{text}'
  return (level: Level, line: string) => safely(() => sink[level](line))
}

/**
 * The log of one process: `night-porter-YYYY-MM-DD.log` in the folder, at most 10 MB a file, 14 files and
 * `retainDays` days; with `isConsole` on standard error as well. Every line is redacted here, whoever wrote
 * it. Never throws.
 */
export const createLog = ({
  folder,
  isConsole,
  clock,
  retainDays,
}: {
  folder: string
  isConsole: boolean
  clock?: Pick<Clock, 'now'>
  retainDays: number
}): HidingLog => {
  const hidden = new Set<string>()
  const now = () => clock?.now() ?? Date.now()
  const sink = createSink({ folder, isConsole, retainDays, now })
  const at = (scope: string): Log => {
    const write = (level: Level) => (event: string, fields?: LogFields) =>
      safely(() => sink(level, redactLine(formatLogLine(now(), level, scope, event, fields), hidden)))
    const child: Log['child'] = (name) => at(scope === 'app' ? name : `${scope}.${name}`)
    return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error'), child }
  }
  const hide = (values: readonly string[]) => {
    for (const value of values) hidden.add(value)
  }
  return { ...at('app'), hide }
}
