import type { Exit, FailureCode, Output } from './output.ts'

/**
 * Runs a command whose reader asked for JSON: when it fails without a document of its own, standard output
 * gets `{ "error": { "code", "message" } }` with what was said on standard error. A code that nobody gave
 * follows from the exit code.
 */
export const withJsonFailure = async (output: Output, command: (output: Output) => Promise<Exit>): Promise<Exit> => {
  const said: string[] = []
  let given: FailureCode | null = null
  let hasDocument = false
  const tell = (code: FailureCode, message: string) => output.out(JSON.stringify({ error: { code, message } }))
  try {
    const exit = await command({
      out: (text) => {
        hasDocument = true
        output.out(text)
      },
      err: (text, code) => {
        given ??= code ?? null
        said.push(text)
        output.err(text)
      },
    })
    if (exit !== 0 && !hasDocument) tell(given ?? (exit === 2 ? 'invalid-input' : 'not-available'), said.join('\n'))
    return exit
  } catch (error) {
    if (!hasDocument) tell('internal', 'Night Porter could not do that because of a fault of its own.')
    throw error
  }
}
