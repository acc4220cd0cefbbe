import type { Clock } from '../core/ports/clock.ts'
import type { RawRequest } from './http-request.ts'
import { createMinuteLimit, secondsToNextMinute } from './minute-limit.ts'
import { jsonReply, type Reply } from './reply.ts'
import type { JobPlan, Misbehaviour, Scenario, SeenKind } from './scenario.ts'

/** A job the stand-in made for a write. */
export type KeptJob = {
  id: string
  plan: JobPlan
  polls: number
  isRetryOf: string | null
  path: string
  body: unknown
}

export type JobApi = {
  answer(raw: RawRequest, scenario: Scenario, misbehaviour: Misbehaviour | null): Reply
  jobs(): KeptJob[]
}

const statusPath = /^\/v1\/admin\/write-status\/([^/]+)$/
const retryPath = /^\/v1\/admin\/retry-write\/([^/]+)$/

const writeKinds: Record<string, SeenKind> = { POST: 'new', PUT: 'change', PATCH: 'change', DELETE: 'cancel' }

/** What a request to the job API is about. */
export const readJobRequest = (method: string, pathname: string): { kind: SeenKind; jobId: string | null } => {
  const status = statusPath.exec(pathname)?.[1]
  if (status !== undefined) return { kind: method === 'GET' ? 'job-status' : 'other', jobId: status }
  const retry = retryPath.exec(pathname)?.[1]
  if (retry !== undefined) return { kind: method === 'POST' ? 'job-retry' : 'other', jobId: retry }
  return { kind: writeKinds[method] ?? 'other', jobId: null }
}

const refuse = (status: number, message: string, headers: Record<string, string> = {}): Reply =>
  jsonReply(status, { message }, 'refused', String(status), headers)

/** 429 as the API gives it, with the seconds to wait. */
export const tooManyRequests = (seconds: number): Reply =>
  refuse(429, 'Too Many Requests', { 'retry-after': String(seconds) })

/**
 * The far system's complaint of a failed write nobody wrote a better one for: stringified JSON in an array.
 */
const maintenance = { message: 'The PMS is not available during scheduled maintenance', code: '503' }

const errorsOf = ({ end, errors }: JobPlan): string[] =>
  (errors ?? (end === 'FAILURE' ? [maintenance] : [])).map((error) =>
    typeof error === 'string' ? error : JSON.stringify(error),
  )

const isPending = ({ plan, polls }: KeptJob): boolean => plan.end === 'never' || polls <= plan.pendingPolls

const statusReply = (job: KeptJob): Reply => {
  const { plan } = job
  if (!isPending(job) && plan.end === 'lost') return refuse(404, 'Job not found')
  const status = isPending(job) ? 'PENDING' : plan.end
  const hasRecord = !isPending(job) && (status === 'SUCCESS' || plan.recordId !== undefined)
  const content = {
    write_status: status,
    errors: isPending(job) ? [] : errorsOf(plan),
    created_record_id: hasRecord ? (plan.recordId === undefined ? `record-of-${job.id}` : plan.recordId) : null,
  }
  return jsonReply(200, plan.statusAt === 'top' ? content : { data: content }, 'accepted', `job ${status}`)
}

const createdReply = ({ id, plan, body }: KeptJob): Reply => {
  const record = typeof body === 'object' && body !== null ? { ...body, id: null } : { id: null }
  const shapes: Record<JobPlan['jobIdAt'], object> = {
    meta: { meta: { job_id: id }, data: record },
    top: { job_id: id, data: record },
    data: { data: { ...record, job_id: id } },
    nowhere: { data: record },
  }
  return jsonReply(200, shapes[plan.jobIdAt], 'accepted', `job created`)
}

/** How the API refuses its retry call (docs/channels/propexo.md#prx-11). */
const refuseRetry = (status: number, code: string, message: string): Reply =>
  jsonReply(status, { error: { code, message, details: null } }, 'refused', String(status))

const readJson = (text: string): { ok: true; value: unknown } | { ok: false } => {
  try {
    return { ok: true, value: text === '' ? null : JSON.parse(text) }
  } catch {
    return { ok: false } // what a parser says about a broken body is of no use here; the reply is 400 either way
  }
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value)

const isJson = (raw: RawRequest): boolean => /^application\/json\b/i.test(raw.headers['content-type'] ?? '')

/** The job API half of the stand-in: a write makes a job, and only its status tells what came of it. */
export const createJobApi = ({ clock }: { clock: Clock }): JobApi => {
  const jobs = new Map<string, KeptJob>()
  const limit = createMinuteLimit(clock)

  const create = (path: string, body: unknown, plan: JobPlan, isRetryOf: string | null): KeptJob => {
    const job: KeptJob = { id: `job-${jobs.size + 1}`, plan, polls: 0, isRetryOf, path, body }
    jobs.set(job.id, job)
    return job
  }

  const retry = (raw: RawRequest, job: KeptJob | undefined, plan: JobPlan): Reply => {
    const body = raw.body.ok && isJson(raw) ? readJson(raw.body.text) : { ok: false as const }
    if (!body.ok || !isObject(body.value)) return refuseRetry(400, 'invalid_type', 'Expected object, received nothing')
    if (!job) return refuseRetry(404, 'not_found', 'Job not found')
    if (isPending(job) || job.plan.end !== 'FAILURE')
      return refuseRetry(409, 'not_failed', 'Only a failed write can be retried')
    const { id } = create(job.path, job.body, plan, job.id)
    return jsonReply(200, { success: true, job_id: id }, 'accepted', 'job created')
  }

  const write = (raw: RawRequest, plan: JobPlan): Reply => {
    if (!raw.body.ok)
      return raw.body.reason === 'too-large' ? refuse(413, 'Payload Too Large') : refuse(400, 'The body is not UTF-8')
    if (raw.body.text !== '' && !isJson(raw)) return refuse(415, 'Content-Type must be application/json')
    const body = readJson(raw.body.text)
    if (!body.ok || (raw.method !== 'DELETE' && !isObject(body.value)))
      return refuse(400, 'The body must be a JSON object')
    return createdReply(create(raw.pathname, body.value, plan, null))
  }

  return {
    answer: (raw, scenario, misbehaviour) => {
      if (raw.headers.authorization !== `Bearer ${scenario.credentials.token}`) return refuse(401, 'Unauthorized')
      if (!limit.take(scenario.limits.jobsPerMinute)) return tooManyRequests(secondsToNextMinute(clock.now()))
      if (misbehaviour?.otaError)
        return {
          ...refuse(misbehaviour.status ?? 400, misbehaviour.otaError.text ?? 'Bad Request'),
          outcome: 'misbehaved',
        }
      const { kind, jobId } = readJobRequest(raw.method, raw.pathname)
      const plan = misbehaviour?.job ?? scenario.job
      const known = jobId === null ? undefined : jobs.get(jobId)
      if (kind === 'job-status') {
        if (!known) return refuse(404, 'Job not found')
        known.polls += 1
        return statusReply(known)
      }
      if (kind === 'job-retry') return retry(raw, known, plan)
      if (kind === 'other') return jobId === null ? refuse(404, 'Not found') : refuse(405, 'Method not allowed')
      return write(raw, plan)
    },
    jobs: () => [...jobs.values()].map((job) => ({ ...job })),
  }
}
