import { z } from 'zod'

/** One edge of an alarm, ready to be shown. Counts reservations, names no guest. */
export const Notice = z.object({
  edge: z.enum(['began', 'ended']),
  cause: z.string(),
  connection: z.string(),
  reservations: z.number(),
  title: z.string(),
  sentence: z.string(),
})
export type Notice = z.infer<typeof Notice>
