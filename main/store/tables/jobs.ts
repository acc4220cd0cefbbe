import { z } from 'zod'
import { storedCause } from '../../core/playbook/stored-cause.ts'
import type { JobRecord } from '../../core/queue/job-record.ts'
import { maskCards } from '../../core/redact/cards.ts'
import type { Connection } from '../connection.ts'
import type { Vault } from '../vault.ts'

/**
 * Jobs that a channel accepted, one row each, kept as evidence; and when questions were asked lately, for the
 * limit of requests.
 */

const JobDetails = z.object({ jobId: z.string(), vendorText: z.string().nullable() })
type JobDetails = z.infer<typeof JobDetails>

export type StoredJob = JobRecord & {
  /** Null where the row cannot be opened any more: then nobody can be asked. */
  jobId: string | null
  /** What the far system said last, laid out to be read. */
  vendorText: string | null
}

type Row = Omit<JobRecord, 'cause' | 'isSetAside'> & { cause: string | null; isSetAside: number; sealed: Buffer }

const COLUMNS = `j.id, j.message_id AS messageId, j.connection, j.attempt_id AS attemptId, j.retry_of AS retryOf, j.accepted_at AS acceptedAt,
  j.accepted_awake AS acceptedAwake, j.repeats, j.polls, j.asked_at AS askedAt, j.next_poll_at AS nextPollAt, j.outcome, j.cause,
  j.ended_at AS endedAt, j.is_set_aside AS isSetAside, j.sealed`

/** The jobs to ask about now. */
const DUE_SQL = `SELECT ${COLUMNS} FROM jobs j INDEXED BY jobs_due CROSS JOIN messages m ON m.id = j.message_id
  WHERE j.connection = @connection AND j.next_poll_at IS NOT NULL AND (j.next_poll_at <= @now OR j.next_poll_at > @furthest)
    AND +m.state = 'confirming'
  ORDER BY j.next_poll_at LIMIT @limit`

const MINUTE = 60_000

type Parts = { db: Connection; vault: Vault; write: <T>(work: () => T) => T }

