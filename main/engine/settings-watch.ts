import type { Settings } from '../contract/settings.ts'
import type { FieldProblem } from '../contract/settings-problems.ts'
import type { Clock } from '../core/ports/clock.ts'
import type { Log } from '../core/ports/log.ts'
import type { SettingsFault, SettingsSource } from '../core/ports/settings.ts'

/**
 * The settings in force: those of the start, then those that this or another process, or a person by hand,
 * wrote into the file.
 */
export type SettingsWatch = {
  settings(): Settings
  /**
   * What the file said when they were read, before defaults; null where it could not be read at the start.
   */
  raw(): unknown
  /** What is wrong with the settings on disk; null while they are those in force. */
  fault(): SettingsFault | null
  /**
   * Reads the file if it has changed. Wrong settings are logged and told, and those in force stay; right ones
   * are kept as the last good ones.
   */
  poll(): void
}

export const createSettingsWatch = ({
  source,
  atStart,
  misfits,
  clock,
  log,
  onChange,
  onFault,
}: {
  source: Pick<SettingsSource, 'read' | 'keep' | 'stamp'>
  /** Read and found right by the host. */
  atStart: Settings
  /** What of new settings does not fit the data that is there. */
  misfits: (settings: Settings) => FieldProblem[]
  clock: Pick<Clock, 'now'>
  log: Log
  onChange: (now: Settings, before: Settings) => void
  /** The settings on disk became wrong, wrong in another way, or right. */
  onFault: () => void
}): SettingsWatch => {
  let stamp = source.stamp()
  const readAtStart = source.read()
  let raw = readAtStart.ok ? readAtStart.raw : null
  let settings = atStart
  let fault: SettingsFault | null = null
  /** What does not fit the data may fit once messages are delivered, so it is judged again. */
  let isMisfit = false
  const keep = (): void => {
    const kept = source.keep()
    if (!kept.ok) log.warn('settings-not-kept', { code: kept.code })
  }

  if (readAtStart.ok) keep()
  // Spoilt since the host read it: the first poll says so.
  else stamp = ''

  const tellFault = (found: Omit<SettingsFault, 'noticedAt'> | null): void => {
    const isSame = fault?.file === found?.file && fault?.field === found?.field && fault?.problem === found?.problem
    if (isSame) return
    fault = found === null ? null : { ...found, noticedAt: clock.now() }
    onFault()
  }

  return {
    settings: () => settings,
    raw: () => raw,
    fault: () => fault,
    poll() {
      const found = source.stamp()
      if (found === stamp && !isMisfit) return
      const isNew = found !== stamp
      stamp = found
      const read = source.read()
      if (!read.ok) {
        const [problem] = read.problems
        isMisfit = false
        log.error('settings-wrong', { file: read.file, reason: read.reason, field: problem?.field })
        return tellFault({ file: read.file, field: problem?.field ?? read.file, problem: problem?.problem ?? '' })
      }
      const [misfit] = misfits(read.settings)
      if (misfit) {
        isMisfit = true
        if (isNew) log.error('settings-do-not-fit', { field: misfit.field })
        return tellFault({ file: 'settings.json', ...misfit })
      }
      isMisfit = false
      const before = settings
      settings = read.settings
      raw = read.raw
      keep()
      log.info('settings-read')
      tellFault(null)
      onChange(settings, before)
    },
  }
}
