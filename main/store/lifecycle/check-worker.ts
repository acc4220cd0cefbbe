import { parentPort, workerData } from 'node:worker_threads'
import { z } from 'zod'
import { checkInSlices, type Integrity } from './integrity.ts'

/**
 * A thread that looks a database through while others use it. One table keeps SQLite busy for seconds, which
 * no other thread may wait for; between two of them it rests as long as the last one took, so that a PC of
 * two cores is not slowed down. Answers once, and ends.
 */

export const CheckOrder = z.object({ path: z.string(), isThorough: z.boolean() })
export type CheckOrder = z.infer<typeof CheckOrder>
export type CheckAnswer = Integrity

const LONGEST_REST_MS = 5_000

const { path, isThorough } = CheckOrder.parse(workerData)
const sleeper = new Int32Array(new SharedArrayBuffer(4))
const rest = (tookMs: number): void => void Atomics.wait(sleeper, 0, 0, Math.min(tookMs, LONGEST_REST_MS))
parentPort?.postMessage(checkInSlices(path, { isThorough, rest }) satisfies CheckAnswer)
