/**
 * How much one transaction of a capture writes. A file of thousands of messages is written in as many
 * transactions as it takes, so that none outlasts the lease on a shared folder and the program goes on
 * answering between two of them.
 */
const MOST_ROWS = 2_000
const MOST_BYTES = 4 * 1024 * 1024
/** A slow disk or a busy PC: long before the program seems to stand still. */
const MOST_MS = 100

/** What a transaction has written so far; `beganMs` by the monotonic clock. */
export type Chunk = { rows: number; bytes: number; beganMs: number }

/** Whether the next message belongs into the next transaction. A single message is never divided. */
export const isFull = ({ rows, bytes, beganMs }: Chunk, nowMs: number): boolean =>
  rows >= MOST_ROWS || bytes >= MOST_BYTES || nowMs - beganMs >= MOST_MS
