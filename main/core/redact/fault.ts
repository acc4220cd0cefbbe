/**
 * What may be written of an unexpected error: its class, its code and the first place in our own code. Never
 * its message.
 */
export type Fault = { error: string; code: string | null; at: string | null }

const frameOf = (line: string): string | null => /^\s+at (?:.*\()?([^()]+:\d+:\d+)\)?$/.exec(line)?.[1] ?? null

const isOwn = (place: string): boolean => !place.startsWith('node:') && !/[\\/]node_modules[\\/]/.test(place)

/** Folders of the program, as sources and as bundles. */
const ownFolder =
  /(?:main[\\/](?:contract|core|store|engine|adapters|rehearsal|host|desktop|headless)|out[\\/](?:np|main))[\\/].*$/

/** Within the program: what stands before its folders is where this PC keeps it, and may name a person. */
const shorten = (place: string): string => ownFolder.exec(place)?.[0] ?? place.replace(/^.*[\\/]/, '')

/**
 * Names an error for a log line or a sentence. The message is left out, also where it is part of the stack:
 * it may quote a booking. `at` is null where no frame is ours; `code` is the system's or a library's, such as
 * `EACCES` or `SQLITE_BUSY`.
 */
export const faultOf = (error: unknown): Fault => {
  if (!(error instanceof Error)) return { error: typeof error, code: null, at: null }
  const stack = error.stack ?? ''
  const messageAt = stack.indexOf(error.message)
  const frames = (messageAt < 0 ? stack : stack.slice(messageAt + error.message.length)).split('\n').flatMap((line) => {
    const place = frameOf(line)
    return place !== null && isOwn(place) ? [place] : []
  })
  const code = 'code' in error && typeof error.code === 'string' && /^[\w-]{1,60}$/.test(error.code) ? error.code : null
  return { error: error.name.slice(0, 60), code, at: frames[0] === undefined ? null : shorten(frames[0]) }
}
