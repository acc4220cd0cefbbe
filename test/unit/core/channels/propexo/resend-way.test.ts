import { expect, it } from 'vitest'
import { resendWay } from '../../../../../main/core/channels/propexo/resend-way.ts'
import type { CauseName } from '../../../../../main/core/playbook/entries.ts'

const failedJob = { outcome: 'failed', isSetAside: false } as const
const offered = true
const failed = (cause: CauseName, kind: 'new' | 'change' = 'new') => ({ kind, state: 'failed' as const, cause })

it.each([
  ['a failed job, retry offered', failed('job-maintenance'), failedJob, offered, 'retry-call', false],
  ['a duplicate, retry offered', failed('job-duplicate'), failedJob, offered, 'retry-call', false],
  ['a failed job, no retry offered', failed('job-maintenance'), failedJob, !offered, 'fresh-write', false],
  ['a duplicate, no retry offered', failed('job-duplicate'), failedJob, !offered, 'fresh-write', true],
  [
    'a duplicate change says the same twice',
    failed('job-duplicate', 'change'),
    failedJob,
    !offered,
    'fresh-write',
    false,
  ],
  ['a refused retry', failed('job-retry-refused'), failedJob, offered, 'fresh-write', true],
  ['a refused retry of a change', failed('job-retry-refused', 'change'), failedJob, offered, 'fresh-write', false],
  ['refused before there was a job', failed('job-refused'), null, offered, 'fresh-write', false],
  ['a job set aside', failed('job-maintenance'), { ...failedJob, isSetAside: true }, offered, 'fresh-write', false],
  [
    'a job that ended in part',
    { kind: 'new', state: 'unsure', cause: 'job-partial' },
    { outcome: 'unsure', isSetAside: false },
    offered,
    'fresh-write',
    false,
  ],
] as const)('%s', (_, message, job, hasRetryCall, kind, needsConfirm) => {
  expect(resendWay(message, job, hasRetryCall)).toEqual({ kind, needsConfirm })
})
