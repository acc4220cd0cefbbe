import type { Topic } from '../contract/methods.ts'
import type { Clock } from '../core/ports/clock.ts'
import { createListeners } from './listeners.ts'

/**
 * Tells in one direction what was committed: the room that committed publishes, the dispatcher looks for what
 * is due and the screens ask again. A listener gives no answer here; what the dispatcher commits after an
 * event is a change of its own.
 */

const BATCH_MS = 100

/** Who changed something: a room of the engine, a person's call, or another process of this data folder. */
export type Origin =
  | 'role'
  | 'capture'
  | 'dispatcher'
  | 'links'
  | 'alarms'
  | 'upkeep'
  | 'person'
  | 'settings'
  | 'process'
  | 'another-process'

type Change = { topic: Topic; by: Origin }

/**
 * Says that something of this topic has changed and is committed. Held by each room, with its origin already
 * in it.
 */
export type Changed = (topic: Topic) => void

export type Events = {
  publisher(by: Origin): Changed
  /** Tells each change at once. Gives the function that ends it. */
  onChange(listener: (change: Change) => void): () => void
  /**
   * Tells the topics that changed, those of a tenth of a second together and each once. Gives the function
   * that ends it.
   */
  onTopics(listener: (topics: Topic[]) => void): () => void
  stop(): void
}

export const createEvents = ({ clock }: { clock: Pick<Clock, 'after'> }): Events => {
  const changes = createListeners<Change>()
  const batches = createListeners<Topic[]>()
  const pending = new Set<Topic>()
  let cancel: (() => void) | null = null

  const tellBatch = () => {
    cancel = null
    const topics = [...pending]
    pending.clear()
    batches.tell(topics)
  }

  return {
    publisher: (by) => (topic) => {
      // Whatever changed, the one sentence about all may be another.
      pending.add(topic).add('health')
      cancel ??= clock.after(BATCH_MS, tellBatch)
      changes.tell({ topic, by })
    },
    onChange: changes.add,
    onTopics: batches.add,
    stop: () => cancel?.(),
  }
}
