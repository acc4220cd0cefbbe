import type { MessageRecord } from '../records.ts'

/** What several transitions do to a record. */

export type At = { now: number }

/** As if it had never been tried, except for its history. */
export const retriesReset = (message: MessageRecord): MessageRecord => ({
  ...message,
  step: 0,
  stepSinceAwake: null,
  stepSinceAt: null,
  nextAttemptAt: null,
  isSuspect: false,
  throttles: 0,
  throttledAwake: null,
  // The end of an outage it was tried in must not take away a time that a person gives it now.
  triedInOutage: 0,
})

/** Newer data took its place; `by`: the id of the message that brought it. */
export const replaced = (message: MessageRecord, by: string | null): MessageRecord => ({
  ...message,
  state: 'superseded',
  supersededBy: by,
  nextAttemptAt: null,
})
