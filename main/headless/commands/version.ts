import { programVersion } from '../../host/version.ts'
import type { Command } from './command.ts'

export const version: Command = {
  usage: 'version',
  says: 'prints the version',
  options: {},
  async run(_args, output) {
    output.out(programVersion)
    return 0
  },
}
