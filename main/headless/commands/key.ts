import { type Command, dataFolder } from './command.ts'

export const key: Command = {
  usage: 'key rotate [--data DIR]',
  says: 'seals everything with a new key and forgets the old one, while Night Porter is stopped; one cut short goes on',
  options: {},
  async run(args, output) {
    if (args.positionals.join(' ') !== 'rotate') {
      output.err('Usage: key rotate')
      return 2
    }
    const { rotateKeys } = await import('../../host/keys.ts')
    const rotated = rotateKeys(dataFolder(args), Date.now())
    if (!rotated.ok) {
      output.err(rotated.sentence, 'not-available')
      return 1
    }
    output.out(`${rotated.resealed} values are sealed with a new key; the old one is gone.`)
    output.out('A recovery code that was printed before goes on. If none was, print it now: recovery-code')
    return 0
  },
}
