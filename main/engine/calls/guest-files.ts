import type { EntryType } from '../../core/ports/files.ts'
import { holdsNumber, holdsWords, withoutCounter } from '../../core/redact/names-booking.ts'
import { decodeText } from '../../core/xml/decode.ts'
import type { CallDeps } from './deps.ts'

/**
 * What lies in the export folders of a guest: masked copies, files set aside, and exports that are still
 * there.
 */

type FileDeps = Pick<CallDeps, 'files' | 'settings'>
type Place = 'archive' | 'unusable' | 'export'
export type GuestFile = { name: string; place: Place; path: string }

/** Larger ones are known by their name only: reading them would hold up the program. */
const MOST_BYTES = 8 * 1024 * 1024

const namesIn = async ({ files }: Pick<FileDeps, 'files'>, folder: string, type: EntryType): Promise<string[]> => {
  const listed = await files.list(folder)
  // Not there, or not to be reached: then nothing of it can be told or taken away.
  return listed.ok ? listed.value.filter((entry) => entry.type === type).map(({ name }) => name) : []
}

const allFiles = async (deps: FileDeps): Promise<GuestFile[]> => {
  const { files } = deps
  const found: GuestFile[] = []
  const add = async (id: string, root: string, names: readonly string[], place: Place): Promise<void> => {
    const folder = files.join(root, ...names)
    for (const name of await namesIn(deps, folder, 'file'))
      found.push({ name: [id, ...names, name].join('/'), place, path: files.join(folder, name) })
  }
  for (const { id, path } of deps.settings().folders) {
    await add(id, path, [], 'export')
    await add(id, path, ['unusable'], 'unusable')
    for (const day of await namesIn(deps, files.join(path, 'archive'), 'folder'))
      await add(id, path, ['archive', day], 'archive')
  }
  return found
}

const textOf = async ({ files }: Pick<FileDeps, 'files'>, path: string): Promise<string> => {
  const read = await files.read(path, MOST_BYTES)
  const decoded = read.ok ? decodeText(read.value) : null
  return decoded?.ok ? decoded.text : ''
}

export type FileQuery = { fileNames: ReadonlySet<string>; numbers: readonly string[]; search: string | null }

/** The files that are named as one of the exports, or hold a number, or all words of the search. */
export const guestFiles = async (deps: FileDeps, { fileNames, numbers, search }: FileQuery): Promise<GuestFile[]> => {
  const found: GuestFile[] = []
  for (const file of await allFiles(deps)) {
    const name = file.name.slice(file.name.lastIndexOf('/') + 1)
    const isNamed = fileNames.has(withoutCounter(name)) || fileNames.has(name)
    const text = isNamed ? '' : await textOf(deps, file.path)
    if (isNamed || numbers.some((number) => holdsNumber(text, number)) || (search !== null && holdsWords(text, search)))
      found.push(file)
  }
  return found
}
