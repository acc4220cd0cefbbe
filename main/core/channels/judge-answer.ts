import type { HttpResult } from '../ports/http.ts'
import { classify } from './pmsxchange/judge.ts'
import { classifyJobStatus } from './propexo/job-reply.ts'
import { judgeJobTest } from './propexo/judge.ts'
import type { Asked, Verdict } from './verdict.ts'

/** What a request wanted to know: to deliver a message, what became of a job, or only whether line and credentials work. */
export type Question = 'write' | 'job-status' | 'test'

/** Judges what came of a request by what it had asked. Never throws. */
export const judgeAnswer = (question: Question, result: HttpResult, asked: Asked): Verdict => {
  if (question === 'job-status') return classifyJobStatus(result, asked)
  return question === 'test' && asked.connectionKind === 'propexo'
    ? judgeJobTest(result, asked)
    : classify(result, asked)
}

/** The same judgement for a reply whose body could not be read: its status and headers speak alone, as for one too long to be read. */
export const judgeUnread = (question: Question, result: HttpResult, asked: Asked): Verdict =>
  judgeAnswer(
    question,
    result.kind === 'reply' ? { ...result, body: new Uint8Array(), cut: 'too-long' } : result,
    asked,
  )
