/** Log lines. Values are redacted again at the sink; still, callers pass ids and numbers, never content. */
export type LogFields = Record<string, string | number | boolean | null | undefined>

export type Log = {
  debug(event: string, fields?: LogFields): void
  info(event: string, fields?: LogFields): void
  warn(event: string, fields?: LogFields): void
  error(event: string, fields?: LogFields): void
  /** A log whose lines begin with `scope`. */
  child(scope: string): Log
}
