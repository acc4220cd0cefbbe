import { z } from 'zod'

/**
 * What a policy forbids beyond the values it sets. `closed` lists hold what the policy lists and nothing
 * else; connections go only to hosts of `allowedHosts`, by name or as `*.example.com` for all below it.
 */
const Host = z.string().regex(/^(\*\.)?[a-z0-9.-]+$/i, 'must be a host such as api.example.com or *.example.com')
export const PolicyRules = z.object({
  closed: z.array(z.enum(['connections', 'folders'])).default([]),
  allowedHosts: z.array(Host).min(1, 'must name a host, or be left out').optional(),
})
export type PolicyRules = z.infer<typeof PolicyRules>
