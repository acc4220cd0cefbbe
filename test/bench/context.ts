import { randomUUID } from 'node:crypto'
import { createSystemClock } from '../../main/adapters/clock.ts'
import { createFiles } from '../../main/adapters/files.ts'
import { createHttp } from '../../main/adapters/http.ts'
import { createTexts } from '../../main/adapters/texts.ts'
import { channels } from '../../main/core/channels/registry.ts'
import type { Log } from '../../main/core/ports/log.ts'
import type { EngineContext } from '../../main/engine/deps.ts'
import { createParseHere } from '../../main/engine/parse-here.ts'
import { createRequestMeter } from '../../main/engine/sending/request-meter.ts'
import type { Store } from '../../main/store/store.ts'

const quiet: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => quiet,
}

/** An engine context over a real store, for measuring its parts alone. */
export const makeContext = (store: Store): EngineContext => {
  const parsed = channels.parseSettings({
    version: 1,
    rehearsal: true,
    connections: [
      {
        id: 'bench',
        kind: 'pmsxchange',
        label: 'Bench',
        url: 'http://127.0.0.1:9/x',
        requestorId: 'X',
        username: 'x',
        passwordSecret: 'x',
      },
    ],
    folders: [{ id: 'bench', path: '/nowhere', connection: 'bench' }],
  })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  const http = createHttp({ proxyUrl: null })
  return {
    store,
    lock: { tryTake: () => true, give: () => undefined, isHeld: () => true },
    settingsSource: {
      path: '',
      read: () => ({ ok: false, file: 'settings.json', reason: 'missing', problems: [] }),
      save: () => ({ ok: true }),
      stamp: () => '',
    },
    settings: parsed.settings,
    channels,
    parse: createParseHere(channels),
    secrets: {
      get: () => ({ ok: false, reason: 'missing', sentence: '' }),
      set: () => undefined,
      create: () => undefined,
      has: () => false,
      stamp: () => '',
    },
    files: createFiles(),
    createHttp,
    clock: createSystemClock(),
    ids: { uuid: randomUUID },
    log: quiet,
    texts: createTexts(),
    host: {
      dataFolder: '',
      version: 'bench',
      pid: process.pid,
      name: 'bench',
      person: 'bench',
      sha256: () => new Uint8Array(32),
    },
    current: () => parsed.settings,
    http: () => http,
    requests: createRequestMeter(() => []),
    changed: () => undefined,
    isOwner: () => true,
  }
}
