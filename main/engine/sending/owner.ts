import type { MessageRecord } from '../../core/queue/records.ts'

/**
 * The process that sends now. What it writes counts only while its epoch does; `awakeMs` is how long this
 * computer has been awake.
 */
export type Owner = { epoch: number; awakeMs: () => number }

/** A message that an owner has marked as sending. */
export type Claim = { attemptId: string; echoToken: string; startedAt: number; message: MessageRecord }
