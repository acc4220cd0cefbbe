import { createHash } from 'node:crypto'
import { existsSync, mkdirSync } from 'node:fs'
import { hostname, userInfo } from 'node:os'
import { join } from 'node:path'
import deDesktop from '../../assets/locales/de/desktop.json' with { type: 'json' }
import deEngine from '../../assets/locales/de/engine.json' with { type: 'json' }
import dePlaybook from '../../assets/locales/de/playbook.json' with { type: 'json' }
import enDesktop from '../../assets/locales/en/desktop.json' with { type: 'json' }
import enEngine from '../../assets/locales/en/engine.json' with { type: 'json' }
import enPlaybook from '../../assets/locales/en/playbook.json' with { type: 'json' }
import program from '../../package.json' with { type: 'json' }
import { trustSystemCertificates } from '../adapters/certificates.ts'
import { createSystemClock } from '../adapters/clock.ts'
import { createFiles } from '../adapters/files.ts'
import { createHttp } from '../adapters/http.ts'
import { createRandomIds } from '../adapters/ids.ts'
import { createLog } from '../adapters/log.ts'
import { createOwnerFiles } from '../adapters/owner-files.ts'
import { createSettingsFile } from '../adapters/settings-file.ts'
import { createStalls } from '../adapters/stalls.ts'
import { createTexts } from '../adapters/texts.ts'
import { createWorkerParse } from '../adapters/worker-parse.ts'
import { channels } from '../core/channels/registry.ts'
import type { Clock } from '../core/ports/clock.ts'
import type { Log } from '../core/ports/log.ts'
import type { Secrets } from '../core/ports/secrets.ts'
import type { SettingsRead } from '../core/ports/settings.ts'
import type { Texts, Translate } from '../core/ports/texts.ts'
import { createEngine } from '../engine/create-engine.ts'
import type { Engine } from '../engine/engine.ts'
import { misfitsOf } from '../engine/fits-data.ts'
import { openStore } from '../host/open-store.ts'
import { codeOf } from '../store/refusals.ts'
import { createLockFile } from '../store/sender-lock.ts'

/** The desktop host's one place where adapters, store and engine meet. */

/** What the desktop needs before there is an engine, and what the engine is made with. */
export type Parts = { clock: Clock; log: Log; texts: Texts }

export type Composed =
  /** `close` comes after `engine.stop()`. */
  | { ok: true; engine: Engine; close(): void }
  /** Night Porter cannot work on this data folder; the sentence is for staff. */
  | { ok: false; sentence: string }

/** Makes the parts of one process out of the adapters: first what speaks and logs, then the engine. */
export type Compose = {
  parts(places: { dataFolder: string }): Parts
  engine(given: Parts & { dataFolder: string; secrets: Secrets; translate: () => Translate }): Promise<Composed>
}

const settingsSentence = (read: Extract<SettingsRead, { ok: false }>, dataFolder: string, t: Translate): string => {
  const file = join(dataFolder, read.file)
  if (read.reason === 'missing') return t('desktop.start.settingsMissing', { file })
  const [first] = read.problems
  if (read.reason === 'unreadable' || !first) return t('desktop.start.settingsUnreadable', { file })
  return t('desktop.start.settingsWrong', { file, field: first.field, problem: first.problem })
}

const composeEngine: Compose['engine'] = async ({ clock, log, texts, dataFolder, secrets, translate }) => {
  const t = translate()
  const settingsSource = createSettingsFile({ folder: dataFolder, parseSettings: channels.parseSettings })
  const read = settingsSource.read()
  if (!read.ok) return { ok: false, sentence: settingsSentence(read, dataFolder, t) }
  try {
    mkdirSync(dataFolder, { recursive: true, mode: 0o700 })
    trustSystemCertificates(log)
    const databasePath = join(dataFolder, 'night-porter.db')
    const opened = openStore({ databasePath, isNew: !existsSync(databasePath), secrets })
    if (!opened.ok) return opened
    const [misfit] = misfitsOf(opened.store, read.settings)
    if (misfit) {
      opened.store.close()
      return {
        ok: false,
        sentence: t('desktop.start.settingsWrong', { file: join(dataFolder, 'settings.json'), ...misfit }),
      }
    }
    const { username } = userInfo()
    const engine = createEngine({
      store: opened.store,
      lock: createLockFile(join(dataFolder, 'sender.lock')),
      settingsSource,
      settings: read.settings,
      channels,
      secrets,
      files: createFiles(),
      createHttp,
      owners: createOwnerFiles(),
      parse: createWorkerParse({ channels }),
      stalls: createStalls(),
      clock,
      ids: createRandomIds(),
      log,
      texts,
      host: {
        dataFolder,
        version: program.version,
        pid: process.pid,
        name: `${hostname()}, ${username}`,
        person: username,
        sha256: (bytes) => createHash('sha256').update(bytes).digest(),
      },
    })
    return { ok: true, engine, close: () => opened.store.close() }
  } catch (error) {
    // A broken or foreign database, a full disk: the store's refusals are sentences made to be shown. Anything else is a bug.
    if (error instanceof Error && codeOf(error) !== null) return { ok: false, sentence: error.message }
    throw error
  }
}

export const compose: Compose = {
  parts: ({ dataFolder }) => ({
    clock: createSystemClock(),
    log: createLog({ folder: join(dataFolder, 'logs'), isConsole: false, retainDays: 14 }),
    texts: createTexts({
      files: {
        en: { 'engine.json': enEngine, 'playbook.json': enPlaybook, 'desktop.json': enDesktop },
        de: { 'engine.json': deEngine, 'playbook.json': dePlaybook, 'desktop.json': deDesktop },
      },
    }),
  }),
  engine: composeEngine,
}
