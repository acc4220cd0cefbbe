import { readRecoveryCode } from '../../core/text/recovery-code.ts'
import type { Output } from '../output.ts'
import { type Command, dataFolder, flag } from './command.ts'
import { readSecret } from './secret.ts'

/** For the printer: `recovery-code | lp`. */
const page = (folder: string, code: string): string =>
  [
    'NIGHT PORTER - RECOVERY CODE',
    '',
    `    ${code}`,
    '',
    `It opens the data folder ${folder} when this PC or its key is lost. Keep it where the hotel keeps its keys, away from this PC.`,
    'It is printed this once and kept nowhere else.',
    '',
    'To use it: stop Night Porter, run   recovery-code use   with the code on standard input, and start Night Porter again.',
  ].join('\n')

const use = async (folder: string, output: Output): Promise<0 | 1 | 2> => {
  const read = readRecoveryCode(await readSecret(process.stdin))
  if (!read.ok) {
    output.err(
      read.group === null
        ? 'The code has six groups of four characters. Nothing was changed.'
        : `There is a mistake in group ${read.group} of the code. Nothing was changed.`,
    )
    return 2
  }
  const { applyRecoveryCode } = await import('../../host/keys.ts')
  const applied = applyRecoveryCode(folder, read.code)
  if (!applied.ok) {
    output.err(applied.sentence, 'not-available')
    return 1
  }
  output.out('The lost key is back. Start Night Porter again: what was captured before can be read and goes out.')
  return 0
}

export const recoveryCode: Command = {
  usage: 'recovery-code [--new] [--data DIR] | recovery-code use [--data DIR]',
  says: 'prints the code that opens the data when this PC or its key is lost, once; use: enters it on standard input',
  options: { new: 'boolean' },
  async run(args, output) {
    const folder = dataFolder(args)
    const [verb, ...rest] = args.positionals
    if ((verb !== undefined && verb !== 'use') || rest.length > 0) {
      output.err('Usage: recovery-code, recovery-code --new or recovery-code use')
      return 2
    }
    if (verb === 'use') return use(folder, output)
    const { takeRecoveryCode } = await import('../../host/keys.ts')
    const taken = takeRecoveryCode(folder, flag(args, 'new'), Date.now())
    if (!taken.ok) {
      output.err(taken.sentence, 'not-available')
      return 1
    }
    output.out(page(folder, taken.code))
    return 0
  },
}
