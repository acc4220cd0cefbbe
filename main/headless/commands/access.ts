import { PIN_NAME, pinUse } from '../../contract/secret-names.ts'
import { type Command, dataFolder } from './command.ts'

export const access: Command = {
  usage: 'access reset [--data DIR]',
  says: "takes hotel IT's PIN away, for whoever may write into the data folder; a new one: secret set it-pin",
  options: {},
  async run(args, output) {
    if (args.positionals.join(' ') !== 'reset') {
      output.err('Usage: access reset')
      return 2
    }
    const folder = dataFolder(args)
    const { createFileSecrets } = await import('../../adapters/secrets-file.ts')
    const secrets = createFileSecrets({ folder })
    if (!secrets.has(PIN_NAME, pinUse)) {
      output.out(`No PIN is set in ${folder}.`)
      return 0
    }
    try {
      secrets.remove(PIN_NAME)
    } catch (error) {
      // No right to write there, which is the point, or a full disk; the sentence names the file.
      output.err(error instanceof Error ? error.message : 'The PIN was not taken away.')
      return 1
    }
    output.out(
      'The PIN is gone. Settings and passwords are open to everyone on this PC until a new one is set: secret set it-pin',
    )
    return 0
  },
}
