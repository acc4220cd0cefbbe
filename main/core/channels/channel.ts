import type { ConnectionSettings } from '../../contract/settings.ts'
import type { ConnectionKind } from '../../contract/settings-connection.ts'
import type { MessageKind } from '../../contract/words.ts'
import type { CauseName } from '../playbook/entries.ts'
import type { HttpReply, HttpRequest, HttpResult } from '../ports/http.ts'
import type { JobRecord } from '../queue/job-record.ts'
import type { LaneScope } from '../queue/keys.ts'
import type { MessageRecord } from '../queue/records.ts'
import type { Coverage, ExportLimits, ReadExport } from './export.ts'
import type { Remark } from './remark.ts'
import type { Asked, Question, Verdict } from './verdict.ts'

/**
 * What Night Porter must know of a channel to carry messages to it. A channel is one folder beside this file
 * and one line in the registry; the queue, the engine and the screens know none by name. All of it is pure:
 * secrets, ids and times are arguments.
 */

/** A request without what every request has: time-out, limit of the reply, signal. */
export type ChannelRequest = Pick<HttpRequest, 'method' | 'url' | 'headers' | 'body'>

type UnsentCause = Extract<
  CauseName,
  | 'secret-missing'
  | 'secret-elsewhere'
  | 'unsupported-message'
  | 'rewriting-incomplete'
  | 'hotel-not-named'
  | 'outside-fence'
  | 'job-lost'
>

/** A request, or the cause for which none can be made, with what its explanation names. */
export type BuiltRequest =
  | { ok: true; request: ChannelRequest }
  | { ok: false; cause: UnsentCause; facts?: Readonly<Record<string, string>> }

/** What a request takes from the moment it is sent. */
export type SendContext = {
  /** The value of the connection's secret. */
  secret: string
  /** A new one for every request; goes out as EchoToken or as X-Request-Id. */
  requestId: string
  /** Epoch ms. */
  at: number
}

/**
 * A message as its request needs it. `body` is what the reading of the export gave; `hotelCode` is known from
 * elsewhere where the message does not name it.
 */
export type OutgoingMessage = { messageType: string; kind: MessageKind; hotelCode: string | null; body: string }

/** A message as its export was read. */
export type MessageBody = Pick<OutgoingMessage, 'messageType' | 'body'>

/** Something a channel demands that a message lacks: where it should stand, and a short name of it. */
export type MissingElement = { path: string; name: string }

/** How a failed job goes again, and whether a person must say so expressly first. */
export type ResendWay = { kind: 'retry-call' | 'fresh-write'; needsConfirm: boolean }

/** The part of a channel that takes a message as a job and says later what became of it. */
export type Polling = {
  /** Seconds from acceptance to the first question; later ones are further apart. */
  everySeconds: number
  /**
   * The clock time at which a job that failed for maintenance goes again by itself; null: it waits for a
   * person.
   */
  repeatAt: string | null
  /** Asks what became of a job. */
  buildQuestion(jobId: string, sending: SendContext): BuiltRequest
  /** Has the channel try a failed job again; null where it offers no such call. */
  buildRetry: ((jobId: string, sending: SendContext) => BuiltRequest) | null
  /** What a person's resend of a message means, given the last job that was made of it. */
  resendWay(
    message: Pick<MessageRecord, 'kind' | 'state' | 'cause'>,
    job: Pick<JobRecord, 'outcome' | 'isSetAside'> | null,
  ): ResendWay
  /**
   * The words of the system behind the channel in a stored reply text, one line each; empty where there are
   * none.
   */
  errorLines(vendorText: string): string
}

/** A channel bound to one connection of the settings. */
export type Connector = {
  /**
   * The entry of the secret store that its requests need, what staff call it, and the user it belongs to;
   * null: none.
   */
  secret: { name: string; kind: 'password' | 'token'; user: string | null }
  /**
   * The pace of writes and questions together; null: none. Smaller than the settings' where test calls count
   * as well.
   */
  pace: ConnectionSettings['pace']
  buildWrite(message: OutgoingMessage, sending: SendContext): BuiltRequest
  /** The harmless call that proves line and credentials and changes nothing. */
  buildTest(sending: SendContext): BuiltRequest
  /**
   * What the test call cannot prove, so that only a message can: `codes`, the sender's code and the hotel.
   * Absent: it proves all.
   */
  testLeavesOpen?: 'codes'
  /** What no reply complains of and the doctor should mention; never keeps a message from going out. */
  remarksOn?(message: OutgoingMessage): Remark[]
  /** Requests of more bytes are worth a remark, although they are allowed. */
  remarkableBytes?: number
  /** Judges what came of a request, a reply or none, by what it had asked. Never throws. */
  judge(question: Question, result: HttpResult, asked: Asked): Verdict
  /** Null: the reply to a write says all there is to say. */
  polling: Polling | null
}

export type Channel = ConnectionKind & {
  /** What staff call it where no connection of the settings gives a label. */
  label: string
  /** The origin of its pages, which the screens may open in the user's browser. */
  website: string
  /** How far one lane reaches: in a lane one request is in flight at a time. */
  laneScope: LaneScope
  /** Causes that only this channel gives. */
  causes: readonly CauseName[]
  /**
   * Reads one exported file, out of which security codes were taken (read-export.ts); without limits by the
   * usual ones. Never throws.
   */
  readExport(bytes: Uint8Array, limits?: ExportLimits): ReadExport
  /**
   * What the channel demands and a message lacks, in the order of the message; empty where all is there or
   * nothing is demanded.
   */
  missingElements(message: MessageBody): MissingElement[]
  /**
   * Reads what a message of availability or rates says; null: the channel has no such messages. Never throws.
   */
  coverageOf: ((body: string) => Coverage) | null
  /** Judges a saved reply of which nobody knows any more what had been asked. */
  judgeSaved(reply: HttpReply, asked: Asked): Verdict
  /** Binds it to a connection of its kind. */
  connect(connection: ConnectionSettings): Connector
}
