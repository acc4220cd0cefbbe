import type { Input, Method, Output as Value } from '../../contract/methods.ts'
import type { Exit, Output } from '../output.ts'

type Asked<T> = { ok: true; value: T } | { ok: false; exit: Exit }

/**
 * Makes one call on a data folder without capturing or sending: commands act through the database, and the
 * running sender sees it. A refusal is printed and becomes exit code 1, wrong settings 2.
 */
export const ask = async <M extends Method>(
  folder: string,
  method: M,
  input: Input<M>,
  output: Output,
): Promise<Asked<Value<M>>> => {
  // Help, or a mistyped word, needs no engine.
  const [{ methods }, { answerCall }, { compose }, { refusalExit, refusalLines }] = await Promise.all([
    import('../../contract/methods.ts'),
    import('../../engine/calls/answer-call.ts'),
    import('../../host/compose.ts'),
    import('../../host/refusal.ts'),
  ])
  const result = compose({ folder })
  if (!result.ok) {
    const exit = refusalExit(result.refusal)
    for (const line of refusalLines(result.refusal)) output.err(line, exit === 2 ? 'wrong-settings' : 'not-available')
    return { ok: false, exit }
  }
  const { engine, log, close } = result.composed
  try {
    const reply = await answerCall({ handlers: engine.handlers, log }, method, input)
    if (!reply.ok) {
      output.err(reply.error.message, reply.error.code)
      return { ok: false, exit: reply.error.code === 'invalid-input' ? 2 : 1 }
    }
    return { ok: true, value: methods[method].output.parse(reply.value) as Value<M> }
  } finally {
    await engine.stop()
    close()
  }
}
