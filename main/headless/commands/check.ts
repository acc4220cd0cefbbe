import { createSettingsFile } from '../../adapters/settings-file.ts'
import { channels } from '../../core/channels/registry.ts'
import type { Exit, Output } from '../output.ts'
import { ask } from './asking.ts'
import { type Command, dataFolder, flag } from './command.ts'

const marks = { pass: 'ok  ', warn: 'warn', fail: 'FAIL', skipped: '-   ' }

/**
 * Reads settings.json and policy.json of a folder and touches nothing: setup asks this before it changes a
 * PC. Settings that are not there yet are no mistake, for the first start asks for them.
 */
const checkSettings = (folder: string, output: Output): Exit => {
  const read = createSettingsFile({ folder, parseSettings: channels.parseSettings }).read()
  if (read.ok || read.reason === 'missing') {
    output.out(read.ok ? 'The settings can be used.' : 'There are no settings yet. The first start asks for them.')
    return 0
  }
  for (const { field, problem } of read.problems)
    output.err(field === read.file ? `${field} ${problem}` : `${read.file}: ${field}: ${problem}`, 'wrong-settings')
  return 2
}

export const check: Command = {
  usage: 'check [--settings-only] [--json] [--data DIR]',
  says: 'looks at settings, folders, passwords and addresses and says how to mend what is wrong',
  options: { json: 'boolean', 'settings-only': 'boolean' },
  async run(args, output) {
    if (flag(args, 'settings-only')) return checkSettings(dataFolder(args), output)
    const asked = await ask(dataFolder(args), 'doctor.run', {}, output)
    if (!asked.ok) return asked.exit
    if (flag(args, 'json')) output.out(JSON.stringify(asked.value, null, 2))
    else
      for (const finding of asked.value) {
        output.out(`${marks[finding.result]} ${finding.name}: ${finding.sentence}`)
        if (finding.fix !== null) output.out(`     ${finding.fix}`)
      }
    return asked.value.some(({ result }) => result === 'fail') ? 1 : 0
  },
}
