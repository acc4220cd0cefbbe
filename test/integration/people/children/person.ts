import { createHash } from 'node:crypto'
import { readSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { createSystemClock } from '../../../../main/adapters/clock.ts'
import { createFiles } from '../../../../main/adapters/files.ts'
import { createHttp } from '../../../../main/adapters/http.ts'
import { createRandomIds } from '../../../../main/adapters/ids.ts'
import { createFileSecrets } from '../../../../main/adapters/secrets-file.ts'
import { createSettingsFile } from '../../../../main/adapters/settings-file.ts'
import { createTexts } from '../../../../main/adapters/texts.ts'
import { channels } from '../../../../main/core/channels/registry.ts'
import type { Log } from '../../../../main/core/ports/log.ts'
import { answerCall } from '../../../../main/engine/calls/answer-call.ts'
import { createEngine } from '../../../../main/engine/create-engine.ts'
import { createParseHere } from '../../../../main/engine/parse-here.ts'
import { createLinkWatch } from '../../../../main/engine/sending/link-watch.ts'
import { createRequestMeter } from '../../../../main/engine/sending/request-meter.ts'
import { openStore } from '../../../../main/host/open-store.ts'
import { createSenderLock } from '../../../../main/store/sender-lock.ts'

/**
 * A Night Porter window in a process of its own: it shows and acts, and does not send. Reads one command a
 * line and answers each with a line of JSON:
 *
 * - `call METHOD {json}` makes a call. `asks` is printed just before it waits for the write lock.
 * - `hold [["METHOD", {…}], …]` takes the write lock, prints `held`, waits for a line, makes the calls and
 *   commits them.
 * - `keep AWAKE_MS` lets the watch over links run once, as a sender does every second; it prints `asks` as
 *   well.
 *
 * Standard input is read synchronously, because `hold` must wait in the middle of a transaction.
 */

const [data = '', name = ''] = process.argv.slice(2)
const say = (line: string) => void writeSync(1, `${line}\n`)

const nextLine = (): string => {
  const byte = Buffer.alloc(1)
  let line = ''
  while (readSync(0, byte, 0, 1, null) === 1) {
    if (byte[0] === 10) return line
    line += byte.toString('latin1')
  }
  process.exit(0)
}

const settingsSource = createSettingsFile({ folder: data, parseSettings: channels.parseSettings })
const read = settingsSource.read()
if (!read.ok) throw new Error('no settings')
const secrets = createFileSecrets({ folder: data })
const opened = openStore({ databasePath: join(data, 'night-porter.db'), isNew: false, secrets })
if (!opened.ok) throw new Error(opened.sentence)
const { store } = opened
const { write } = store
let isWriting = false
const announced = <T>(work: () => T): T => {
  if (isWriting) return work()
  isWriting = true
  say('asks')
  try {
    return work()
  } finally {
    isWriting = false
  }
}
const watched: typeof store = {
  ...store,
  write: (work) => announced(() => write(work)),
  links: { ...store.links, change: (...given) => announced(() => store.links.change(...given)) },
}
const quiet = () => undefined
const log: Log = { debug: quiet, info: quiet, warn: quiet, error: quiet, child: () => log }
const deps = {
  store: watched,
  channels,
  parse: createParseHere(channels),
  lock: createSenderLock(join(data, 'sender.lock')),
  settingsSource,
  settings: read.settings,
  secrets,
  files: createFiles(),
  createHttp,
  clock: createSystemClock(),
  ids: createRandomIds(),
  log,
  texts: createTexts(),
  host: {
    dataFolder: data,
    version: 'test',
    pid: process.pid,
    name,
    person: name,
    sha256: (bytes: Uint8Array) => createHash('sha256').update(bytes).digest(),
  },
}
const { handlers } = createEngine(deps)
const linkWatch = createLinkWatch({
  ...deps,
  settings: () => read.settings,
  http: () => createHttp({ proxyUrl: null }),
  requests: createRequestMeter(() => []),
  changed: quiet,
})

const call = (method: string, input: unknown) => answerCall({ handlers, log }, method, input)

/** The acts of people end before they return; only their answer is a promise. */
const hold = (calls: [string, unknown][]): Promise<unknown[]> => {
  isWriting = true
  const answers: Promise<unknown>[] = []
  store.write(() => {
    say('held')
    nextLine()
    for (const [method, input] of calls) answers.push(call(method, input))
  })
  isWriting = false
  return Promise.all(answers)
}

say('started')
for (;;) {
  const [, word = '', rest = ''] = /^(\S+)(?: (.*))?$/.exec(nextLine()) ?? []
  const [, method = '', input = '{}'] = /^(\S+)(?: (.*))?$/.exec(rest) ?? []
  if (word === 'hold') say(JSON.stringify(await hold(JSON.parse(rest))))
  else if (word === 'keep') {
    linkWatch.tick({ epoch: store.sender.read().epoch, awakeMs: () => Number(rest) })
    say('kept')
  } else say(JSON.stringify(await call(method, JSON.parse(input))))
}
