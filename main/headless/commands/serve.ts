import { randomBytes } from 'node:crypto'
import { readNumber } from '../arguments.ts'
import { serveEngine, untilStopped } from '../serve-engine.ts'
import { type Command, dataFolder, text } from './command.ts'

export const serve: Command = {
  usage: 'serve [--data DIR] [--port N] [--token T]',
  says: 'captures, sends, and shows the screens on this computer until it is stopped',
  options: { port: 'string', token: 'string' },
  async run(args, output) {
    const port = readNumber(text(args, 'port') ?? '0', 'port', { from: 0, to: 65_535 })
    const given = text(args, 'token')
    if (!port.ok || (given !== undefined && !/^[\x21-\x7e]{1,200}$/.test(given))) {
      output.err(port.ok ? '--token takes 1 to 200 letters, digits or signs without spaces.' : port.problem)
      return 2
    }
    return serveEngine({
      folder: dataFolder(args),
      port: port.value,
      token: given ?? randomBytes(24).toString('base64url'),
      isTokenShown: given === undefined,
      stopped: untilStopped(),
      output,
      onReady: (address) => output.out(`READY ${address}`),
    })
  },
}
