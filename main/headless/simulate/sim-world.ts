import { createHash } from 'node:crypto'
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTexts } from '../../adapters/texts.ts'
import type { Settings } from '../../contract/settings.ts'
import { channels } from '../../core/channels/registry.ts'
import type { Clock } from '../../core/ports/clock.ts'
import type { Log } from '../../core/ports/log.ts'
import type { Parse } from '../../core/ports/parse.ts'
import type { SecretStore, Secrets } from '../../core/ports/secrets.ts'
import type { KeyRing } from '../../core/ports/vault-keys.ts'
import { noRules } from '../../core/settings/policy-rules.ts'
import { createEngine } from '../../engine/create-engine.ts'
import type { Engine, Notice } from '../../engine/engine.ts'
import { createParseHere } from '../../engine/parse-here.ts'
import { openStore } from '../../host/open-store.ts'
import type { Store } from '../../store/store.ts'
import { createSimChannel, type SimAsk, type SimChannel, type SimScript } from './sim-channel.ts'
import { createSimClock, type SimClock } from './sim-clock.ts'
import { createSimFiles } from './sim-files.ts'

/**
 * The real engine and a real database against a simulated channel, folder and clock. The program may be
 * killed and started again.
 */

export type SimNotice = Notice & { at: number }

export type SimWorld = {
  clock: SimClock
  channel: SimChannel
  secrets: Secrets
  notices: SimNotice[]
  /** Errors that the program logged: faults of its own. */
  faults: string[]
  /** The program that runs now. */
  engine: () => Engine
  store: () => Store
  databasePath: string
  drop: (name: string, text: string) => void
  /** Writes other settings, as a person or another process would. */
  setSettings: (raw: unknown) => void
  /** The process dies this moment: whatever was under way is never settled. */
  kill: () => void
  /** Starts the program on the same data folder. */
  start: () => void
  /** Ends everything and removes the data folder. */
  end: () => Promise<void>
}

export type SimWorldParts = {
  startAt: number
  settings: unknown
  script: SimScript
  answerMs: (ask: SimAsk) => number
  /** How often the owner shows that it lives; a longer beat makes long nights shorter. */
  beatMs?: number
  /** Reads exports, bodies and replies; without it they are read in this thread. */
  parse?: Parse
}

const read = (raw: unknown): Settings => {
  const parsed = channels.parseSettings(raw)
  if (!parsed.ok) throw new Error(`the simulation's own settings are wrong: ${JSON.stringify(parsed.problems)}`)
  return parsed.settings
}

const memorySecrets = (names: readonly string[]): SecretStore => {
  const values = new Map(names.map((name) => [name, 'practice-only']))
  let writes = 0
  let ring: KeyRing | null = null
  return {
    get: (name) => {
      const value = values.get(name)
      return value === undefined
        ? { ok: false, reason: 'missing', sentence: `There is no secret '${name}'.` }
        : { ok: true, value }
    },
    set: (name, value) => {
      writes += 1
      values.set(name, value)
    },
    bind: () => undefined, // in memory nothing can come apart from its address
    isUnbound: () => false,
    remove: (name) => void values.delete(name),
    has: (name) => values.has(name),
    stamp: () => String(writes),
    vaultKeys: {
      read: () =>
        ring === null ? { ok: false, reason: 'missing', sentence: 'There is no key yet.' } : { ok: true, ring },
      create: (made) => {
        ring ??= made
      },
      beginAnew: (made) => {
        ring = made
      },
      replace: (made) => {
        ring = made
      },
    },
  }
}

/**
 * Nothing of a simulation has to outlive it, so its database lies in memory where the system has a place for
 * that.
 */
const temporaryFolder = (): string => {
  const inMemory = '/dev/shm'
  try {
    accessSync(inMemory, constants.W_OK)
    return mkdtempSync(join(inMemory, 'night-porter-simulation-'))
  } catch {
    // Windows, macOS, a bare container: the ordinary place, only slower.
    return mkdtempSync(join(tmpdir(), 'night-porter-simulation-'))
  }
}

