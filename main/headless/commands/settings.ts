import { createSettingsFile } from '../../adapters/settings-file.ts'
import { channels } from '../../core/channels/registry.ts'
import { fileSentence } from '../../core/files/held.ts'
import { type Command, dataFolder } from './command.ts'

/**
 * Works on the files alone, since nothing starts with broken settings; a running program reads them by
 * itself.
 */
export const settings: Command = {
  usage: 'settings restore [--data DIR]',
  says: 'puts the last good settings in the place of broken ones, which are kept beside them',
  options: {},
  async run(args, output) {
    const [verb, ...rest] = args.positionals
    if (verb !== 'restore' || rest.length > 0) {
      output.err('Usage: settings restore. It puts the last good settings in the place of broken ones.')
      return 2
    }
    const source = createSettingsFile({ folder: dataFolder(args), parseSettings: channels.parseSettings })
    const lastGood = source.lastGood()
    if (lastGood === null) {
      output.err(`There are no last good settings beside ${source.path} that could be put back. Mend the file itself.`)
      return 1
    }
    const restored = source.restore()
    if (!restored.ok) {
      output.err(fileSentence(source.path, restored.code, process.platform))
      return 1
    }
    const kept = restored.keptAs === null ? '' : ` What stood there is kept as ${restored.keptAs}.`
    output.out(`The settings of ${new Date(lastGood.savedAt).toISOString()} are in force again.${kept}`)
    return 0
  },
}
