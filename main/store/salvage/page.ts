import { exactNumber, readVarint } from './record.ts'

/**
 * Reads the cells of one b-tree page of SQLite (sqlite.org/fileformat2.html, section 1.6) by themselves,
 * without the pages above it: whatever became of those, the rows on it are found.
 */

/** One row or index entry: its record, and its row id where the page is of a table that has them. */
export type Cell = { rowId: number | bigint | null; payload: Buffer }

/** The page of a number, counted from 1; null where it is lost. */
export type ReadPage = (page: number) => Buffer | null

const TABLE_LEAF = 0x0d
const INDEX_LEAF = 0x0a
const INDEX_INTERIOR = 0x02

/** The first page begins with the header of the file. */
const FILE_HEADER_BYTES = 100
const LARGEST_PAYLOAD = 256 * 1024 * 1024

/**
 * The rows of a table's leaf, or the entries of an index, which is also how a table without row ids is kept.
 * A cell that does not fit, or whose overflow pages are not all there, is left out; any other kind of page
 * has none.
 */
export const cellsOf = (page: number, readPage: ReadPage): Cell[] => {
  const bytes = readPage(page)
  if (bytes === null) return []
  const start = page === 1 ? FILE_HEADER_BYTES : 0
  const kind = bytes[start]
  if (kind !== TABLE_LEAF && kind !== INDEX_LEAF && kind !== INDEX_INTERIOR) return []
  const pointers = start + (kind === INDEX_INTERIOR ? 12 : 8)
  const count = Math.min(bytes.readUInt16BE(start + 3), Math.floor((bytes.length - pointers) / 2))
  const cells: Cell[] = []
  for (let n = 0; n < count; n++) {
    const cell = cellAt(bytes, bytes.readUInt16BE(pointers + 2 * n), kind, readPage)
    if (cell !== null) cells.push(cell)
  }
  return cells
}

const cellAt = (bytes: Buffer, offset: number, kind: number, readPage: ReadPage): Cell | null => {
  const size = readVarint(bytes, kind === INDEX_INTERIOR ? offset + 4 : offset)
  if (size === null || size.value <= 0n || size.value > BigInt(LARGEST_PAYLOAD)) return null
  const rowId = kind === TABLE_LEAF ? readVarint(bytes, size.next) : null
  if (kind === TABLE_LEAF && rowId === null) return null
  const payload = payloadAt(bytes, rowId?.next ?? size.next, Number(size.value), kind === TABLE_LEAF, readPage)
  return payload === null ? null : { rowId: rowId === null ? null : exactNumber(rowId.value), payload }
}

/** How much of a payload lies on the page itself (section 1.6: X, M and K). */
const localBytes = (size: number, usable: number, isTable: boolean): number => {
  const most = isTable ? usable - 35 : Math.floor(((usable - 12) * 64) / 255) - 23
  if (size <= most) return size
  const least = Math.floor(((usable - 12) * 32) / 255) - 23
  const fitting = least + ((size - least) % (usable - 4))
  return fitting <= most ? fitting : least
}

const payloadAt = (bytes: Buffer, at: number, size: number, isTable: boolean, readPage: ReadPage): Buffer | null => {
  const local = localBytes(size, bytes.length, isTable)
  if (at + local > bytes.length) return null
  const pieces = [bytes.subarray(at, at + local)]
  let missing = size - local
  if (missing === 0) return pieces[0] ?? null
  if (at + local + 4 > bytes.length) return null
  let next = bytes.readUInt32BE(at + local)
  while (missing > 0) {
    const overflow = next === 0 ? null : readPage(next)
    if (overflow === null) return null
    const piece = overflow.subarray(4, 4 + missing)
    pieces.push(piece)
    missing -= piece.length
    next = overflow.readUInt32BE(0)
  }
  return Buffer.concat(pieces)
}
