/**
 * Reads SQLite's write-ahead log (sqlite.org/fileformat2.html, section 4). SQLite itself ends at the first
 * frame whose checksum is wrong, and whatever was committed after it is gone without a word; the frames after
 * it still carry checksums of their own.
 */

/**
 * One page as a commit wrote it. `committedPages` above 0: the frame ends a commit, after which the database
 * has so many pages.
 */
type Frame = { page: number; committedPages: number; content: Buffer }

export type Wal = {
  pageSize: number
  /** The good frames in order, up to the last one that ends a commit. */
  frames: Frame[]
  /** A frame before the last commit is bad, or the log's header is: SQLite would leave commits out. */
  isBroken: boolean
}

const HEADER_BYTES = 32
const FRAME_HEADER_BYTES = 24
const MAGIC = 0x377f0682

type Sums = readonly [number, number]

const isPageSize = (size: number): boolean => size >= 512 && size <= 65536 && (size & (size - 1)) === 0

const sumsOf = (bytes: Buffer, isBigEndian: boolean, from: Sums): Sums => {
  let [a, b] = from
  for (let at = 0; at + 8 <= bytes.length; at += 8) {
    a = (a + (isBigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at)) + b) >>> 0
    b = (b + (isBigEndian ? bytes.readUInt32BE(at + 4) : bytes.readUInt32LE(at + 4)) + a) >>> 0
  }
  return [a, b]
}

const isSame = (one: Sums, other: Sums): boolean => one[0] === other[0] && one[1] === other[1]

/**
 * Null where the bytes are too short or no log at all. `pageSize` counts where the log's header is damaged.
 */
export const readWal = (log: Buffer, pageSize: number): Wal | null => {
  if (log.length < HEADER_BYTES + FRAME_HEADER_BYTES) return null
  const isBigEndian = (log.readUInt32BE(0) & 1) === 1
  const written: Sums = [log.readUInt32BE(24), log.readUInt32BE(28)]
  const isHeaderGood =
    log.readUInt32BE(0) >>> 1 === MAGIC >>> 1 && isSame(sumsOf(log.subarray(0, 24), isBigEndian, [0, 0]), written)
  const size = isHeaderGood ? log.readUInt32BE(8) : pageSize
  if (!isPageSize(size)) return null
  // The salts tell the frames of this log from those of an older one that lie behind them.
  const salts = isHeaderGood ? log.subarray(16, 24) : log.subarray(HEADER_BYTES + 8, HEADER_BYTES + 16)
  const frames: (Frame & { isAfterBad: boolean })[] = []
  let computed: Sums = written
  let stored: Sums = written
  let isAfterBad = !isHeaderGood
  for (let at = HEADER_BYTES; at + FRAME_HEADER_BYTES + size <= log.length; at += FRAME_HEADER_BYTES + size) {
    const head = log.subarray(at, at + FRAME_HEADER_BYTES)
    const content = log.subarray(at + FRAME_HEADER_BYTES, at + FRAME_HEADER_BYTES + size)
    const own: Sums = [head.readUInt32BE(16), head.readUInt32BE(20)]
    const next = [computed, stored].map((from) =>
      sumsOf(content, isBigEndian, sumsOf(head.subarray(0, 8), isBigEndian, from)),
    )
    const isGood = head.subarray(8, 16).equals(salts) && next.some((sums) => isSame(sums, own))
    if (isGood) frames.push({ page: head.readUInt32BE(0), committedPages: head.readUInt32BE(4), content, isAfterBad })
    else isAfterBad = true
    computed = next[0] ?? own
    stored = own
  }
  const end = frames.findLastIndex(({ committedPages }) => committedPages > 0) + 1
  const committed = frames.slice(0, end)
  return { pageSize: size, frames: committed, isBroken: committed.some((frame) => frame.isAfterBad) }
}
