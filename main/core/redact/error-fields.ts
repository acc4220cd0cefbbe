import type { LogFields } from '../ports/log.ts'

/** What a log line says of a thrown value: its class, its code where it has one, and where in our own code it was thrown. */
export type ErrorFields = { error: string; code: string | null; at: string | null }

/**
 * The fields of a log line about something that was thrown. Its message is left out: it could quote a booking. `at` is the first frame
 * of the stack that is ours, as `function (main/engine/….ts:12:5)`, without the folders in front of it, which could name a user.
 */
export const errorFields = (thrown: unknown): ErrorFields & LogFields => ({
  error: thrown instanceof Error ? thrown.name : typeof thrown,
  code: codeOf(thrown),
  at: thrown instanceof Error ? ownFrame(thrown.stack ?? '') : null,
})

const codeOf = (thrown: unknown): string | null =>
  typeof thrown === 'object' && thrown !== null && 'code' in thrown && typeof thrown.code === 'string'
    ? thrown.code
    : null

/** Node's own frames and those of libraries say where it surfaced, not who called them. */
const ownFrame = (stack: string): string | null => {
  const frames = stack.split('\n').flatMap((line) => /^\s+at (.+)$/.exec(line)?.[1] ?? [])
  const own = frames.find((frame) => !/node:|node_modules|\bnative\b|<anonymous>/.test(frame))
  return own === undefined
    ? null
    : own.replace(/(?:file:\/\/)?[^()]*[\\/](?=(?:main|preload|renderer|out|test)[\\/])/, '')
}
