import { setTimeout as wait } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { guardFaults } from '../../../../main/host/faults.ts'
import { createHostLog } from '../../../../main/host/host-log.ts'
import { type FromThread, ThreadGiven, ToThread } from '../../../../main/host/thread-messages.ts'

/**
 * An engine's thread without an engine: it guards itself as the real one does, and fails in the way it is
 * told.
 */

const { folder } = ThreadGiven.parse(workerData)
const send = (message: FromThread) => parentPort?.postMessage(message)
guardFaults(createHostLog(folder), () => process.exit(1))

const ways: Record<string, () => void> = {
  throw: () => {
    setImmediate(() => {
      throw new RangeError('Okafor, Amara')
    })
  },
  reject: () => {
    void wait(1).then(() => Promise.reject(Object.assign(new Error('Okafor, Amara'), { code: 'EIO' })))
  },
  exit: () => process.exit(3),
  silent: () => undefined,
}

parentPort?.on('message', (data: unknown) => {
  const message = ToThread.parse(data)
  if (message.kind === 'start') send({ kind: 'changed', topics: ['messages'] })
  if (message.kind === 'stop') process.exit(0)
  if (message.kind !== 'call') return
  const fail = ways[message.method]
  if (fail) fail()
  else send({ kind: 'reply', id: message.id, reply: { ok: true, value: 'answered' } })
})
send({ kind: 'composed', locale: 'de' })
