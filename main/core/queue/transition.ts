import type { MessageState } from '../../contract/words.ts'
import { canMove } from './allowed-moves.ts'
import type { JobRecord } from './job-record.ts'
import type { LaneRecord, LinkRecord, MessageRecord } from './records.ts'

/**
 * A transition changes one message: a pure function of the stored record and of facts. The store reads the
 * record inside its write transaction, applies the transition and writes what it gives, so no decision rests
 * on a record that was read earlier.
 */

/** Values that an explanation puts into its sentences. */
type Facts = Readonly<Record<string, string>>

/** What a transition gives. */
export type Move = {
  message: MessageRecord
  /** Absent: the message keeps the facts it has. */
  facts?: Facts
  /** Older undelivered messages of the order key are replaced by this one. */
  isSuperseding?: boolean
}

/** What a joint transition gives: the same, with what stands around the message. */
export type JointMove = Move & {
  link: LinkRecord
  lane: LaneRecord
  job: JobRecord | null
  /** What the channel's reply named when it paused the link; absent: the details of the pause stay. */
  pauseFacts?: Facts
  /** What the far system said of the job; absent: what it said before stays. */
  jobText?: string | null
}

/**
 * A message with the records that an answer of the channel changes together with it. `job`: the latest one of
 * the message.
 */
export type Surroundings = { message: MessageRecord; link: LinkRecord; lane: LaneRecord; job: JobRecord | null }

/** `now`: epoch ms; it becomes the time at which the message changed last. */
type Given = { now: number }

type Named = {
  name: string
  /** States in which the transition can be applied. */
  from: readonly MessageState[]
  /** States in which it leaves the message; one that is also in `from` may be kept. */
  to: readonly MessageState[]
}

/** `Why`: reasons for which the transition refuses a message although its state is right. */
export type Transition<G extends Given, Why extends string = never> = Named & {
  apply(message: MessageRecord, given: G): Move | { refused: Why }
}

export type JointTransition<G extends Given, Why extends string, R extends JointMove = JointMove> = Named & {
  apply(around: Surroundings, given: G): R | { refused: Why }
}

type Applied<R, Why extends string> = { ok: true; move: R } | { ok: false; why: 'wrong-state' | Why }

/** Applies a transition to a record. A result that the table forbids is a mistake in the program: throws. */
export const applyTransition = <G extends Given, Why extends string>(
  transition: Transition<G, Why>,
  message: MessageRecord,
  given: G,
): Applied<Move, Why> => checked(transition, message, () => transition.apply(message, given))

/** The same for a message with its surroundings. */
export const applyJointTransition = <G extends Given, Why extends string, R extends JointMove>(
  transition: JointTransition<G, Why, R>,
  around: Surroundings,
  given: G,
): Applied<R, Why> => checked(transition, around.message, () => transition.apply(around, given))

const checked = <R extends Move, Why extends string>(
  { name, from, to }: Named,
  message: MessageRecord,
  apply: () => R | { refused: Why },
): Applied<R, Why> => {
  if (!from.includes(message.state)) return { ok: false, why: 'wrong-state' }
  const result = apply()
  if ('refused' in result) return { ok: false, why: result.refused }
  const { state } = result.message
  if (!to.includes(state) || (state !== message.state && !canMove(message.state, state)))
    throw new Error(`The transition '${name}' moved a message from ${message.state} to ${state}`)
  return { ok: true, move: result }
}
