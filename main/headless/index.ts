import { readArguments } from './arguments.ts'
import { check } from './commands/check.ts'
import type { Command } from './commands/command.ts'
import { explain } from './commands/explain.ts'
import { rehearse } from './commands/rehearse.ts'
import { resend } from './commands/resend.ts'
import { save } from './commands/save.ts'
import { secret } from './commands/secret.ts'
import { serve } from './commands/serve.ts'
import { simulate } from './commands/simulate.ts'
import { status } from './commands/status.ts'
import { version } from './commands/version.ts'
import { withJsonFailure } from './json-failure.ts'
import { type Exit, type Output, processOutput } from './output.ts'

/** The command line of Night Porter. */
const commands: Record<string, Command> = {
  serve,
  check,
  status,
  resend,
  save,
  secret,
  rehearse,
  simulate,
  explain,
  version,
}

const help = (): string =>
  [
    'Night Porter. Every command takes --data DIR, the data folder.',
    '',
    ...Object.values(commands).map(({ usage, says }) => `  ${usage}\n      ${says}`),
  ].join('\n')

/** Runs one command line. Exit codes: 0 done, 1 the thing asked failed, 2 wrong usage or wrong settings. */
export const run = (argv: string[], output: Output): Promise<Exit> =>
  isJsonAsked(argv) ? withJsonFailure(output, (telling) => runWords(argv, telling)) : runWords(argv, output)

/** By the words alone: who mistyped another one still reads the answer as JSON. */
const isJsonAsked = (argv: string[]): boolean =>
  (argv.includes('--') ? argv.slice(0, argv.indexOf('--')) : argv).includes('--json')

const runWords = async (argv: string[], output: Output): Promise<Exit> => {
  const [name, ...rest] = argv
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    output.out(help())
    return name === undefined ? 2 : 0
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!command) {
    output.err(`There is no command '${name}'.\n\n${help()}`)
    return 2
  }
  const args = readArguments(rest, command.options)
  if (!args.ok) {
    output.err(`${args.problem}\nUsage: ${command.usage}`)
    return 2
  }
  return command.run(args.args, output)
}

// A reader that has seen enough (`| head`) closes the pipe: no fault of anybody.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

process.exitCode = await run(process.argv.slice(2), processOutput)
