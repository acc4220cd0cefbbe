import type { cuts } from './scenario.ts'

/** What the stand-in made of a request. Only `accepted` changed anything on its side. */
export type SeenOutcome = 'accepted' | 'refused' | 'misbehaved'

/** One reply, before it goes (or does not go) on the wire. */
export type Reply = {
  status: number
  headers: Record<string, string>
  body: string
  outcome: SeenOutcome
  /** For the one-line summary: `success`, `error 402`, `fault`, `503`. Never guest data. */
  what: string
  delayMs: number
  /** `no`: whole. `silent`: the connection stays open and nothing comes. */
  cut: 'no' | 'silent' | (typeof cuts)[number]
}

/** A whole reply at once; the common case that others are made from. */
export const reply = (
  parts: Pick<Reply, 'status' | 'body' | 'outcome' | 'what'> & { type: string; headers?: Record<string, string> },
): Reply => ({
  status: parts.status,
  headers: { 'content-type': parts.type, ...parts.headers },
  body: parts.body,
  outcome: parts.outcome,
  what: parts.what,
  delayMs: 0,
  cut: 'no',
})

/** A JSON reply as the job API gives it. */
export const jsonReply = (
  status: number,
  value: unknown,
  outcome: SeenOutcome,
  what: string,
  headers: Record<string, string> = {},
): Reply =>
  reply({ status, body: JSON.stringify(value), outcome, what, type: 'application/json; charset=utf-8', headers })
