import { MessagePort } from 'node:worker_threads'
import { z } from 'zod'
import { Reply, Topic } from '../contract/methods.ts'
import { Notice } from '../contract/notice.ts'
import { Locale } from '../contract/words.ts'
import { StartRefusal } from './refusal.ts'

/** What passes between a host and the thread of its engine. Both sides parse what they get. */

/** What a thread is made with. */
export const ThreadGiven = z.object({
  folder: z.string(),
  isForThisUser: z.boolean(),
  /** Where the host answers for the key store of the signed-in user; null where it has none. */
  keyStore: z.object({ port: z.instanceof(MessagePort), bell: z.instanceof(SharedArrayBuffer) }).nullable(),
})
export type ThreadGiven = z.infer<typeof ThreadGiven>

export const ToThread = z.discriminatedUnion('kind', [
  /** Capture and send from now on. */
  z.object({ kind: z.literal('start') }),
  z.object({
    kind: z.literal('call'),
    id: z.int(),
    method: z.string(),
    input: z.unknown(),
    caller: z.string().optional(),
  }),
  z.object({ kind: z.literal('wake') }),
  /** Claim nothing for so long. */
  z.object({ kind: z.literal('hold'), ms: z.number().nonnegative() }),
  /** End in order; the thread ends by itself after it. */
  z.object({ kind: z.literal('stop') }),
])
export type ToThread = z.infer<typeof ToThread>

export const FromThread = z.discriminatedUnion('kind', [
  /** The engine is made and answers calls. */
  z.object({ kind: z.literal('composed'), locale: Locale }),
  /** It cannot be made; the thread ends. */
  z.object({ kind: z.literal('refused'), refusal: StartRefusal }),
  z.object({ kind: z.literal('reply'), id: z.int(), reply: Reply }),
  z.object({ kind: z.literal('changed'), topics: z.array(Topic) }),
  z.object({ kind: z.literal('notice'), notice: Notice }),
])
export type FromThread = z.infer<typeof FromThread>
