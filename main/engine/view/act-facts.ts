import type { ActFacts } from '../../core/queue/acts-of.ts'
import type { MessageRecord } from '../../core/queue/records.ts'
import type { ViewDeps } from './deps.ts'
import { needsConfirmForJob } from './job-resend.ts'

type ActDeps = Parameters<typeof needsConfirmForJob>[0] & { store: Pick<ViewDeps['store'], 'coverage'> }

/** What decides, beside the message itself, about what a person may do with it. */
export const actFactsOf = (deps: ActDeps, message: MessageRecord): ActFacts => ({
  isRepeatRisky: needsConfirmForJob(deps, message),
  isOvertaken: deps.store.coverage.isOvertaken(message),
})
