import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib'

/**
 * Data folders of shipped versions, kept under test/fixtures/data-folders: one compressed tar archive for
 * each version.
 */

const root = join(import.meta.dirname, '../../fixtures/data-folders')
const ARCHIVE_NAME = 'data-folder.tar.br'
const BLOCK = 512

/**
 * What the kept settings say in the place of the channel's address and of the folder that holds the export
 * folders.
 */
const CHANNEL_PLACE = 'http://127.0.0.1:1'
const EXPORT_PLACE = 'EXPORT'

export const folderOf = (version: string): string => join(root, version)

/** All versions of which a data folder is kept, oldest first. */
export const keptVersions = (): string[] =>
  readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))

/** The kept settings for a channel at this address and export folders below this folder, which are made. */
export const placeSettings = (kept: string, { url, exports }: { url: string; exports: string }): string => {
  for (const [, name] of kept.matchAll(/"EXPORT\/([^"]+)"/g)) mkdirSync(join(exports, name ?? ''), { recursive: true })
  // A Windows path has backslashes, which JSON escapes.
  const exportPath = JSON.stringify(join(exports, '/')).slice(1, -1)
  return kept
    .replaceAll(`"${CHANNEL_PLACE}/`, `"${url}/`)
    .replaceAll(`"${CHANNEL_PLACE}"`, `"${url}"`)
    .replaceAll(`"${EXPORT_PLACE}/`, `"${exportPath}`)
}

/** Writes files of a data folder as the kept one of a version. Gives the bytes that the archive takes. */
export const keep = (version: string, files: ReadonlyMap<string, Uint8Array>): number => {
  const packed = compress(
    Buffer.concat([...[...files].flatMap(([name, content]) => tarEntry(name, content)), Buffer.alloc(2 * BLOCK)]),
  )
  mkdirSync(folderOf(version), { recursive: true })
  writeFileSync(join(folderOf(version), ARCHIVE_NAME), packed)
  return packed.length
}

/** Unpacks the data folder of a version into an empty folder, for a channel at this address. */
export const unpack = (version: string, { data, url }: { data: string; url: string }): void => {
  for (const [name, content] of tarFiles(brotliDecompressSync(readFileSync(join(folderOf(version), ARCHIVE_NAME))))) {
    const isSettings = name === 'settings.json'
    const placed = isSettings
      ? placeSettings(content.toString('utf8'), { url, exports: join(data, 'export') })
      : content
    writeFileSync(join(data, name), placed, { mode: 0o600 })
  }
}

/** Takes away what an unfinished making left. */
export const discard = (version: string): void => rmSync(folderOf(version), { recursive: true, force: true })

/**
 * All of it in one window: the write-ahead log repeats pages of the database, and an index the search words
 * of its table.
 */
const compress = (content: Uint8Array): Uint8Array =>
  brotliCompressSync(content, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    },
  })

/**
 * One plain file in the ustar format (POSIX.1-1988): a head of 512 bytes, the content, zeros up to the next
 * 512.
 */
const tarEntry = (name: string, content: Uint8Array): Uint8Array[] => {
  const head = Buffer.alloc(BLOCK)
  const octal = (value: number, length: number) => `${value.toString(8).padStart(length - 1, '0')}\0`
  head.write(name, 0, 100)
  head.write(octal(0o600, 8) + octal(0, 8) + octal(0, 8) + octal(content.length, 12) + octal(0, 12), 100)
  head.write('        0', 148)
  head.write('ustar\x0000', 257)
  head.write(
    octal(
      head.reduce((sum, byte) => sum + byte, 0),
      7,
    ),
    148,
  )
  return [head, content, Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK)]
}

const tarFiles = (tar: Buffer): Map<string, Buffer> => {
  const files = new Map<string, Buffer>()
  for (let at = 0; at + BLOCK <= tar.length && tar[at] !== 0; ) {
    const text = (from: number, length: number) =>
      tar.toString('latin1', at + from, at + from + length).replace(/\0.*$/s, '')
    const size = Number.parseInt(text(124, 12), 8)
    files.set(text(0, 100), tar.subarray(at + BLOCK, at + BLOCK + size))
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK
  }
  return files
}
