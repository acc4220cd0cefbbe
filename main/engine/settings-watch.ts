import type { Settings } from '../contract/settings.ts'
import type { FieldProblem } from '../contract/settings-problems.ts'
import type { Log } from '../core/ports/log.ts'
import type { SettingsSource } from '../core/ports/settings.ts'

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
  /** Reads the file if it has changed. Wrong settings are logged and those in force stay. */
  poll(): void
}

export const createSettingsWatch = ({
  source,
  atStart,
  misfits,
  log,
  onChange,
}: {
  source: SettingsSource
  /** Read and found right by the host. */
  atStart: Settings
  /** What of new settings does not fit the data that is there. */
  misfits: (settings: Settings) => FieldProblem[]
  log: Log
  onChange: (now: Settings, before: Settings) => void
}): SettingsWatch => {
  const readAtStart = source.read()
  let raw = readAtStart.ok ? readAtStart.raw : null
  let settings = atStart
  let stamp = source.stamp()

  return {
    settings: () => settings,
    raw: () => raw,
    poll() {
      const found = source.stamp()
      if (found === stamp) return
      stamp = found
      const read = source.read()
      if (!read.ok) {
        log.error('settings-wrong', { file: read.file, reason: read.reason, field: read.problems[0]?.field })
        return
      }
      const [misfit] = misfits(read.settings)
      if (misfit) {
        log.error('settings-do-not-fit', { field: misfit.field })
        return
      }
      const before = settings
      settings = read.settings
      raw = read.raw
      log.info('settings-read')
      onChange(settings, before)
    },
  }
}