const listening = (faults: string[]): Log => {
  const log: Log = {
    debug: () => undefined,
    info: () => undefined,
    warn: () => undefined,
    error: (event, fields) => void faults.push(`${event} ${JSON.stringify(fields ?? {})}`),
    child: () => log,
  }
  return log
}

/** Timers of a program that died never ring. */
const mortal = (clock: Clock, isAlive: () => boolean): Clock => ({
  now: clock.now,
  monotonicMs: clock.monotonicMs,
  sinceBootMs: clock.sinceBootMs,
  after: (ms, run) =>
    clock.after(ms, () => {
      if (isAlive()) run()
    }),
})

type Life = { engine: Engine; store: Store; die: () => void }

/** Builds the world; the program does not run before `start`. */
export const createSimWorld = (parts: SimWorldParts): SimWorld => {
  const clock = createSimClock(parts.startAt)
  const channel = createSimChannel({ clock, script: parts.script, answerMs: parts.answerMs })
  const folder = createSimFiles(clock.now)
  const data = temporaryFolder()
  const databasePath = join(data, 'night-porter.db')
  let raw = parts.settings
  let saves = 0
  const secrets = memorySecrets(read(raw).connections.map((connection) => channels.connect(connection).secret.name))
  const notices: SimNotice[] = []
  const faults: string[] = []
  const texts = createTexts()
  let ids = 0
  let isNew = true
  let life: Life | null = null

  const begin = (): Life => {
    let isLiving = true
    const isAlive = () => isLiving
    const opened = openStore({ databasePath, isNew, secrets })
    if (!opened.ok) throw new Error(opened.sentence)
    isNew = false
    const engine = createEngine(
      {
        store: opened.store,
        lock: {
          tryTake: () => true,
          give: () => undefined,
          isHeld: () => true,
          isProof: () => true,
          trust: () => undefined,
        },
        settingsSource: {
          path: '',
          read: () => ({ ok: true, settings: read(raw), raw: read(raw), locked: [], rules: noRules }),
          save: () => ({ ok: false, code: 'ENOSYS' }),
          keep: () => ({ ok: true }),
          lastGood: () => null,
          restore: () => ({ ok: false, code: 'ENOSYS' }),
          stamp: () => String(saves),
        },
        settings: read(raw),
        channels,
        secrets,
        files: folder.files,
        parse: parts.parse ?? createParseHere(channels),
        createHttp: () => channel.connect(isAlive),
        clock: mortal(clock, isAlive),
        // In order and the same each time, so that a failing run can be told again.
        ids: { uuid: () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}` },
        log: listening(faults),
        texts,
        host: {
          dataFolder: data,
          version: 'simulation',
          pid: process.pid,
          name: 'simulation',
          person: 'simulation',
          sha256: (bytes) => createHash('sha256').update(bytes).digest(),
        },
      },
      parts.beatMs === undefined ? {} : { beatMs: parts.beatMs },
    )
    engine.onNotice((notice) => notices.push({ ...notice, at: clock.now() }))
    engine.start()
    const die = () => {
      isLiving = false
      channel.cut()
    }
    return { engine, store: opened.store, die }
  }

  const living = (): Life => {
    if (!life) throw new Error('the simulated program does not run')
    return life
  }
  const kill = () => {
    const { store, die } = living()
    die()
    store.close()
    life = null
  }

  return {
    clock,
    channel,
    secrets,
    notices,
    faults,
    engine: () => living().engine,
    store: () => living().store,
    databasePath,
    drop: folder.drop,
    setSettings: (next) => {
      raw = next
      saves += 1
    },
    kill,
    start: () => {
      life ??= begin()
    },
    async end() {
      if (life) {
        const stopped = life.engine.stop()
        await clock.runFor(10_000)
        await stopped
        life.die()
        life.store.close()
        life = null
      }
      rmSync(data, { recursive: true, force: true })
    },
  }
}
