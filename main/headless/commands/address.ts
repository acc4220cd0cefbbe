import { z } from 'zod'
import { Reply } from '../../contract/methods.ts'
import { readServed } from '../../host/served.ts'
import { type Command, dataFolder } from './command.ts'

const PATIENCE_MS = 3_000
const Answer = z.object({ code: z.string() })

/**
 * A one-time code from the process that serves the folder; null where none does, or its token is somebody
 * else's.
 */
const askForCode = async (served: { address: string; token: string }): Promise<string | null> => {
  try {
    const response = await fetch(`${served.address}/code`, {
      headers: { authorization: `Bearer ${served.token}` },
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
    const reply = Reply.parse(await response.json())
    return reply.ok ? Answer.parse(reply.value).code : null
  } catch {
    return null // it ended, or something else answers on its port: the same to whoever asked
  }
}

export const address: Command = {
  usage: 'address [--data DIR]',
  says: 'prints an address of the screens that is good once, for a minute',
  options: {},
  async run(args, output) {
    const folder = dataFolder(args)
    const served = readServed(folder)
    const code = served === null ? null : await askForCode(served)
    if (served === null || code === null) {
      output.err(`No Night Porter serves ${folder} that this user may ask. Start it with: serve`, 'not-available')
      return 1
    }
    output.out(`${served.address}/#code=${code}`)
    return 0
  },
}
