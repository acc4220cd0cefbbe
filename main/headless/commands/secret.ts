import { mkdirSync } from 'node:fs'
import { createFileSecrets } from '../../adapters/secrets-file.ts'
import { isReservedSecret } from '../../contract/secret-names.ts'
import { type Command, dataFolder } from './command.ts'

const MAX_BYTES = 10_000
/** A byte order mark and a line end of Windows. */
const MOST_STRIPPED = 5

/** The value from standard input: one line end and a byte order mark are not part of it. */
export const readSecret = async (input: AsyncIterable<Uint8Array | string>): Promise<string> => {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of input) {
    const bytes = Buffer.from(chunk)
    size += bytes.length
    chunks.push(bytes)
    if (size > MAX_BYTES + MOST_STRIPPED) break
  }
  return Buffer.concat(chunks)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .replace(/\r?\n$/, '')
}

export const secret: Command = {
  usage: 'secret set NAME [--data DIR]',
  says: 'stores a password or token, read from standard input',
  options: {},
  async run(args, output) {
    const [verb, name, ...rest] = args.positionals
    if (verb !== 'set' || name === undefined || rest.length > 0 || !/^[A-Za-z0-9_-]{1,40}$/.test(name)) {
      output.err('Usage: secret set NAME, with the value on standard input. NAME is 1 to 40 letters, digits, - or _.')
      return 2
    }
    if (isReservedSecret(name)) {
      output.err(
        `'${name}' is no name for a secret. The key of the database has a place of its own, which no command reaches.`,
      )
      return 2
    }
    const value = await readSecret(process.stdin)
    if (value === '' || Buffer.byteLength(value) > MAX_BYTES) {
      output.err(
        value === ''
          ? 'Nothing came on standard input; nothing was stored.'
          : 'The value is too long; nothing was stored.',
      )
      return 2
    }
    const folder = dataFolder(args)
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      createFileSecrets({ folder }).set(name, value)
    } catch (error) {
      // A damaged store or a disk that refuses; its sentence names the file and never the value.
      output.err(error instanceof Error ? error.message : `'${name}' was not stored.`)
      return 1
    }
    output.out(`Stored '${name}'.`)
    return 0
  },
}
