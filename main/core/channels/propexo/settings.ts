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
  /** The only paths, with what lies below them, and the only methods that exports may ask for. */
  paths: z
    .array(z.string().regex(/^\/(?!\/)[^?#]*$/, 'must begin with one / and have no ? or #'))
    .min(1, 'must list at least one path')
    .optional(),
  methods: z
    .array(z.enum(['POST', 'PUT', 'PATCH', 'DELETE']))
    .min(1, 'must list at least one method')
    .optional(),
  afterMaintenance: z.strictObject({ retryAt: ClockTime }).optional(),
})
