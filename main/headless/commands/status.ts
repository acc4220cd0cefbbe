import { ask } from './asking.ts'
import { type Command, dataFolder, flag } from './command.ts'

export const status: Command = {
  usage: 'status [--json] [--data DIR]',
  says: 'says in one sentence whether everything has been delivered',
  options: { json: 'boolean' },
  async run(args, output) {
    const asked = await ask(dataFolder(args), 'health.get', {}, output)
    if (!asked.ok) return asked.exit
    const health = asked.value
    if (flag(args, 'json')) output.out(JSON.stringify(health, null, 2))
    else {
      output.out(health.sentence)
      output.out(health.detail)
      for (const one of [...health.connections, ...health.folders]) output.out(`  ${one.id}: ${one.sentence}`)
    }
    return 0
  },
}
