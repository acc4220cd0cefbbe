import { causeNames, entries } from '../../playbook/entries.ts'
import type { BuiltRequest, Channel, ChannelRequest, SendContext } from '../channel.ts'
import { errorLines, errorTexts } from './error-texts.ts'
import { outsideFence } from './fence.ts'
import { judgeJobStatus, judgeJobWrite, judgeSavedJobReply } from './job-reply.ts'
import { judgeJobRetry, judgeJobTest } from './judge.ts'
import { paceBesideTests } from './pace.ts'
import { readJobExport } from './read-export.ts'
import {
  buildJobRetry,
  buildJobStatus,
  buildJobWrite,
  isUsableToken,
  type JobAccess,
  NO_JOB_ID,
  writeOf,
} from './request.ts'
import { resendWay } from './resend-way.ts'
import { PropexoFields } from './settings.ts'

/**
 * Propexo and APIs like it: a write is accepted as a job, and a question asked later tells what became of it.
 */
export const propexo: Channel = {
  kind: 'propexo',
  label: 'Propexo',
  website: 'https://www.propexo.com',
  fields: PropexoFields,
  defaults: {
    // Propexo names 150 requests a minute.
    pace: { perMinute: 150, concurrent: 3 },
    // A second POST makes a second record.
    afterUnknownOutcome: 'ask',
    filePattern: '*.json',
  },
  laneScope: 'connection',
  causes: [...causeNames.filter((cause) => entries[cause].family === 'job'), 'token-refused'],
  readExport: (bytes) => readJobExport(bytes),
  coverageOf: null,
  missingElements: () => [],
  judgeSaved: judgeSavedJobReply,
  connect: (connection) => {
    const own = PropexoFields.parse(connection)
    const { retryPath } = own
    /** Builds with the access of this moment; a token that could not stand in a header is as good as none. */
    const build = (
      { secret, requestId }: SendContext,
      unbuildable: 'unsupported-message' | 'job-lost',
      from: (access: JobAccess) => ChannelRequest | null,
    ): BuiltRequest => {
      if (!isUsableToken(secret)) return { ok: false, cause: 'secret-missing' }
      const request = from({ base: connection.url, token: secret, requestId })
      return request === null ? { ok: false, cause: unbuildable } : { ok: true, request }
    }
    return {
      secret: { name: own.tokenSecret, kind: 'token', user: null },
      pace: paceBesideTests(connection.pace),
      buildWrite: ({ body }, sending) => {
        const write = writeOf(body)
        const outside =
          write && outsideFence(write, own, [own.statusPath, ...(retryPath === undefined ? [] : [retryPath])])
        if (outside) return { ok: false, cause: 'outside-fence', facts: outside }
        return build(sending, 'unsupported-message', (access) => buildJobWrite(body, access))
      },
      buildTest: (sending) =>
        build(sending, 'unsupported-message', (access) => buildJobStatus(own.statusPath, NO_JOB_ID, access)),
      judge: (question, result, asked) => {
        switch (question) {
          case 'write':
            return judgeJobWrite(result, asked, own.jobIdPath)
          case 'retry':
            return judgeJobRetry(judgeJobWrite(result, asked, own.jobIdPath))
          case 'job-status':
            return judgeJobStatus(result, asked, own.jobIdPath)
          case 'test':
            return judgeJobTest(result, asked)
        }
      },
      polling: {
        everySeconds: own.pollSeconds,
        repeatAt: own.afterMaintenance?.retryAt ?? null,
        buildQuestion: (jobId, sending) =>
          build(sending, 'job-lost', (access) => buildJobStatus(own.statusPath, jobId, access)),
        buildRetry:
          retryPath === undefined
            ? null
            : (jobId, sending) =>
                build(sending, 'unsupported-message', (access) => buildJobRetry(retryPath, jobId, access)),
        resendWay: (message, job) => resendWay(message, job, retryPath !== undefined),
        errorLines: (vendorText) => errorLines(errorTexts(vendorText)) ?? '',
      },
    }
  },
}
