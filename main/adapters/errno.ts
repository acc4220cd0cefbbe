import type { FileProblem } from '../core/ports/files.ts'

/**
 * The code of a system or library error, such as `ENOENT`; `UNKNOWN` when it has none. Never holds content.
 */
export const errnoOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : 'UNKNOWN'

/**
 * System error codes by what they mean for an export folder. Windows' own codes come through libuv under
 * these names; what it cannot translate is UNKNOWN, in practice a network share that fails.
 */
const reasons: Record<string, FileProblem['reason']> = {
  ENOENT: 'gone',
  ENOTDIR: 'gone',
  EBUSY: 'busy',
  ETXTBSY: 'busy',
  EAGAIN: 'busy',
  EDEADLK: 'busy',
  EACCES: 'denied',
  EPERM: 'denied',
  EIO: 'unreachable',
  ENXIO: 'unreachable',
  ENODEV: 'unreachable',
  ESTALE: 'unreachable',
  EREMOTEIO: 'unreachable',
  ETIMEDOUT: 'unreachable',
  EHOSTDOWN: 'unreachable',
  EHOSTUNREACH: 'unreachable',
  ENETDOWN: 'unreachable',
  ENETUNREACH: 'unreachable',
  ENETRESET: 'unreachable',
  ENONET: 'unreachable',
  ECONNREFUSED: 'unreachable',
  ECONNRESET: 'unreachable',
  ECONNABORTED: 'unreachable',
  ENOTCONN: 'unreachable',
  EPIPE: 'unreachable',
  ESHUTDOWN: 'unreachable',
  EPROTO: 'unreachable',
  UNKNOWN: 'unreachable',
  EFBIG: 'too-large',
  EOVERFLOW: 'too-large',
  ENOSPC: 'full',
  EDQUOT: 'full',
  EROFS: 'read-only',
  ECHANGED: 'changed',
  EEXIST: 'exists',
  ENOTEMPTY: 'exists',
}

/**
 * Turns the error of a file operation into a problem with one of the port's reasons; codes not known here are
 * `other`.
 */
export const fileProblem = (error: unknown): FileProblem => {
  const code = errnoOf(error)
  return { ok: false, reason: reasons[code] ?? 'other', code }
}
