import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { hostname, userInfo } from 'node:os'
import { join } from 'node:path'
import { trustSystemCertificates } from '../adapters/certificates.ts'
import { createSystemClock } from '../adapters/clock.ts'
import { createFiles } from '../adapters/files.ts'
import { rightsOf, secureFolder } from '../adapters/folder-rights.ts'
import { createHttp } from '../adapters/http.ts'
import { createRandomIds } from '../adapters/ids.ts'
import { createOwnerFiles } from '../adapters/owner-files.ts'
import { createStalls } from '../adapters/stalls.ts'
import { createTexts } from '../adapters/texts.ts'
import { sleepMinutes } from '../adapters/windows-program.ts'
import { createWorkerParse } from '../adapters/worker-parse.ts'
import type { Settings } from '../contract/settings.ts'
import { channels } from '../core/channels/registry.ts'
import type { Log } from '../core/ports/log.ts'
import type { KeyStore } from '../core/ports/secrets.ts'
import { faultOf } from '../core/redact/fault.ts'
import { createEngine } from '../engine/create-engine.ts'
import type { Engine } from '../engine/engine.ts'
import { misfitsOf } from '../engine/fits-data.ts'
import { namingRefusals, storeErrorCode } from '../store/refusals.ts'
import { createSenderLock } from '../store/sender-lock.ts'
import { chooseSecrets } from './choose-secrets.ts'
import { checkDatabase } from './database-check.ts'
import { createHostLog } from './host-log.ts'
import { openStore } from './open-store.ts'
import { type StartRefusal, settingsRefusal } from './refusal.ts'
import { createSettingsSource } from './settings-source.ts'
import { programVersion } from './version.ts'

/**
 * `checkDatabase` looks a large database through in the background; `onDamaged`: end this engine, the next
 * start mends. `close` comes after `engine.stop()`.
 */
export type Composed = {
  engine: Engine
  settings: Settings
  log: Log
  checkDatabase: (onDamaged: () => void) => void
  close: () => void
}
export type ComposeResult = { ok: true; composed: Composed } | { ok: false; refusal: StartRefusal }

export type ComposeGiven = {
  folder: string
  /** Where the engine logs; the folder's own log unless the caller has opened it already. */
  log?: Log
  /** The key store of the signed-in user; null where the host has none. */
  keyStore?: KeyStore | null
  /** Begin a new data folder with secrets that only this user can read. */
  isForThisUser?: boolean
}

const DATABASE_NAME = 'night-porter.db'

/**
 * The one place where adapters, store and engine meet, whatever host it is for. A data folder that cannot be
 * used is a refusal with its reason; so is a bug, whose place is in the log. Opening the database may wait up
 * to two minutes for another process.
 */
export const compose = (given: ComposeGiven): ComposeResult => {
  const { folder } = given
  const settingsSource = createSettingsSource(folder)
  const read = settingsSource.read()
  if (!read.ok) return { ok: false, refusal: settingsRefusal(read, { folder, source: settingsSource }) }
  const log = given.log ?? createHostLog(folder)
  try {
    const rights = namingRefusals(folder, () => secureFolder(folder))
    if (rights === 'writable-by-others')
      return {
        ok: false,
        refusal: {
          kind: 'data-unusable',
          sentence: `Others may write into the data folder ${folder}, and this user may not change that, so passwords and bookings are not safe there. Nothing was opened. ${process.platform === 'win32' ? 'Let an administrator set its rights: np rights set --group GROUP' : 'Let its owner take the rights of others away (chmod 700)'}, or name another folder with --data DIR.`,
        },
      }
    trustSystemCertificates(log)
    const texts = createTexts()
    const secrets = chooseSecrets({
      folder,
      keyStore: given.keyStore ?? null,
      isForThisUser: given.isForThisUser === true,
      translate: texts.in(read.settings.locale),
    })
    const databasePath = join(folder, DATABASE_NAME)
    const opened = openStore({ databasePath, isNew: !existsSync(databasePath), secrets })
    if (!opened.ok) return { ok: false, refusal: { kind: 'data-unusable', sentence: opened.sentence } }
    const problems = misfitsOf(opened.store, read.settings)
    if (problems.length > 0) {
      opened.store.close()
      const lastGoodAt = settingsSource.lastGood()?.savedAt ?? null
      const file = join(folder, 'settings.json')
      return { ok: false, refusal: { kind: 'settings-wrong', file, problems, lastGoodAt } }
    }
    const { username } = userInfo()
    const engine = createEngine({
      store: opened.store,
      lock: createSenderLock(join(folder, 'sender.lock')),
      settingsSource,
      settings: read.settings,
      channels,
      secrets,
      files: createFiles(),
      createHttp,
      owners: createOwnerFiles(),
      parse: createWorkerParse({ channels, onFault: (error) => log.error('parser-failed', faultOf(error)) }),
      stalls: createStalls(),
      clock: createSystemClock(),
      ids: createRandomIds(),
      log,
      texts,
      host: {
        dataFolder: folder,
        rights: () => rightsOf(folder),
        sleepMinutes,
        version: programVersion,
        pid: process.pid,
        name: `${hostname()}, ${username}`,
        person: username,
        sha256: (bytes) => createHash('sha256').update(bytes).digest(),
      },
    })
    const { store, check } = opened
    let stopCheck: (() => void) | null = null
    const composed: Composed = {
      engine,
      settings: read.settings,
      log,
      checkDatabase(onDamaged) {
        if (check !== null && stopCheck === null)
          stopCheck = checkDatabase({ path: databasePath, check, log, onDamaged })
      },
      close() {
        stopCheck?.()
        store.close()
      },
    }
    return { ok: true, composed }
  } catch (error) {
    const fault = faultOf(error)
    log.error('engine-not-made', fault)
    // A broken or foreign database, a full disk: the store's refusals are sentences made to be shown.
    // Anything else is a bug.
    return error instanceof Error && storeErrorCode(error) !== null
      ? { ok: false, refusal: { kind: 'data-unusable', sentence: error.message } }
      : { ok: false, refusal: { kind: 'fault', fault: fault.error, folder } }
  }
}
