import { createHash } from 'node:crypto'
import { existsSync, renameSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createFiles } from '../../../main/adapters/files.ts'
import { createHttp } from '../../../main/adapters/http.ts'
import { createFileSecrets } from '../../../main/adapters/secrets-file.ts'
import { createSettingsFile } from '../../../main/adapters/settings-file.ts'
import { createTexts } from '../../../main/adapters/texts.ts'
import { type Input, type Method, methods, type Output } from '../../../main/contract/methods.ts'
import { channels } from '../../../main/core/channels/registry.ts'
import type { Clock } from '../../../main/core/ports/clock.ts'
import type { Log } from '../../../main/core/ports/log.ts'
import { answerCall } from '../../../main/engine/calls/answer-call.ts'
import { createEngine } from '../../../main/engine/create-engine.ts'
import { openStore } from '../../../main/host/open-store.ts'
import { createSenderLock } from '../../../main/store/sender-lock.ts'

/**
 * The program as it stands, at work in a data folder on a clock moved by hand: real database, files, secrets
 * and HTTP.
 */

/** A clock that stands still until it is moved. `sleep` lets days pass in which the PC was off. */
export const createHandClock = (startAt: number) => {
  let passedMs = 0
  let sleptMs = 0
  let timers: { dueMs: number; run: () => void }[] = []
  const clock: Clock = {
    now: () => startAt + sleptMs + passedMs,
    monotonicMs: () => passedMs,
    sinceBootMs: () => sleptMs + passedMs,
    after: (ms, run) => {
      const timer = { dueMs: passedMs + ms, run }
      timers.push(timer)
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    },
  }
  return {
    ...clock,
    move: (ms: number) => {
      passedMs += ms
      const due = timers.filter(({ dueMs }) => dueMs <= passedMs)
      timers = timers.filter(({ dueMs }) => dueMs > passedMs)
      for (const { run } of due) run()
    },
    sleep: (ms: number) => {
      sleptMs += ms
    },
  }
}
export type HandClock = ReturnType<typeof createHandClock>

const MOST_STEPS = 4_000
/** Real time between two moves of the clock, in which files are looked at and requests get on. */
const BREATH_MS = 4

/** Errors that the program logs are faults of the making, not something to keep. */
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

export type Program = ReturnType<typeof startProgram>

/** Opens the folder, which has its settings and secrets already, and starts capture and sending. */
export const startProgram = ({
  data,
  clock,
  uuid,
  version,
}: {
  data: string
  clock: HandClock
  uuid: () => string
  version: string
}) => {
  const faults: string[] = []
  const settingsSource = createSettingsFile({ folder: data, parseSettings: channels.parseSettings })
  const read = settingsSource.read()
  if (!read.ok) throw new Error(JSON.stringify(read.problems))
  const secrets = createFileSecrets({ folder: data })
  const databasePath = join(data, 'night-porter.db')
  const opened = openStore({ databasePath, isNew: !existsSync(databasePath), secrets, now: clock.now })
  if (!opened.ok) throw new Error(opened.sentence)
  const { store } = opened
  const flights = new Set<Promise<unknown>>()
  const log = listening(faults)
  const engine = createEngine({
    store,
    channels,
    lock: createSenderLock(join(data, 'sender.lock')),
    settingsSource,
    settings: read.settings,
    secrets,
    files: createFiles(),
    createHttp: (options) => {
      const real = createHttp(options)
      return {
        ...real,
        send: (request) => {
          const sent = real.send(request)
          flights.add(sent)
          return sent.finally(() => flights.delete(sent))
        },
      }
    },
    clock,
    ids: { uuid },
    log,
    texts: createTexts(),
    host: {
      dataFolder: data,
      version,
      pid: 4711,
      name: 'RECEPTION-PC, reception',
      person: 'reception',
      sha256: (bytes) => createHash('sha256').update(bytes).digest(),
    },
  })
  engine.start()

  const call = async <M extends Method>(method: M, input?: Input<M>): Promise<Output<M>> => {
    const reply = await answerCall({ handlers: engine.handlers, log }, method, input ?? {})
    if (!reply.ok) throw new Error(`${method}: ${reply.error.code}: ${reply.error.message}`)
    // Checked against the contract; what comes out of the schema is what the type says.
    return methods[method].output.parse(reply.value) as Output<M>
  }
  const all = async () => (await call('messages.list', { limit: 500 })).items.reverse()
  const breathe = () => new Promise((resolve) => setTimeout(resolve, BREATH_MS))
  /**
   * Requests end before time goes on, so that the times kept are those of an ordinary channel; `isPatient`
   * false where one hangs.
   */
  const step = async (ms: number, isPatient: boolean) => {
    clock.move(ms)
    await breathe()
    while (isPatient && flights.size > 0) await breathe()
  }
  return {
    store,
    call,
    all,
    faults,
    until: async (
      what: string,
      isReached: () => boolean | Promise<boolean>,
      { stepMs = 250, isPatient = true } = {},
    ) => {
      for (let n = 0; n < MOST_STEPS; n++) {
        if (await isReached()) return
        await step(stepMs, isPatient)
      }
      throw new Error(`Moved the clock ${MOST_STEPS} times and waited for: ${what}. ${faults.join(' ')}`)
    },
    pass: async (ms: number, stepMs = 1_000) => {
      for (let passedMs = 0; passedMs < ms; passedMs += stepMs) await step(stepMs, true)
    },
    stop: async () => {
      const stopped = engine.stop()
      for (let n = 0; n < 100; n++) await step(250, true)
      await stopped
      store.close()
    },
  }
}

/** Writes an export as a careful PMS does, with a file time of the moved clock. */
export const dropExport = (folder: string, name: string, content: Uint8Array, at: number): void => {
  const temporary = join(folder, `.${name}.part`)
  writeFileSync(temporary, content)
  utimesSync(temporary, at / 1000, at / 1000)
  renameSync(temporary, join(folder, name))
}
