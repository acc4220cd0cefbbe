import type { ConnectionSettings } from '../../../contract/settings.ts'

/**
 * Requests a minute that polls and writes leave free, so that a person's test call stays within the limit as
 * well.
 */
const SPARE = 2

/** The pace for polls and writes of a job API, whose limit counts every request. */
export const paceBesideTests = (pace: ConnectionSettings['pace']): ConnectionSettings['pace'] =>
  pace !== null && pace.perMinute >= 20 ? { ...pace, perMinute: pace.perMinute - SPARE } : pace
