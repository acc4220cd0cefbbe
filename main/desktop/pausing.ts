import type { Health } from '../contract/health.ts'
import type { Log } from '../core/ports/log.ts'
import type { AnswerCall } from './ipc.ts'

/**
 * Pauses every connection that sends, until a time or until somebody resumes (null). `reason` is shown on
 * screen.
 */
export const pauseAll = async (
  deps: { answer: AnswerCall; log: Log },
  connections: Health['connections'],
  pause: { reason: string; until: number | null },
): Promise<void> => {
  for (const { id, state } of connections) {
    if (state === 'paused') continue
    const reply = await deps.answer('connections.pause', { id, ...pause })
    if (!reply.ok) deps.log.warn('not-paused', { connection: id, code: reply.error.code })
  }
}

/** Lets every paused connection send again. */
export const resumeAll = async (
  deps: { answer: AnswerCall; log: Log },
  connections: Health['connections'],
): Promise<void> => {
  for (const { id, state } of connections) {
    if (state !== 'paused') continue
    const reply = await deps.answer('connections.resume', { id })
    if (!reply.ok) deps.log.warn('not-resumed', { connection: id, code: reply.error.code })
  }
}
