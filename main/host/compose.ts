import { createHash } from 'node:crypto'
import { existsSync, mkdirSync } from 'node:fs'
import { hostname, userInfo } from 'node:os'
import { join } from 'node:path'
import { trustSystemCertificates } from '../adapters/certificates.ts'
import { createSystemClock } from '../adapters/clock.ts'
import { createFiles } from '../adapters/files.ts'
import { createHttp } from '../adapters/http.ts'
import { createRandomIds } from '../adapters/ids.ts'
import { createLog } from '../adapters/log.ts'
import { createOwnerFiles } from '../adapters/owner-files.ts'
import { createFileSecrets } from '../adapters/secrets-file.ts'
import { createSettingsFile } from '../adapters/settings-file.ts'
import { createStalls } from '../adapters/stalls.ts'
import { createTexts } from '../adapters/texts.ts'
import { createWorkerParse } from '../adapters/worker-parse.ts'
import type { Settings } from '../contract/settings.ts'
import { channels } from '../core/channels/registry.ts'
import type { Log } from '../core/ports/log.ts'
import type { SettingsRead } from '../core/ports/settings.ts'
import { createEngine } from '../engine/create-engine.ts'
import type { Engine } from '../engine/engine.ts'
import { misfitsOf } from '../engine/fits-data.ts'
import { codeOf } from '../store/refusals.ts'
import { createLockFile } from '../store/sender-lock.ts'
import { openStore } from './open-store.ts'
import { programVersion } from './version.ts'

/** The plain Node host's one place where adapters, store and engine meet. */
export type Composed = { engine: Engine; settings: Settings; log: Log; close: () => void }
export type ComposeResult = { ok: true; composed: Composed } | { ok: false; exit: 1 | 2; lines: string[] }

const databaseName = 'night-porter.db'

/** Says why settings cannot be used, one line for each field. */
export const settingsProblem = (read: Extract<SettingsRead, { ok: false }>, folder: string): string[] => {
  const path = join(folder, read.file)
  if (read.reason === 'missing')
    return [`${path} is missing. Write it as README shows, or start with npm start to try the rehearsal hotel.`]
  if (read.reason === 'unreadable') return [`${path} cannot be read. Give this user the right to read it.`]
  return [
    `${path} is wrong; nothing was started:`,
    ...read.problems.map(({ field, problem }) => `  ${field}: ${problem}`),
  ]
}

/** Builds everything on a data folder. Wrong settings end with 2 and the field's name, an unusable data folder with 1 and a sentence. */
export const compose = ({ folder, isConsole }: { folder: string; isConsole: boolean }): ComposeResult => {
  const settingsSource = createSettingsFile({ folder, parseSettings: channels.parseSettings })
  const read = settingsSource.read()
  if (!read.ok) return { ok: false, exit: 2, lines: settingsProblem(read, folder) }
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const log = createLog({ folder: join(folder, 'logs'), isConsole, retainDays: 14 })
    trustSystemCertificates(log)
    const secrets = createFileSecrets({ folder })
    const databasePath = join(folder, databaseName)
    const opened = openStore({ databasePath, isNew: !existsSync(databasePath), secrets })
    if (!opened.ok) return { ok: false, exit: 1, lines: [opened.sentence] }
    const misfits = misfitsOf(opened.store, read.settings)
    if (misfits.length > 0) {
      opened.store.close()
      return {
        ok: false,
        exit: 2,
        lines: settingsProblem({ ok: false, file: 'settings.json', reason: 'invalid', problems: misfits }, folder),
      }
    }
    const { username } = userInfo()
    const engine = createEngine({
      store: opened.store,
      lock: createLockFile(join(folder, 'sender.lock')),
      settingsSource,
      settings: read.settings,
      channels,
      secrets,
      files: createFiles(),
      createHttp,
      owners: createOwnerFiles(),
      parse: createWorkerParse({ channels }),
      stalls: createStalls(),
      clock: createSystemClock(),
      ids: createRandomIds(),
      log,
      texts: createTexts(),
      host: {
        dataFolder: folder,
        version: programVersion(),
        pid: process.pid,
        name: `${hostname()}, ${username}`,
        person: username,
        sha256: (bytes) => createHash('sha256').update(bytes).digest(),
      },
    })
    return { ok: true, composed: { engine, settings: read.settings, log, close: () => opened.store.close() } }
  } catch (error) {
    // A broken or foreign database, a full disk: the store's refusals are sentences made to be shown.
    const sentence =
      error instanceof Error && codeOf(error) !== null ? error.message : `Night Porter could not open ${folder}.`
    return { ok: false, exit: 1, lines: [sentence] }
  }
}
