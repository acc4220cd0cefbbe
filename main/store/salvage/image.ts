import { closeSync, copyFileSync, ftruncateSync, openSync, readFileSync, readSync, statSync, writeSync } from 'node:fs'
import { makePrivateFile } from '../private-file.ts'
import type { ReadPage } from './page.ts'
import { readWal } from './wal.ts'

const USUAL_PAGE_BYTES = 4096
const MAGIC = 'SQLite format 3\0'
/**
 * Bytes of the header: the formats SQLite writes and reads with (2: with a log), side by side, and the length
 * in pages.
 */
const WRITE_VERSION = 18
const PAGE_COUNT = 28
/** A header that names more pages than this beyond the end of the file is damaged itself. */
const MOST_MISSING_PAGES = 4_000_000

/** A copy of a damaged database to read from, and which of its pages are really there. */
export type Image = {
  path: string
  pageBytes: number
  pages: number
  readPage: ReadPage
  close(): void
}

/**
 * Copies a damaged database to `to`, with every good frame of its write-ahead log played in, and filled up
 * with zeros to the length that its header names: SQLite refuses to read one that is shorter. The damaged one
 * is not changed.
 */
export const makeImage = (from: string, to: string): Image => {
  makePrivateFile(to)
  if (sizeOf(from) > 0) copyFileSync(from, to)
  const handle = openSync(to, 'r+')
  const present = sizeOf(to)
  const head = readAt(handle, 0, 100)
  const hasHeader = head.length === 100 && head.toString('latin1', 0, 16) === MAGIC
  const wal = sizeOf(`${from}-wal`) > 0 ? readWal(readFileSync(`${from}-wal`), pageBytesOf(head)) : null
  const pageBytes = hasHeader ? pageBytesOf(head) : (wal?.pageSize ?? USUAL_PAGE_BYTES)
  const presentPages = Math.floor(present / pageBytes)
  // A page of which only the beginning is left is lost.
  ftruncateSync(handle, presentPages * pageBytes)
  const fromLog = new Set<number>()
  for (const { page, content } of wal?.pageSize === pageBytes ? wal.frames : []) {
    writeSync(handle, content, 0, pageBytes, (page - 1) * pageBytes)
    fromLog.add(page)
  }
  const named = namedPages(handle)
  const reached = Math.max(presentPages, ...fromLog)
  const pages = named > reached && named - reached < MOST_MISSING_PAGES ? named : reached
  ftruncateSync(handle, pages * pageBytes)
  // Without its log beside it SQLite reads the copy as a plain file.
  if (pages > 0) writeSync(handle, Buffer.of(1, 1), 0, 2, WRITE_VERSION)
  return {
    path: to,
    pageBytes,
    pages,
    readPage: (page) =>
      page >= 1 && page <= pages && (page <= presentPages || fromLog.has(page))
        ? readAt(handle, (page - 1) * pageBytes, pageBytes)
        : null,
    close: () => closeSync(handle),
  }
}

/** The page size of a database file. */
export const pageBytesIn = (path: string): number => {
  const handle = openSync(path, 'r')
  try {
    return pageBytesOf(readAt(handle, 0, 100))
  } finally {
    closeSync(handle)
  }
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0

const readAt = (handle: number, at: number, bytes: number): Buffer => {
  const buffer = Buffer.alloc(bytes)
  return buffer.subarray(0, readSync(handle, buffer, 0, bytes, at))
}

const pageBytesOf = (head: Buffer): number => {
  const named = head.length >= 18 ? head.readUInt16BE(16) : 0
  const bytes = named === 1 ? 65536 : named
  return bytes >= 512 && (bytes & (bytes - 1)) === 0 ? bytes : USUAL_PAGE_BYTES
}

const namedPages = (handle: number): number => {
  const head = readAt(handle, 0, 100)
  return head.length === 100 && head.toString('latin1', 0, 16) === MAGIC ? head.readUInt32BE(PAGE_COUNT) : 0
}
