/**
 * A wish that every host of a data folder leaves, whoever started it. It lies in the folder, so it needs an
 * end of its own: whoever asked may have been killed, and the next start must not be stopped by it.
 */
export type StopRequest = {
  id: string
  /** Epoch ms; the request counts from then until `endsAt`. */
  askedAt: number
  endsAt: number
  /** Who asked, for the log. */
  by: string
}

/** No request counts for longer, whatever it says. */
export const LONGEST_REQUEST_MS = 60 * 60_000

/** So much may the clocks of asking and reading differ, as when a clock is set meanwhile. */
const CLOCK_STEP_MS = 60_000

/**
 * Whether a request is to be followed now. One from the future was written under another clock: it is not.
 */
export const isInForce = ({ askedAt, endsAt }: StopRequest, now: number): boolean =>
  now >= askedAt - CLOCK_STEP_MS && now < Math.min(endsAt, askedAt + LONGEST_REQUEST_MS)
