import { closeSync, fsyncSync, openSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { errnoOf } from '../../adapters/errno.ts'
import type { Original } from '../../contract/methods.ts'
import { createSettingsSource } from '../../host/settings-source.ts'
import { ask } from './asking.ts'
import { type Command, dataFolder, flag, text } from './command.ts'

const nothingKept: Record<Exclude<Original['kind'], 'kept'>, string> = {
  deleted: 'The content of this file is not kept any more. Nothing was written. The PMS can export it again.',
  'too-large':
    "This file is larger than 64 MB, so only its name and size were kept. Nothing was written. The file itself is in the export folder or in its 'unusable' folder.",
  damaged: 'What was kept of this file cannot be opened any more. Nothing was written. The PMS can export it again.',
}

/** The folder as the system knows it; null: there is none, or it cannot be looked at. */
const realFolder = (path: string): string | null => {
  try {
    return realpathSync.native(path)
  } catch {
    return null // writing into it says better what is wrong
  }
}

/** A copy in an export folder would be captured as a new export, and an old booking sent again. */
const isExportFolder = (data: string, folder: string): boolean => {
  const read = createSettingsSource(data).read()
  const real = realFolder(folder)
  return read.ok && real !== null && read.settings.folders.some(({ path }) => realFolder(path) === real)
}

const sentenceOf = (code: string, path: string): string => {
  if (code === 'EEXIST')
    return `${path} is there already. Nothing was written. Choose another name, or delete it first.`
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return `The folder ${dirname(path)} does not exist. Nothing was written. Make it first.`
  if (code === 'EACCES' || code === 'EPERM') return `${path} may not be written by this user. Choose another folder.`
  if (code === 'ENOSPC' || code === 'EDQUOT') return `The disk of ${path} is full. Nothing was kept there.`
  return `${path} cannot be written (${code}). Nothing was kept there.`
}

/**
 * Writes a new file that only this user may read. Null, or the sentence that says why not; a part of it is
 * never left behind.
 */
const write = (path: string, content: Uint8Array): string | null => {
  let handle: number
  try {
    handle = openSync(path, 'wx', 0o600)
  } catch (error) {
    return sentenceOf(errnoOf(error), path)
  }
  let isWhole = false
  try {
    writeFileSync(handle, content)
    fsyncSync(handle)
    isWhole = true
    return null
  } catch (error) {
    return sentenceOf(errnoOf(error), path)
  } finally {
    closeSync(handle)
    if (!isWhole) rmSync(path, { force: true })
  }
}

export const save: Command = {
  usage: 'save ID --to FILE [--json] [--data DIR]',
  says: 'saves the exported file of a message as the PMS wrote it, without security codes, card and guest data included',
  options: { to: 'string', json: 'boolean' },
  async run(args, output) {
    const [id, ...more] = args.positionals
    const to = text(args, 'to')
    if (id === undefined || more.length > 0 || to === undefined || /(^|[\\/])$/.test(to)) {
      output.err('Say which message and where to: save ID --to FILE.')
      return 2
    }
    const data = dataFolder(args)
    const path = resolve(to)
    if (isExportFolder(data, dirname(path))) {
      output.err(
        `${dirname(path)} is an export folder: Night Porter would send the copy again. Nothing was written. Choose another folder.`,
      )
      return 1
    }
    const asked = await ask(data, 'messages.original', { id }, output)
    if (!asked.ok) return asked.exit
    if (asked.value.kind !== 'kept') {
      output.err(nothingKept[asked.value.kind])
      return 1
    }
    const problem = write(path, Buffer.from(asked.value.base64, 'base64'))
    if (problem !== null) {
      output.err(problem)
      return 1
    }
    const { size } = asked.value
    if (flag(args, 'json')) output.out(JSON.stringify({ file: path, size }))
    else {
      output.out(`Saved ${path}, ${size} bytes, as the PMS wrote it, without security codes.`)
      output.out("It may hold card data and guests' names, readable for whoever opens it. Delete it after use.")
    }
    return 0
  },
}
