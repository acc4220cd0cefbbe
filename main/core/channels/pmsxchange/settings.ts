import { z } from 'zod'
import { SecretName } from '../../../contract/settings-fields.ts'

/** What a connection to pmsXchange has in the settings beside the common fields. */
export const PmsxchangeFields = z.object({
  requestorId: z.string().min(1, 'must be the PMS code that SiteMinder gave'),
  username: z.string().min(1, 'must not be empty'),
  passwordSecret: SecretName,
  /** The only hotels that messages may be about. */
  hotelCodes: z.array(z.string().trim().min(1).max(64)).min(1, 'must list at least one hotel code').optional(),
})
