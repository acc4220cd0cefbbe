/** Reads SQLite's record format (sqlite.org/fileformat2.html, section 2.1), also out of damaged pages. */

export type SqlValue = number | bigint | string | Buffer | null

/** A variable-length integer of 1 to 9 bytes; null where the bytes end within it. */
export const readVarint = (bytes: Buffer, at: number): { value: bigint; next: number } | null => {
  let value = 0n
  for (let n = 0; n < 9; n++) {
    const byte = bytes[at + n]
    if (byte === undefined) return null
    if (n === 8) return { value: BigInt.asIntN(64, (value << 8n) | BigInt(byte)), next: at + 9 }
    value = (value << 7n) | BigInt(byte & 0x7f)
    if (byte < 0x80) return { value, next: at + n + 1 }
  }
  return null
}

/** A whole number as a number where JavaScript keeps it exactly. */
export const exactNumber = (value: bigint): number | bigint =>
  value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value

const integerBytes = [0, 1, 2, 3, 4, 6, 8]

const bytesOf = (type: number): number => {
  if (type <= 6) return integerBytes[type] ?? 0
  if (type === 7) return 8
  return type < 12 ? 0 : Math.floor((type - 12) / 2)
}

const readValue = (type: number, bytes: Buffer): SqlValue => {
  if (type === 0) return null
  if (type <= 6) return bytes.length <= 6 ? bytes.readIntBE(0, bytes.length) : exactNumber(bytes.readBigInt64BE(0))
  if (type === 7) return bytes.readDoubleBE(0)
  if (type <= 9) return type - 8
  return type % 2 === 0 ? Buffer.from(bytes) : bytes.toString('utf8')
}

/** The values of a record; null where the bytes are no whole record. */
export const readRecord = (payload: Buffer): SqlValue[] | null => {
  const head = readVarint(payload, 0)
  if (head === null || head.value > BigInt(payload.length) || head.value < BigInt(head.next)) return null
  const headEnd = Number(head.value)
  const values: SqlValue[] = []
  let at = head.next
  let place = headEnd
  while (at < headEnd) {
    const read = readVarint(payload, at)
    if (read === null || read.next > headEnd || read.value < 0n || read.value > 0xffff_ffffn) return null
    const type = Number(read.value)
    if (type === 10 || type === 11) return null
    const end = place + bytesOf(type)
    if (end > payload.length) return null
    values.push(readValue(type, payload.subarray(place, end)))
    at = read.next
    place = end
  }
  return place === payload.length && values.length > 0 ? values : null
}
