import { Worker } from 'node:worker_threads'
import { startAwakeTimer } from './awake-timer.ts'
import { errnoOf } from './errno.ts'
import type { ParseAnswer, ParseOrder } from './parse-order.ts'

/** Orders without their number: the thread counts them. */
type Unnumbered<Order> = Order extends unknown ? Omit<Order, 'id'> : never
type ParseTask = Unnumbered<ParseOrder>

export type ParseThread = {
  /**
   * Carries out one task after the other, each in `timeoutMs` of time awake and what is granted beside. Null:
   * the thread died of it or took too long; the next task gets a new thread.
   */
  give(task: ParseTask, extraMs?: number): Promise<ParseAnswer | null>
  close(): Promise<void>
}

const missing = new Set(['MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND', 'ENOENT'])
/**
 * A file of 64 MB takes up to twenty times its size while it is read; one that needs more would have taken
 * the whole program's memory.
 */
const MOST_MEGABYTES = 1_536

/** A thread of its own that is made when first needed. An idle one keeps no process alive. */
export const createParseThread = (parts: {
  file: URL
  timeoutMs: number
  /** Carries an order out in the calling thread, where no other is to be had. */
  parseHere: (order: ParseOrder) => ParseAnswer
  /** Told what the thread died of. */
  onFault: (error: unknown) => void
}): ParseThread => {
  const { file, timeoutMs, parseHere, onFault } = parts
  let worker: Worker | null = null
  let last: Promise<unknown> = Promise.resolve()
  let orders = 0

  const end = async () => {
    const ending = worker
    worker = null
    await ending?.terminate()
  }

  const start = (): Worker => {
    const made = new Worker(file, { resourceLimits: { maxOldGenerationSizeMb: MOST_MEGABYTES } })
    // Whoever waits for an answer listens for itself; this hears of every death, also while nobody waits.
    made.on('error', onFault)
    made.once('exit', () => {
      if (worker === made) worker = null
    })
    return made
  }

  const carryOut = async (task: ParseTask, extraMs: number): Promise<ParseAnswer | null> => {
    const order: ParseOrder = { ...task, id: orders++ }
    try {
      worker ??= start()
    } catch {
      // No memory or thread to be had: it is read here, and the whole program stands still for a moment
      // instead.
      return parseHere(order)
    }
    const thread = worker
    thread.ref()
    return new Promise((resolve) => {
      const settle = (answer: ParseAnswer | null) => {
        cancel()
        thread.off('message', onMessage).off('error', onError).off('exit', onEnd)
        thread.unref()
        if (answer) resolve(answer)
        else void end().then(() => resolve(null))
      }
      const onMessage = (answer: ParseAnswer) => {
        if (answer.id === order.id) settle(answer)
      }
      const onEnd = () => settle(null)
      const onError = (error: unknown) => {
        // A program built without its worker must not lose a booking for it: it stands still for a moment
        // instead.
        if (missing.has(errnoOf(error))) settle(parseHere(order))
        else onEnd()
      }
      const cancel = startAwakeTimer(timeoutMs + extraMs, onEnd)
      thread.on('message', onMessage).on('error', onError).on('exit', onEnd)
      thread.postMessage(order)
    })
  }

  return {
    give: (task, extraMs = 0) => {
      const answer = last.then(() => carryOut(task, extraMs))
      // Whoever gave that task hears of its fault; the next one has its own turn.
      last = answer.catch(() => null)
      return answer
    },
    close: end,
  }
}
