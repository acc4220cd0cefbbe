import { type Handlers, isMethod, methods, type Reply } from '../../contract/methods.ts'
import type { Log } from '../../core/ports/log.ts'
import { faultOf } from '../../core/redact/fault.ts'
import { maskAnswer } from '../../core/redact/mask-answer.ts'

/** The file byte for byte, which is written down; and settings, which come back when they are saved. */
const givenWhole: readonly string[] = ['messages.original', 'settings.get']

/**
 * Answers one call of either wire: unknown method, wrong input and a handler's refusal become `{ ok: false
 * }`; an exception is a bug, is logged under its class name and shown as `internal` without its text, which
 * could hold content.
 */
export const answerCall = async (
  deps: { handlers: Handlers; log: Log },
  method: string,
  input: unknown,
  /** The window or session that asks; none: the program's own. */
  caller?: string,
): Promise<Reply> => {
  if (!isMethod(method)) return refuse('unknown-method', `There is no call named '${method.slice(0, 60)}'.`)
  const parsed = methods[method].input.safeParse(input ?? {})
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    return refuse(
      'invalid-input',
      `${method}: ${issue?.path.join('.') || 'input'}: ${issue?.message ?? 'is not valid'}`,
    )
  }
  try {
    // The table ties the parsed input to its own handler; the union of all of them is more than the compiler
    // can follow.
    const handle = deps.handlers[method] as (value: unknown, caller?: string) => Promise<Reply>
    const reply = await handle(parsed.data, caller)
    return reply.ok && !givenWhole.includes(method) ? { ok: true, value: maskAnswer(reply.value) } : reply
  } catch (error) {
    deps.log.error('call-failed', { method, ...faultOf(error) })
    return refuse(
      'internal',
      'Night Porter could not do that because of a fault of its own. It is in the log. Sending goes on.',
    )
  }
}

const refuse = (code: Extract<Reply, { ok: false }>['error']['code'], message: string): Reply => ({
  ok: false,
  error: { code, message },
})
