import { randomUUID } from 'node:crypto'
import { createSystemClock } from '../../main/adapters/clock.ts'
import { channels } from '../../main/core/channels/registry.ts'
import type { Log } from '../../main/core/ports/log.ts'
import type { Store } from '../../main/store/store.ts'

const quiet: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => quiet,
}

/** Settings with one connection and one folder, and what taking a file in needs, over a real store. */
export const makeContext = (store: Store) => {
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
  const { settings } = parsed
  return {
    settings,
    capture: {
      store,
      channels,
      clock: createSystemClock(),
      ids: { uuid: randomUUID },
      log: quiet,
      settings: () => settings,
    },
  }
}
