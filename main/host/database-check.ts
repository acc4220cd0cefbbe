import { Worker } from 'node:worker_threads'
import { z } from 'zod'
import type { Log } from '../core/ports/log.ts'
import { faultOf } from '../core/redact/fault.ts'
import { removeCheckMark, writeCheckMark } from '../store/lifecycle/check-mark.ts'
import type { CheckOrder } from '../store/lifecycle/check-worker.ts'
import type { PendingCheck } from '../store/lifecycle/start-up.ts'
import { bundlePath, isFromSources } from './places.ts'

const Answer = z.discriminatedUnion('isSound', [
  z.object({ isSound: z.literal(true) }),
  z.object({ isSound: z.literal(false), problem: z.string() }),
])

const ownEntry = (): URL | string =>
  isFromSources ? new URL('../store/lifecycle/check-worker.ts', import.meta.url) : bundlePath('check-worker.mjs')

/**
 * Looks a database through in a thread of its own, while the engine works. Sound: the mark beside it goes.
 * Damaged: it is marked, and `onDamaged` is called once; whoever opens it next alone saves what can be saved.
 * A check that fails for another reason is logged and left to the next start. Gives the function that ends
 * the thread, as soon as SQLite is through with the table it is at.
 */
export const checkDatabase = (parts: {
  path: string
  check: PendingCheck
  log: Log
  onDamaged: () => void
  /** The thread's file; another one in tests. */
  entry?: URL | string
}): (() => void) => {
  const { path, check, log, onDamaged, entry = ownEntry() } = parts
  let isStopped = false
  const order: CheckOrder = { path, isThorough: check.isThorough }
  log.info('database-check-begun', { isThorough: check.isThorough })
  const worker = new Worker(entry, { workerData: order })
  worker.on('error', (error) => log.error('database-check-failed', faultOf(error)))
  worker.on('message', (data: unknown) => {
    const answer = Answer.parse(data)
    if (isStopped) return
    if (answer.isSound) {
      log.info('database-check-ended')
      removeCheckMark(path)
      return
    }
    log.error('database-damaged', { problem: answer.problem })
    writeCheckMark(path, 'damaged')
    onDamaged()
  })
  return () => {
    isStopped = true
    void worker.terminate()
  }
}
