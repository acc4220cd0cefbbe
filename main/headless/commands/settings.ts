import { fileSentence } from '../../core/files/held.ts'
import type { SettingsSource } from '../../core/ports/settings.ts'
import { createSettingsSource } from '../../host/settings-source.ts'
import type { Exit, Output } from '../output.ts'
import { type Command, dataFolder } from './command.ts'

const putBack = (source: SettingsSource, output: Output): Exit => {
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
}

/**
 * Reads settings.json and policy.json and touches nothing: setup asks this before it changes a PC. Settings
 * that are not there yet are no mistake, for the first start asks for them.
 */
const look = (source: SettingsSource, output: Output): Exit => {
  const read = source.read()
  if (read.ok || read.reason === 'missing') {
    output.out(read.ok ? 'The settings can be used.' : 'There are no settings yet. The first start asks for them.')
    return 0
  }
  for (const { field, problem } of read.problems)
    output.err(field === read.file ? `${field} ${problem}` : `${read.file}: ${field}: ${problem}`, 'wrong-settings')
  return 2
}

const verbs: Record<string, (source: SettingsSource, output: Output) => Exit> = { check: look, restore: putBack }

/**
 * Works on the files alone, since nothing starts with broken settings; a running program reads them by
 * itself.
 */
export const settings: Command = {
  usage: 'settings (check | restore) [--data DIR]',
  says: 'says what is wrong in settings.json and policy.json; or puts the last good settings in the place of broken ones, which are kept beside them',
  options: {},
  async run(args, output) {
    const [verb = '', ...rest] = args.positionals
    const act = rest.length === 0 && Object.hasOwn(verbs, verb) ? verbs[verb] : undefined
    if (act === undefined) {
      output.err(
        'Usage: settings check, which says what is wrong in the files, or settings restore, which puts the last good settings in the place of broken ones.',
      )
      return 2
    }
    return act(createSettingsSource(dataFolder(args)), output)
  },
}
