// One PC: an engine on a data folder of its own that watches a shared export folder, with short times. Prints
// what it captured.
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createSystemClock } from '../../../../main/adapters/clock.ts'
import { createFiles } from '../../../../main/adapters/files.ts'
import { createHttp } from '../../../../main/adapters/http.ts'
import { createRandomIds } from '../../../../main/adapters/ids.ts'
import { createLog } from '../../../../main/adapters/log.ts'
import { createOwnerFiles } from '../../../../main/adapters/owner-files.ts'
import { createFileSecrets } from '../../../../main/adapters/secrets-file.ts'
import { createSettingsFile } from '../../../../main/adapters/settings-file.ts'
import { createTexts } from '../../../../main/adapters/texts.ts'
import { channels } from '../../../../main/core/channels/registry.ts'
import { createEngine } from '../../../../main/engine/create-engine.ts'
import { openStore } from '../../../../main/host/open-store.ts'
import { createSenderLock } from '../../../../main/store/sender-lock.ts'

const [, , data = '', name = '', owner = '{}'] = process.argv
const settingsSource = createSettingsFile({ folder: data, parseSettings: channels.parseSettings })
const read = settingsSource.read()
if (!read.ok) throw new Error(JSON.stringify(read.problems))
const secrets = createFileSecrets({ folder: data })
const databasePath = join(data, 'night-porter.db')
const opened = openStore({ databasePath, isNew: !existsSync(databasePath), secrets })
if (!opened.ok) throw new Error(opened.sentence)
const { store } = opened
const engine = createEngine(
  {
    store,
    lock: createSenderLock(join(data, 'sender.lock')),
    settingsSource,
    settings: read.settings,
    channels,
    secrets,
    files: createFiles(),
    createHttp,
    owners: createOwnerFiles(),
    clock: createSystemClock(),
    ids: createRandomIds(),
    log: createLog({ folder: join(data, 'logs'), isConsole: false, retainDays: 1 }),
    texts: createTexts(),
    host: {
      dataFolder: data,
      version: 'test',
      pid: process.pid,
      name: `${name}, tester`,
      person: 'tester',
      sha256: (bytes) => createHash('sha256').update(bytes).digest(),
    },
  },
  { owner: JSON.parse(owner) },
)
process.on('SIGTERM', () => void engine.stop().then(() => process.exit(0)))
let said = ''
setInterval(() => {
  const { items } = store.read(() => ({ items: store.lists.page({ beforeSeq: null, limit: 500 }) }))
  const line = JSON.stringify({
    state: store.snapshots.get('main')?.state ?? 'looking',
    who: store.snapshots.get('main')?.who ?? null,
    captured: items.flatMap(({ reservationId }) => reservationId ?? []).reverse(),
  })
  if (line !== said) process.stdout.write(`${line}\n`)
  said = line
}, 50)
engine.start()