export const createJobs = ({ db, vault, write }: Parts) => {
  const insert = db.prepare(`
    INSERT INTO jobs (id, message_id, connection, attempt_id, retry_of, accepted_at, accepted_awake, repeats, polls, asked_at, next_poll_at,
      outcome, cause, ended_at, is_set_aside, sealed, number_mark)
    VALUES (@id, @messageId, @connection, @attemptId, @retryOf, @acceptedAt, @acceptedAwake, @repeats, @polls, @askedAt, @nextPollAt,
      @outcome, @cause, @endedAt, @isSetAside, @sealed, @numberMark)`)
  const update = db.prepare(`
    UPDATE jobs SET polls = @polls, asked_at = @askedAt, next_poll_at = @nextPollAt, outcome = @outcome, cause = @cause,
      ended_at = @endedAt, is_set_aside = @isSetAside, sealed = @sealed
    WHERE id = @id`)
  const one = db.prepare<[string], Row>(`SELECT ${COLUMNS} FROM jobs j WHERE j.id = ?`)
  const ofMessage = db.prepare<[string], Row>(
    `SELECT ${COLUMNS} FROM jobs j WHERE j.message_id = ? ORDER BY j.seq DESC LIMIT 200`,
  )
  const latest = db.prepare<[string], Row>(
    `SELECT ${COLUMNS} FROM jobs j WHERE j.message_id = ? ORDER BY j.seq DESC LIMIT 1`,
  )
  const due = db.prepare<[{ connection: string; now: number; furthest: number; limit: number }], Row>(DUE_SQL)
  const upcoming = db.prepare<[string, number], { id: string; at: number }>(`
    SELECT j.id, j.next_poll_at AS at FROM jobs j INDEXED BY jobs_due CROSS JOIN messages m ON m.id = j.message_id
    WHERE j.connection = ? AND j.next_poll_at IS NOT NULL AND +m.state = 'confirming' ORDER BY j.next_poll_at LIMIT ?`)
  const moveQuestions = db.prepare<[number, string]>(
    'UPDATE jobs INDEXED BY jobs_due SET next_poll_at = next_poll_at + ? WHERE connection = ? AND next_poll_at IS NOT NULL',
  )
  const sameNumber = db.prepare<[string, Buffer, number, string], Row>(`
    SELECT ${COLUMNS} FROM jobs j INDEXED BY jobs_by_number
    WHERE j.connection = ? AND j.number_mark = ? AND j.accepted_at > ? AND +j.message_id <> ? LIMIT 10`)
  const endOpen = db.prepare<[number, string]>(
    'UPDATE jobs SET next_poll_at = NULL, ended_at = ? WHERE message_id = ? AND ended_at IS NULL',
  )
  const setAside = db.prepare<[string]>('UPDATE jobs SET is_set_aside = 1 WHERE message_id = ?')
  const asked = db.prepare<[string, number]>('INSERT INTO job_questions (connection, at) VALUES (?, ?)')
  const forget = db.prepare<[number, number]>('DELETE FROM job_questions WHERE at <= ? OR at > ?')
  const requests = db.prepare<[{ connection: string; since: number }], { at: number; isQuestion: number }>(`
    SELECT at, 1 AS isQuestion FROM job_questions WHERE connection = @connection AND at > @since
    UNION ALL
    SELECT a.started_at, 0 FROM attempts a INDEXED BY attempts_by_start CROSS JOIN messages m ON m.id = a.message_id
      WHERE a.started_at > @since AND m.connection = @connection
    ORDER BY 1`)

  const open = ({ sealed, ...row }: Row): StoredJob => {
    const text = vault.openText(sealed, `job:${row.id}`)
    const details: JobDetails | null = text.ok ? JobDetails.parse(JSON.parse(text.text)) : null
    return {
      ...row,
      cause: row.cause === null ? null : storedCause(row.cause),
      isSetAside: row.isSetAside === 1,
      jobId: details?.jobId ?? null,
      vendorText: details?.vendorText ?? null,
    }
  }
  const sealed = ({ id, jobId, vendorText }: StoredJob): Buffer =>
    vault.seal(
      // An API may repeat in its errors what it was sent.
      JSON.stringify({ jobId: jobId ?? '', vendorText: vendorText === null ? null : maskCards(vendorText) }),
      `job:${id}`,
    )
  const bound = (job: StoredJob) => {
    const { jobId: _jobId, vendorText: _vendorText, ...record } = job
    return { ...record, isSetAside: Number(job.isSetAside), sealed: sealed(job) }
  }
  const markOf = (connection: string, number: string): Buffer =>
    vault.mark(JSON.stringify([connection, number]), 'job-number')
  const maybe = (row: Row | undefined): StoredJob | null => (row ? open(row) : null)

  return {
    /** Writes a job the channel just made. An earlier one of the message is not asked about any more. */
    add(job: StoredJob): void {
      endOpen.run(job.acceptedAt, job.messageId)
      insert.run({ ...bound(job), numberMark: job.jobId === null ? null : markOf(job.connection, job.jobId) })
    },
    /**
     * Changes a job by a pure function of the record as it stands inside the write transaction. `text`: what
     * the far system said last; absent: what it said before stays. Its number never changes.
     */
    change: (id: string, next: (job: JobRecord) => JobRecord, text?: string | null): void =>
      write(() => {
        const job = maybe(one.get(id))
        if (job === null) return
        const { jobId, vendorText, ...record } = job
        update.run(bound({ ...next(record), jobId, vendorText: text === undefined ? vendorText : text }))
      }),
    get: (id: string): StoredJob | null => maybe(one.get(id)),
    latest: (messageId: string): StoredJob | null => maybe(latest.get(messageId)),
    /** Every job of a message, newest first. */
    ofMessage: (messageId: string): StoredJob[] => ofMessage.all(messageId).map(open),
    /**
     * Jobs whose question is due, longest due first. One further ahead than `furthest` means that the clock
     * was set back.
     */
    due: (connection: string, moment: { now: number; furthest: number; limit: number }): StoredJob[] =>
      due.all({ connection, ...moment }).map(open),
    /** The next questions of a connection, soonest first. */
    upcoming: (connection: string, limit: number): { id: string; at: number }[] => upcoming.all(connection, limit),
    /** Jobs of other messages, accepted after `since`, to which the channel gave this number as well. */
    sameNumber: (connection: string, number: string, job: { since: number; messageId: string }): StoredJob[] =>
      sameNumber.all(connection, markOf(connection, number), job.since, job.messageId).map(open),
    /** The wall clock was set: questions move with it. */
    moveQuestions: (connection: string, byMs: number): void => void moveQuestions.run(byMs, connection),
    /** A person decided about the message: its job is not asked about any more. */
    endOpen: (messageId: string, at: number): void => void endOpen.run(at, messageId),
    /** The next go of the message is a fresh write, not a retry of these jobs. */
    setAside: (messageId: string): void => void setAside.run(messageId),
    /** Counts a question for the limit of requests, and forgets those older than a minute. */
    countQuestion(connection: string, at: number): void {
      forget.run(at - MINUTE, at + MINUTE)
      asked.run(connection, at)
    },
    /** Requests of the last minute as far as the database knows, oldest first. */
    requestsSince: (connection: string, since: number): { at: number; isQuestion: boolean }[] =>
      requests.all({ connection, since }).map(({ at, isQuestion }) => ({ at, isQuestion: isQuestion === 1 })),
  }
}
export type Jobs = ReturnType<typeof createJobs>
