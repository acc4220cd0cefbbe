import { ask } from './asking.ts'
import { type Command, dataFolder, flag } from './command.ts'

export const capture: Command = {
  usage: 'capture [FOLDER] [--json] [--data DIR]',
  says: 'captures the exports that still lie in a folder which the settings no longer name, or in all of them',
  options: { json: 'boolean' },
  async run(args, output) {
    const [path, ...rest] = args.positionals
    if (rest.length > 0) {
      output.err('Name one folder, as the notice does, or none for all that the settings no longer name.')
      return 2
    }
    const asked = await ask(dataFolder(args), 'folders.capture', path === undefined ? {} : { path }, output)
    if (!asked.ok) return asked.exit
    if (flag(args, 'json')) output.out(JSON.stringify(asked.value))
    else
      for (const folder of asked.value.folders)
        output.out(`${folder.path}: ${folder.exports} exports, captured within seconds where Night Porter runs.`)
    return 0
  },
}
