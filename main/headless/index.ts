import { printableJson } from '../core/text/printable.ts'
import { readArguments } from './arguments.ts'
import type { Command } from './commands/command.ts'
import { withJsonFailure } from './json-failure.ts'
import { type Exit, faultSentence, type Output, processOutput } from './output.ts'

/**
 * The command line of Night Porter. Each command is loaded when it is asked for: `version` needs no database.
 */
const commands: Record<string, () => Promise<Command>> = {
  serve: async () => (await import('./commands/serve.ts')).serve,
  access: async () => (await import('./commands/access.ts')).access,
  address: async () => (await import('./commands/address.ts')).address,
  check: async () => (await import('./commands/check.ts')).check,
  status: async () => (await import('./commands/status.ts')).status,
  capture: async () => (await import('./commands/capture.ts')).capture,
  key: async () => (await import('./commands/key.ts')).key,
  'recovery-code': async () => (await import('./commands/recovery-code.ts')).recoveryCode,
  resend: async () => (await import('./commands/resend.ts')).resend,
  rights: async () => (await import('./commands/rights.ts')).rights,
  save: async () => (await import('./commands/save.ts')).save,
  guests: async () => (await import('./commands/guests.ts')).guests,
  erase: async () => (await import('./commands/erase.ts')).erase,
  secret: async () => (await import('./commands/secret.ts')).secret,
  service: async () => (await import('./commands/service.ts')).service,
  settings: async () => (await import('./commands/settings.ts')).settings,
  rehearse: async () => (await import('./commands/rehearse.ts')).rehearse,
  simulate: async () => (await import('./commands/simulate.ts')).simulate,
  explain: async () => (await import('./commands/explain.ts')).explain,
  stop: async () => (await import('./commands/stop.ts')).stop,
  version: async () => (await import('./commands/version.ts')).version,
}

const helpOf = ({ usage, says }: Pick<Command, 'usage' | 'says'>): string => `  ${usage}\n      ${says}`

/** Not behind `--`, where everything is a value. */
const isHelpAsked = (words: readonly string[]): boolean => {
  const end = words.indexOf('--')
  return words.slice(0, end < 0 ? words.length : end).some((word) => word === '--help' || word === '-h')
}

const help = async (): Promise<string> => {
  const all = await Promise.all(Object.values(commands).map((load) => load()))
  return ['Night Porter. Every command takes --data DIR, the data folder.', '', ...all.map(helpOf)].join('\n')
}

/** Runs one command line. Exit codes: 0 done, 1 the thing asked failed, 2 wrong usage or wrong settings. */
export const run = (argv: string[], output: Output): Promise<Exit> =>
  isJsonAsked(argv) ? withJsonFailure(asJson(output), (telling) => runWords(argv, telling)) : runWords(argv, output)

/** JSON says the same to a program, with escapes for what would act on a terminal. */
const asJson = ({ out, err }: Output): Output => ({ out: (text) => out(printableJson(text)), err })

/** By the words alone: who mistyped another one still reads the answer as JSON. */
const isJsonAsked = (argv: string[]): boolean =>
  (argv.includes('--') ? argv.slice(0, argv.indexOf('--')) : argv).includes('--json')

const runWords = async (argv: string[], output: Output): Promise<Exit> => {
  const [first, ...others] = argv
  // `np help status` asks as `np status --help` does.
  const isNamed = first === 'help' && others[0] !== undefined
  const [name, ...rest] = isNamed ? [others[0], '--help'] : [first, ...others]
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    output.out(await help())
    return name === undefined ? 2 : 0
  }
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!load) {
    output.err(`There is no command '${name}'.\n\n${await help()}`)
    return 2
  }
  const command = await load()
  if (isHelpAsked(rest)) {
    output.out(helpOf(command))
    return 0
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

const argv = process.argv.slice(2)
// `serve` goes on and logs (main/host/faults.ts); any other command says that it failed, without the message,
// and ends with 1.
if (argv[0] !== 'serve') {
  const end = (error: unknown) => {
    processOutput.err(faultSentence(error))
    process.exit(1)
  }
  process.on('uncaughtException', end)
  process.on('unhandledRejection', end)
}
try {
  process.exitCode = await run(argv, processOutput)
} catch (error) {
  processOutput.err(faultSentence(error))
  process.exit(1)
}
