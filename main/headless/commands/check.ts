import { ask } from './asking.ts'
import { type Command, dataFolder, flag } from './command.ts'

const marks = { pass: 'ok  ', warn: 'warn', fail: 'FAIL', skipped: '-   ' }

export const check: Command = {
  usage: 'check [--json] [--data DIR]',
  says: 'looks at settings, folders, passwords and addresses and says how to mend what is wrong',
  options: { json: 'boolean' },
  async run(args, output) {
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
