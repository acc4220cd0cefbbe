import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { type Encoded, encodingsOf, standsAlone } from './encodings.ts'
import type { Plant, PlantKind } from './plants.ts'

/** Where a planted value was found, and how it was written there. Never the value itself. */
export type Find = { plant: Plant; place: string; encoding: string }

export type Needle = { plant: Plant; encoded: Encoded[] }

/** What is searched for, worked out once: each value in each encoding. */
export const needlesOf = (plants: readonly Plant[]): Needle[] =>
  plants.map((plant) => {
    // Short pieces stand in any file by chance.
    const encoded = plant.values.flatMap(encodingsOf).filter(({ bytes }) => bytes.length >= 6)
    return { plant, encoded }
  })

/** Whether bytes are text in which a code can stand as a word. */
const textOf = (bytes: Buffer): string | null => (bytes.includes(0) ? null : bytes.toString('utf8'))

/** What of the needles stands in these bytes. */
export const searchBytes = (needles: readonly Needle[], bytes: Buffer, place: string): Find[] => {
  const text = textOf(bytes)
  return needles.flatMap(({ plant, encoded }) => {
    const found = encoded.find((one) => bytes.includes(one.bytes))
    if (found) return [{ plant, place, encoding: found.encoding }]
    if (plant.code !== null && text?.includes(plant.code) && standsAlone(text, plant.code))
      return [{ plant, place, encoding: 'digits by themselves' }]
    return []
  })
}

/** The files of a folder and all below it; none where it is not there. */
export const filesIn = (folder: string): string[] => {
  try {
    return readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
  } catch {
    return [] // not made yet
  }
}

/**
 * The content and the name of each file. One that goes meanwhile is gone: that is as good as nothing in it.
 */
export const searchFiles = (needles: readonly Needle[], folder: string, files: readonly string[]): Find[] =>
  files.flatMap((file) => {
    const name = relative(folder, file)
    let bytes: Buffer
    try {
      bytes = readFileSync(file)
    } catch {
      return []
    }
    // The name may be what is found, so that a find in it tells the folder only.
    return [
      ...searchBytes(needles, Buffer.from(name), `the name of a file in ${relative(folder, join(file, '..')) || '.'}`),
      ...searchBytes(needles, bytes, searchBytes(needles, Buffer.from(name), '').length > 0 ? 'a file' : name),
    ]
  })

export const ofKinds = (needles: readonly Needle[], kinds: readonly PlantKind[]): Needle[] =>
  needles.filter(({ plant }) => kinds.includes(plant.kind))
