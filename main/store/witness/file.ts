import {
  closeSync,
  constants,
  fdatasyncSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { placesOf } from '../lifecycle/places.ts'
import { syncFile, syncFolder } from '../lifecycle/sync-file.ts'
import { makePrivateFile, moveAside } from '../private-file.ts'
import { storeErrorCode } from '../refusals.ts'
import { readWitness, type Witness } from './lines.ts'

/** The file of the witness beside the database. Every way of writing is on the disk when it returns. */
export type WitnessFile = {
  /** Null where there is none, or none that can be read. */
  read(): Witness | null
  /** Adds lines. False: the file is gone. */
  append(lines: string): boolean
  /** Writes it whole, in the place of whatever is there. */
  replace(lines: string): void
  bytes(): number
}

export const createWitnessFile = (databasePath: string): WitnessFile => {
  const { witness: path, folder } = placesOf(databasePath)
  const partial = `${path}.partial`
  return {
    read() {
      try {
        return readWitness(readFileSync(path, 'utf8'))
      } catch (thrown) {
        if (['ENOENT', 'EISDIR'].includes(storeErrorCode(thrown) ?? '')) return null
        throw thrown
      }
    },
    append(lines) {
      try {
        const handle = openSync(path, constants.O_WRONLY | constants.O_APPEND)
        try {
          writeSync(handle, lines)
          fdatasyncSync(handle)
        } finally {
          closeSync(handle)
        }
        return true
      } catch (thrown) {
        if (['ENOENT', 'EISDIR'].includes(storeErrorCode(thrown) ?? '')) return false
        throw thrown
      }
    },
    replace(lines) {
      makePrivateFile(partial)
      writeFileSync(partial, lines)
      syncFile(partial)
      if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) moveAside(path)
      renameSync(partial, path)
      syncFolder(folder)
    },
    bytes: () => statSync(path, { throwIfNoEntry: false })?.size ?? 0,
  }
}
