import { type Input, type Method, methods, type Output } from '../../main/contract/methods.ts'
import { CallFailure } from './call-failure.ts'
import type { Wire } from './wire.ts'

/**
 * Calls Night Porter by the method table. Throws a `CallFailure`, whose message is a sentence where Night
 * Porter wrote one.
 */
export type Client = { call<M extends Method>(method: M, input: Input<M>): Promise<Output<M>> }

/**
 * A guard instead of a parse: no output schema transforms anything, and the compiler cannot follow one parse
 * over the whole table.
 */
const isOutput = <M extends Method>(method: M, value: unknown): value is Output<M> =>
  methods[method].output.safeParse(value).success

const firstWrongField = (method: Method, value: unknown): string =>
  methods[method].output.safeParse(value).error?.issues[0]?.path.join('.') ?? ''

/** Typed calls over a wire; every answer is checked against the contract before a screen sees it. */
export const createClient = (wire: Wire): Client => ({
  call: async (method, input) => {
    const reply = await wire.call(method, input)
    if (!reply.ok) throw new CallFailure(reply.error.code, reply.error.message)
    if (isOutput(method, reply.value)) return reply.value
    throw new CallFailure(
      'unexpected-answer',
      `The answer to ${method} is not as agreed (${firstWrongField(method, reply.value)}).`,
    )
  },
})
