import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { newBooking } from '../../../main/rehearsal/sample-exports.ts'
import { readWitness } from '../../../main/store/witness/lines.ts'
import { foldersFor, makeEngine } from '../../support/make-engine.ts'
import { drop, until } from '../../support/night-porter.ts'

/**
 * What was captured is said again outside the database before its file leaves, and a group of files costs one
 * write.
 */

const FILES = 20

/** An engine that notes, each time a file leaves, how many exports the witness names by then. */
const noting = async () => {
  const { data, exportFolder } = foldersFor()
  const path = join(data, 'night-porter.witness')
  const witnessed: number[] = []
  for (let n = 0; n < FILES; n++) drop(exportFolder, `${n}.xml`, newBooking({ reservationId: `W${n}` }))
  const made = await makeEngine({
    data,
    files: (real) => ({
      ...real,
      remove: (file, expected) => {
        if (file.endsWith('.xml')) witnessed.push(readWitness(readFileSync(path, 'utf8'))?.exports.length ?? 0)
        return real.remove(file, expected)
      },
    }),
  })
  return { made, path, witnessed }
}

it('names every export before its file leaves, with one write for those that leave together', async () => {
  const { path, witnessed } = await noting()
  await until('all gone', () => witnessed.length >= FILES)
  expect(witnessed.slice(0, FILES)).toEqual(Array.from({ length: FILES }, () => FILES))
  const writes = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('["count"')).length
  // One of the start, one of the group, and one or two of the minute.
  expect(writes).toBeLessThanOrEqual(4)
})

it('is written whole again where somebody deleted it', async () => {
  const { made, path, witnessed } = await noting()
  await until('all gone', () => witnessed.length >= FILES)
  rmSync(path)
  made.drop('late.xml', newBooking({ reservationId: 'LATE' }))
  await until('late gone', () => witnessed.length > FILES)
  expect(witnessed.at(-1)).toBe(FILES + 1)
})
