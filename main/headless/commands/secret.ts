import { mkdirSync } from 'node:fs'
import { isPin, isReservedSecret, PIN_NAME, pinUse } from '../../contract/secret-names.ts'
import { channels } from '../../core/channels/registry.ts'
import type { SecretUse } from '../../core/ports/secrets.ts'
import { isSameUse, secretUseOf } from '../../core/settings/secret-use.ts'
import { createSettingsSource } from '../../host/settings-source.ts'
import { type Command, dataFolder, text } from './command.ts'

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

type Use = { ok: true; use: SecretUse | undefined } | { ok: false; problem: string }

/**
 * What the settings of a folder say that a secret is for. Without settings, or without a connection that
 * names it, nothing yet.
 */
const purposeIn = (folder: string, name: string, wanted: string | undefined): Use => {
  if (name === PIN_NAME) return { ok: true, use: pinUse }
  const read = createSettingsSource(folder).read()
  const named = (read.ok ? read.settings.connections : []).flatMap((connection) => {
    const connector = channels.connect(connection)
    return read.ok && connector.secret.name === name
      ? [{ id: connection.id, use: secretUseOf(connection, connector, read.settings) }]
      : []
  })
  const [first, ...others] = named.filter(({ id }) => wanted === undefined || id === wanted)
  if (first === undefined)
    return wanted === undefined
      ? { ok: true, use: undefined }
      : { ok: false, problem: `No connection '${wanted}' of the settings names '${name}'; nothing was stored.` }
  return others.every(({ use }) => isSameUse(use, first.use))
    ? { ok: true, use: first.use }
    : {
        ok: false,
        problem: `Several connections with different addresses or users name '${name}'. Say for which: --connection ${named.map(({ id }) => id).join(' or --connection ')}`,
      }
}

export const secret: Command = {
  usage: 'secret set NAME [--connection ID] [--data DIR]',
  says: 'stores a password or token, read from standard input, for the address and user that the settings give',
  options: { connection: 'string' },
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
    const use = purposeIn(folder, name, text(args, 'connection'))
    if (!use.ok || (name === PIN_NAME && !isPin(value))) {
      output.err(use.ok ? 'A PIN has 6 to 12 digits; nothing was stored.' : use.problem)
      return 2
    }
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      const { createFileSecrets } = await import('../../adapters/secrets-file.ts')
      createFileSecrets({ folder }).set(name, value, use.use)
    } catch (error) {
      // A damaged store or a disk that refuses; its sentence names the file and never the value.
      output.err(error instanceof Error ? error.message : `'${name}' was not stored.`)
      return 1
    }
    output.out(
      use.use === undefined
        ? `Stored '${name}'. No connection names it yet; it will be for the first ones that do.`
        : `Stored '${name}'.`,
    )
    return 0
  },
}
