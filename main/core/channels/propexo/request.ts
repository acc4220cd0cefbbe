import type { ChannelRequest } from '../channel.ts'
import { isRecord, parseJson } from './json.ts'
import { rawMember } from './raw-member.ts'

/**
 * Requests to a job API: the write an export describes, the question what became of a job, the API's own
 * retry, and the harmless test.
 */

/** Where and as whom a request goes. */
export type JobAccess = { base: string; token: string; requestId: string }

const methods = ['POST', 'PUT', 'PATCH', 'DELETE'] as const
type WriteMethod = (typeof methods)[number]

/** The job that cannot exist: a number of the right shape for any API, and never given out. */
export const NO_JOB_ID = '00000000-0000-0000-0000-000000000000'

/** The address of a path below the connection's own; null for a path that would lead to another host. */
export const addressOf = (base: string, path: string): string | null => {
  if (!/^\/(?!\/)/.test(path)) return null
  const { origin, pathname } = new URL(base)
  const address = `${origin}${pathname.replace(/\/+$/, '')}${path}`
  return URL.canParse(address) && new URL(address).origin === origin ? new URL(address).href : null
}

const headersOf = ({ token, requestId }: JobAccess, hasBody: boolean): Record<string, string> => ({
  authorization: `Bearer ${token}`,
  accept: 'application/json',
  'x-request-id': requestId,
  ...(hasBody ? { 'content-type': 'application/json' } : {}),
})

const isWriteMethod = (method: unknown): method is WriteMethod => methods.some((known) => known === method)

/** Whether a token can stand in a header at all; one that cannot is as good as none. */
export const isUsableToken = (token: string): boolean => /^[\x21-\x7e]+$/.test(token)

/** Whether a job's number can be put into a path: a path of dots would lead elsewhere. */
export const isUsableJobId = (jobId: string): boolean => jobId.length <= 400 && !/^\.*$/.test(jobId)

/** Method and path of the write that an export describes. Null: the stored text is no export of this kind. */
export const writeOf = (exportText: string): { method: WriteMethod; path: string } | null => {
  const fields = parseJson(exportText)
  if (!isRecord(fields) || typeof fields.method !== 'string' || typeof fields.path !== 'string') return null
  const method = fields.method.trim().toUpperCase()
  return isWriteMethod(method) ? { method, path: fields.path } : null
}

/**
 * The write that an export describes, its body as the PMS wrote it. Null: the stored text is no export of
 * this kind.
 */
export const buildJobWrite = (exportText: string, access: JobAccess): ChannelRequest | null => {
  const fields = parseJson(exportText)
  const write = writeOf(exportText)
  const url = write && addressOf(access.base, write.path)
  if (!isRecord(fields) || write === null || url === null) return null
  const { method } = write
  const body = fields.body === undefined || fields.body === null ? null : rawMember(exportText, 'body')
  return { method, url, headers: headersOf(access, body !== null), ...(body === null ? {} : { body }) }
}

const addressOfJob = (base: string, path: string, jobId: string): string | null =>
  addressOf(
    base,
    path.replace('{jobId}', () => encodeURIComponent(jobId)),
  )

/** Asks what became of a job. Null where the path of the settings leads elsewhere. */
export const buildJobStatus = (statusPath: string, jobId: string, access: JobAccess): ChannelRequest | null => {
  const url = addressOfJob(access.base, statusPath, jobId)
  return url === null ? null : { method: 'GET', url, headers: headersOf(access, false) }
}

/**
 * Has the API try a failed job again: it expects a JSON object and answers with the number of a new job
 * (docs/channels/propexo.md#prx-11).
 */
export const buildJobRetry = (retryPath: string, jobId: string, access: JobAccess): ChannelRequest | null => {
  const url = addressOfJob(access.base, retryPath, jobId)
  return url === null ? null : { method: 'POST', url, headers: headersOf(access, true), body: '{}' }
}
