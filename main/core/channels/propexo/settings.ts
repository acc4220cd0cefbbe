import { z } from 'zod'
import { ClockTime, Positive, SecretName } from '../../../contract/settings-fields.ts'

const JobPath = z.string().regex(/^\/(?!\/).*\{jobId\}/, 'must begin with one / and contain {jobId}')

/** What a connection to a job API has in the settings beside the common fields. */
export const PropexoFields = z.object({
  tokenSecret: SecretName,
  statusPath: JobPath.default('/v1/admin/write-status/{jobId}'),
  retryPath: JobPath.optional(),
  jobIdPath: z.string().min(1).default('meta.job_id'),
  pollSeconds: Positive.default(5),
  afterMaintenance: z.strictObject({ retryAt: ClockTime }).optional(),
})
