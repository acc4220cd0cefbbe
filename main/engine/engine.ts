import type { Handlers, Topic } from '../contract/methods.ts'
import type { Notice } from '../contract/notice.ts'

/** The whole of Night Porter without a face: what a host (desktop or headless) starts, asks and stops. */
export type Engine = {
  /**
   * Competes for the sender's lock; the process that holds it recovers, captures and sends. Returns at once.
   */
  start(): void
  /**
   * Takes nothing new, lets the request in flight end in its own time, gives the lock back, closes nothing it
   * did not open.
   */
  stop(): Promise<void>
  /** The PC woke up, its clock jumped or its network changed: looks at once at what is due. */
  wake(): void
  /** Claims nothing for so long, because this process may end any moment; then it goes on by itself. */
  hold(ms: number): void
  handlers: Handlers
  /** Says what changed, batched; never the data. Gives the unsubscribe function. */
  onChanged(listener: (topics: Topic[]) => void): () => void
  /** The two edges of each alarm, whichever process found them. Gives the unsubscribe function. */
  onNotice(listener: (notice: Notice) => void): () => void
}

export type { Notice }
