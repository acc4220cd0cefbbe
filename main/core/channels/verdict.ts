import type { MessageKind, Outcome, Policy } from '../../contract/words.ts'
import type { CauseName } from '../playbook/entries.ts'

/**
 * What a request wanted to know: to deliver a message, to have a failed job tried again, what became of a
 * job, or whether the link works.
 */
export type Question = 'write' | 'retry' | 'job-status' | 'test'

/** What was asked, as far as judging the answer needs it. */
export type Asked = {
  kind: MessageKind
  /** The EchoToken we sent; null where the channel has none. */
  echoToken: string | null
  /** An earlier attempt of this message ended without an answer after it was sent. */
  isRepeatAfterUnknown: boolean
  /** What the settings say about an unknown outcome. */
  afterUnknownOutcome: 'retry' | 'ask'
  /** The job that the question is about, as the channel numbered it; absent where none is. */
  jobId?: string
  /** Epoch ms, to read a Retry-After date. */
  at: number
  /** An earlier message of the same order key was delivered, so the channel should know the booking. */
  wasAcceptedBefore: boolean
}

/** The judgement on one attempt: what it means, which policy follows, and what staff are told. */
export type Verdict = {
  outcome: Outcome
  policy: Policy
  cause: CauseName
  /**
   * Parts taken out of the reply for the explanation: `hotelCode`, `roomType`, `element`, `path` … Strings
   * only.
   */
  facts: Record<string, string>
  /** What the channel wrote, whole and unaltered, in reading order; null where it wrote nothing. */
  vendorText: string | null
  /** Cause names of things worth noting beside the outcome, such as an EchoToken that is not ours. */
  notes: CauseName[]
  /** The channel itself answered (any OTA, SOAP or job-API reply, good or bad): its link works. */
  isAnswer: boolean
  /** The request may have been carried out although no whole reply came. */
  isUnknown: boolean
  /**
   * A whole answer came with a 2xx, and nobody here can read it: the message may have been taken, each time
   * it is sent.
   */
  isUnread: boolean
  /** How long the channel asked to wait. */
  retryAfterMs: number | null
  /** Job APIs: the job that was created. */
  jobId: string | null
}
