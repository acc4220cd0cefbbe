import { parentPort, workerData } from 'node:worker_threads'
import type { Reply } from '../contract/methods.ts'
import { faultOf } from '../core/redact/fault.ts'
import { answerCall } from '../engine/calls/answer-call.ts'
import { type Composed, compose } from './compose.ts'
import { guardFaults } from './faults.ts'
import { createHostLog } from './host-log.ts'
import { askKeyStore } from './key-store-port.ts'
import { type FromThread, ThreadGiven, ToThread } from './thread-messages.ts'

/**
 * The thread in which store and engine live: a sync of the disk, a database that another process holds or a
 * long search makes this thread wait, and never the one that shows windows or answers HTTP.
 * main/host/engine-client.ts is its other end.
 */

const given = ThreadGiven.parse(workerData)
const folderLog = createHostLog(given.folder)
const log = folderLog.child('engine')

const send = (message: FromThread): void => parentPort?.postMessage(message)

// What the engine was at is unknown now. Every step is a committed transaction, so the host starts it anew.
guardFaults(log, () => process.exit(1))

type Call = Extract<ToThread, { kind: 'call' }>

const answer = async (composed: Composed, { id, method, input, caller }: Call): Promise<void> => {
  const reply = await answerCall({ handlers: composed.engine.handlers, log: composed.log }, method, input, caller)
  try {
    send({ kind: 'reply', id, reply })
  } catch (error) {
    // Only plain data can be carried over; the call must not stay unanswered for it.
    log.error('reply-not-plain', { method, ...faultOf(error) })
    const message = 'Night Porter could not show that because of a fault of its own. It is in the log.'
    send({ kind: 'reply', id, reply: { ok: false, error: { code: 'internal', message } } satisfies Reply })
  }
}

const run = (composed: Composed): void => {
  const { engine } = composed
  engine.onChanged((topics) => send({ kind: 'changed', topics }))
  engine.onNotice((notice) => send({ kind: 'notice', notice }))
  const stop = async (code: 0 | 1) => {
    await engine.stop()
    composed.close()
    process.exit(code) // this thread only: an idle connection must not keep it
  }
  const start = () => {
    engine.start()
    // The host starts an engine that failed anew; that start saves what can be read.
    composed.checkDatabase(() => void stop(1))
  }
  parentPort?.on('message', (data: unknown) => {
    const message = ToThread.parse(data)
    if (message.kind === 'start') start()
    else if (message.kind === 'wake') engine.wake()
    else if (message.kind === 'hold') engine.hold(message.ms)
    else if (message.kind === 'stop') void stop(0)
    else void answer(composed, message)
  })
  send({ kind: 'composed', locale: composed.settings.locale })
}

const result = compose({
  folder: given.folder,
  log: folderLog,
  isForThisUser: given.isForThisUser,
  keyStore: given.keyStore === null ? null : askKeyStore(given.keyStore.port, given.keyStore.bell),
})
if (result.ok) run(result.composed)
else {
  send({ kind: 'refused', refusal: result.refusal })
  process.exit(0) // this thread only, whatever a half-made engine still holds open
}
