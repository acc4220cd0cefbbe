import { readFileSync } from 'node:fs'
import { errnoOf } from '../../adapters/errno.ts'
import { createSettingsSource } from '../../host/settings-source.ts'
import { readNumber } from '../arguments.ts'
import { serveEngine, untilStopped } from '../serve-engine.ts'
import { type Command, dataFolder, text } from './command.ts'

const FEWEST_CHARACTERS = 32

type Given = { ok: true; token: string | null } | { ok: false; problem: string }

/** A token from a file that only this user should be able to read; one line end is not part of it. */
const fromFile = (path: string): Given => {
  try {
    return { ok: true, token: readFileSync(path, 'utf8').replace(/\r?\n$/, '') }
  } catch (error) {
    return { ok: false, problem: `${path} cannot be read (${errnoOf(error)}). Nothing was started.` }
  }
}

/** Practice holds nothing of anybody, so there a short token will do. */
const isPractice = (folder: string): boolean => {
  const read = createSettingsSource(folder).read()
  return read.ok && read.settings.rehearsal
}

const checked = (given: Given, folder: string): Given => {
  if (!given.ok || given.token === null) return given
  if (!/^[\x21-\x7e]{1,200}$/.test(given.token))
    return { ok: false, problem: 'A token has at most 200 letters, digits or signs, without spaces.' }
  return given.token.length >= FEWEST_CHARACTERS || isPractice(folder)
    ? given
    : {
        ok: false,
        problem: `A token has at least ${FEWEST_CHARACTERS} characters. Without one Night Porter makes its own, which is best.`,
      }
}

export const serve: Command = {
  usage: 'serve [--data DIR] [--port N] [--token-file FILE | --token T]',
  says: 'captures, sends, and shows the screens on this computer until it is stopped',
  options: { port: 'string', token: 'string', 'token-file': 'string' },
  async run(args, output) {
    const port = readNumber(text(args, 'port') ?? '0', 'port', { from: 0, to: 65_535 })
    const folder = dataFolder(args)
    const [word, file] = [text(args, 'token'), text(args, 'token-file')]
    const given: Given =
      word !== undefined && file !== undefined
        ? { ok: false, problem: 'Give either --token-file or --token.' }
        : checked(file === undefined ? { ok: true, token: word ?? null } : fromFile(file), folder)
    if (!port.ok || !given.ok) {
      output.err(port.ok ? (given.ok ? '' : given.problem) : port.problem)
      return 2
    }
    return serveEngine({
      folder,
      port: port.value,
      token: given.token,
      stopped: untilStopped(),
      output,
      onReady: (address) => output.out(`READY ${address}`),
    })
  },
}
