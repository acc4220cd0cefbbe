import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createSystemClock } from '../../../../main/adapters/clock.ts'
import { createFiles } from '../../../../main/adapters/files.ts'
import { createHttp } from '../../../../main/adapters/http.ts'
import { createRandomIds } from '../../../../main/adapters/ids.ts'
import { createLog } from '../../../../main/adapters/log.ts'
import { createFileSecrets } from '../../../../main/adapters/secrets-file.ts'
import { createSettingsFile } from '../../../../main/adapters/settings-file.ts'
import { createTexts } from '../../../../main/adapters/texts.ts'
import { channels } from '../../../../main/core/channels/registry.ts'
import { answerCall } from '../../../../main/engine/calls/answer-call.ts'
import { createEngine } from '../../../../main/engine/create-engine.ts'
import { openStore } from '../../../../main/host/open-store.ts'
import { createSenderLock } from '../../../../main/store/sender-lock.ts'

/**
 * A whole Night Porter in a process of its own, with times short enough for a test. Each line it is told is a
 * call, `METHOD {json}`, and is answered by a line; `jump MS` moves its wall clock, `end` stops it as a host
 * does.
 */

const [data = '', name = ''] = process.argv.slice(2)
const settingsSource = createSettingsFile({ folder: data, parseSettings: channels.parseSettings })
const read = settingsSource.read()
if (!read.ok) throw new Error('no settings')
const databasePath = join(data, 'night-porter.db')
const secrets = createFileSecrets({ folder: data })
const opened = openStore({ databasePath, isNew: !existsSync(databasePath), secrets })
if (!opened.ok) throw new Error(opened.sentence)
const log = createLog({ folder: join(data, `logs-${name}`), isConsole: false, retainDays: 14 })
const clock = createSystemClock()
let jumpedMs = 0
const engine = createEngine(
  {
    store: opened.store,
    lock: createSenderLock(join(data, 'sender.lock')),
    settingsSource,
    settings: read.settings,
    channels,
    secrets,
    files: createFiles(),
    createHttp,
    clock: { ...clock, now: () => clock.now() + jumpedMs },
    ids: createRandomIds(),
    log,
    texts: createTexts(),
    host: {
      dataFolder: data,
      version: 'test',
      pid: process.pid,
      name,
      person: name,
      sha256: (bytes) => createHash('sha256').update(bytes).digest(),
    },
  },
  { beatMs: 100, staleAfterMs: 1_500 },
)

const answer = async (line: string): Promise<string> => {
  const [, word = '', rest = '{}'] = /^(\S+)(?: (.*))?$/.exec(line) ?? []
  if (word === 'jump') {
    jumpedMs = Number(rest)
    engine.wake()
    return 'jumped'
  }
  if (word === 'end') {
    await engine.stop()
    opened.store.close()
    return 'ended'
  }
  return JSON.stringify(await answerCall({ handlers: engine.handlers, log }, word, JSON.parse(rest)))
}

engine.start()
process.stdout.write('started\n')
for await (const line of createInterface({ input: process.stdin })) {
  const said = await answer(line)
  process.stdout.write(`${said}\n`)
  if (said === 'ended') process.exit(0)
}
