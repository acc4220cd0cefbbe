/**
 * What pmsXchange takes in one request (docs/channels/pmsxchange.md#pmsx-9,
 * docs/channels/pmsxchange.md#pmsx-49).
 */

/**
 * AvailStatusMessage, RateAmountMessage or Inventory elements in one request; one more is answered by the
 * throttle fault.
 */
export const MAX_UPDATES = 500

/** What envelope, security header and stamp add to a message at most, in bytes. */
const ENVELOPE_BYTES = 4_096

/** The room for the message itself in a request of at most `maxRequestBytes`. */
export const bodyBytesOf = (maxRequestBytes: number): number =>
  Math.max(maxRequestBytes - ENVELOPE_BYTES, Math.ceil(maxRequestBytes / 2))
