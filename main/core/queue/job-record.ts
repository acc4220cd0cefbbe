import type { Outcome } from '../../contract/words.ts'
import type { StoredCause } from '../playbook/stored-cause.ts'

/**
 * A job the channel made for a message, as the rules see it. Its number and the far system's words are sealed
 * and not part of it.
 */
export type JobRecord = {
  id: string
  messageId: string
  connection: string
  /** The attempt whose request made it. */
  attemptId: string
  /** The job that the channel's own retry call made this one from. */
  retryOf: string | null
  acceptedAt: number
  /** The same moment in engine-awake milliseconds; the alarm counts from it. */
  acceptedAwake: number
  /** Automatic goes after maintenance that lie behind it in a row, with no person between. */
  repeats: number
  /** Answers so far that were not the last. */
  polls: number
  askedAt: number | null
  /** Null: it is not asked about any more. */
  nextPollAt: number | null
  /** Null: not known yet. */
  outcome: Outcome | null
  cause: StoredCause | null
  endedAt: number | null
  /** A person decided against retrying this job: the next go is a fresh write. */
  isSetAside: boolean
}
