import type { RetrySettings } from '../../contract/settings.ts'
import { fullPace, slowedDown } from './adaptive-pace.ts'
import { dueAtWithinHour, nextClockMinute } from './ladder.ts'
import type { LinkRecord, MessageRecord } from './records.ts'

/**
 * Throttling: what it does to the link, when it is the message's own fault, and when a person must know. The
 * channel gives one fault for too many requests and for too much in one request
 * (docs/channels/pmsxchange.md#pmsx-49); only what happens to others tells them apart. Rules:
 * docs/architecture.md#throttling.
 */

/** Throttled so often by itself, a message is taken for the cause. */
const MOST_THROTTLES = 3
/**
 * How long a message that was throttled again lets others go first once the wait is over, to learn whether
 * they meet the same.
 */
const OTHERS_FIRST_MS = 20_000
/** After so long without a throttle the next one begins a new story. */
const QUIET_MS = 600_000

/** In `throttledBy`: messages of several order keys were throttled since something last got through. */
const SEVERAL_THROTTLED = '*'

type Throttle = { now: number; awakeMs: number; retryAfterMs: number | null; orderKey: string }

const byWhom = (link: LinkRecord, orderKey: string): string =>
  link.throttledBy === null || link.throttledBy === orderKey ? orderKey : SEVERAL_THROTTLED

/**
 * Slows the whole connection until the channel's own wish, or the next clock minute when it named none. Of
 * several replies to requests that were under way together the longest wish counts.
 */
export const throttled = (link: LinkRecord, { now, awakeMs, retryAfterMs, orderKey }: Throttle): LinkRecord => {
  const isSameStory =
    link.throttledSinceAwake !== null && link.throttledUntilAt !== null && now - link.throttledUntilAt < QUIET_MS
  return {
    ...link,
    ...slowedDown(link, now),
    throttledUntilAt: Math.max(
      dueAtWithinHour(link.throttledUntilAt, now) ?? now,
      retryAfterMs === null ? nextClockMinute(now) : now + retryAfterMs,
    ),
    throttledBy: byWhom(link, orderKey),
    ...(isSameStory ? {} : { throttledSinceAt: now, throttledSinceAwake: awakeMs, hasThrottleAlarmed: false }),
  }
}

/** Something got through: the connection is not throttled any more. */
export const noThrottle = {
  throttledBy: null,
  throttledSinceAt: null,
  throttledSinceAwake: null,
  hasThrottleAlarmed: false,
} as const satisfies Partial<LinkRecord>

/**
 * How often the message was throttled for its own part: the first time, and whenever others got through
 * since, or nobody else had sent anything. Where others were throttled as well it says nothing about this
 * one.
 */
const ownThrottles = (
  message: MessageRecord,
  link: LinkRecord,
  /** No other request went out on the connection in the minute before. */
  isAlone: boolean,
): number => {
  if (message.throttles === 0 || message.throttledAwake === null) return 1
  const haveOthersPassed = link.lastPassAwake !== null && link.lastPassAwake > message.throttledAwake
  const isOnlyOne = isAlone && byWhom(link, message.orderKey) === message.orderKey
  return haveOthersPassed || isOnlyOne ? message.throttles + 1 : message.throttles
}

/** What a throttle makes of message and link. `link`: as it was before the answer. */
export const afterThrottle = (
  message: MessageRecord,
  link: LinkRecord,
  { isAlone, ...throttle }: Omit<Throttle, 'orderKey'> & { isAlone: boolean },
): { message: MessageRecord; link: LinkRecord } => {
  const throttles = ownThrottles(message, link, isAlone)
  const slow = throttled(link, { ...throttle, orderKey: message.orderKey })
  if (throttles < MOST_THROTTLES) {
    const later = {
      nextAttemptAt: (slow.throttledUntilAt ?? throttle.now) + OTHERS_FIRST_MS,
      // A time of its own ladder, which a clock that is set back makes void.
      step: Math.max(1, message.step),
    }
    return {
      message: {
        ...message,
        state: 'waiting',
        throttles,
        throttledAwake: throttle.awakeMs,
        ...(message.throttles > 0 ? later : {}),
      },
      link: slow,
    }
  }
  return {
    message: { ...message, state: 'failed', cause: 'message-throttled', throttles: 0, throttledAwake: null, step: 0 },
    // `throttledBy` stays: a different message that is throttled next shows that it was the connection after
    // all.
    link: { ...slow, ...noThrottle, ...fullPace, throttledBy: slow.throttledBy },
  }
}

/**
 * Whether the throttle of this answer shows that a message that failed for its own throttles did so wrongly:
 * others meet the same.
 */
export const clearsThrottled = (before: LinkRecord, after: LinkRecord): boolean =>
  after.throttledBy === SEVERAL_THROTTLED && before.throttledBy !== SEVERAL_THROTTLED

/** The throttling has lasted so long that somebody must know. Null: not yet, or it is known. */
export const throttleAlarm = (
  link: LinkRecord,
  { awakeMs, retry }: { awakeMs: number; retry: RetrySettings },
): LinkRecord | null =>
  !link.hasThrottleAlarmed &&
  link.throttledSinceAwake !== null &&
  awakeMs - link.throttledSinceAwake >= retry.alarmAfterMinutes * 60_000
    ? { ...link, hasThrottleAlarmed: true }
    : null
