import { type ParseArgsConfig, parseArgs } from 'node:util'

/** `list`: may be given several times. */
export type OptionType = 'string' | 'boolean' | 'list'

export type Parsed = {
  values: Record<string, string | boolean | undefined>
  lists: Record<string, string[] | undefined>
  positionals: string[]
}
export type ArgumentResult = { ok: true; args: Parsed } | { ok: false; problem: string }

/** Reads a command's own words strictly: an option it does not have is refused by name. */
export const readArguments = (argv: string[], options: Record<string, OptionType>): ArgumentResult => {
  const config: ParseArgsConfig = {
    args: argv,
    allowPositionals: true,
    strict: true,
    options: Object.fromEntries(
      Object.entries({ data: 'string', ...options }).map(([name, type]) => [
        name,
        { type: type === 'boolean' ? 'boolean' : 'string', multiple: type === 'list' },
      ]),
    ),
  }
  try {
    const { values, positionals } = parseArgs(config)
    const single = Object.entries(values).flatMap(([name, value]) => (Array.isArray(value) ? [] : [[name, value]]))
    const lists = Object.entries(values).flatMap(([name, value]) =>
      Array.isArray(value) ? [[name, value.map(String)]] : [],
    )
    return { ok: true, args: { values: Object.fromEntries(single), lists: Object.fromEntries(lists), positionals } }
  } catch (error) {
    // parseArgs throws for an unknown or incomplete option: wrong usage, an expected outcome.
    return {
      ok: false,
      problem: error instanceof Error ? `${error.message.split('. ')[0]}.` : 'The options are not understood.',
    }
  }
}

/** A whole number within bounds, or the sentence that says what is allowed. */
export const readNumber = (
  text: string,
  name: string,
  bounds: { from: number; to: number },
): { ok: true; value: number } | { ok: false; problem: string } => {
  const value = Number(text)
  return Number.isInteger(value) && value >= bounds.from && value <= bounds.to && text.trim() !== ''
    ? { ok: true, value }
    : { ok: false, problem: `--${name} takes a whole number from ${bounds.from} to ${bounds.to}.` }
}
