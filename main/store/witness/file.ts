import { randomUUID } from 'node:crypto'
import {
  closeSync,
  constants,
  existsSync,
  fdatasyncSync,
  linkSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { placesOf } from '../lifecycle/places.ts'
import { syncFile, syncFolder } from '../lifecycle/sync-file.ts'
import { makePrivateFile, moveAside } from '../private-file.ts'
import { storeErrorCode } from '../refusals.ts'
import { renameHeld } from '../rename-held.ts'
import { readWitness, type Witness } from './lines.ts'

/** The file of the witness beside the database. Every way of writing is on the disk when it returns. */
export type WitnessFile = {
  /** Null where there is none, or none that can be read. */
  read(): Witness | null
  /** Adds lines. False: the file is gone. */
  append(lines: string): boolean
  /** Writes it where there is none. Processes that begin at once may all call it; the first one's stays. */
  begin(lines: string): void
  /**
   * Writes it whole, in the place of whatever is there. For one process at a time: the sender, or the one
   * that is alone with the database.
   */
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
    begin(lines) {
      const own = `${path}.${randomUUID()}.partial`
      makePrivateFile(own)
      try {
        writeFileSync(own, lines)
        syncFile(own)
        try {
          linkSync(own, path)
        } catch (thrown) {
          if (storeErrorCode(thrown) === 'EEXIST') return
          // A disk without hard links: the moment between the look and the move is left.
          if (!existsSync(path)) renameHeld(own, path)
        }
        syncFolder(folder)
      } finally {
        rmSync(own, { force: true })
      }
    },
    replace(lines) {
      makePrivateFile(partial)
      writeFileSync(partial, lines)
      syncFile(partial)
      if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) moveAside(path)
      renameHeld(partial, path)
      syncFolder(folder)
    },
    bytes: () => statSync(path, { throwIfNoEntry: false })?.size ?? 0,
  }
}
