import { createCipheriv, hkdfSync, randomBytes, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { z } from 'zod'
import { createFileSecrets } from '../../main/adapters/secrets-file.ts'
import { createVault } from '../../main/store/vault.ts'

const Row = z.record(z.string(), z.union([z.string(), z.number(), z.null(), z.instanceof(Uint8Array)]))
const Sealed = z.object({ sealed: z.instanceof(Uint8Array) })
/** Times are later than this; every other number is smaller. */
const EARLIEST_MS = 1_600_000_000_000
/** A change that waits for an outage of its connection to end, in the data folder of 0.1.0. */
const MODEL = 'LI-40'
const MODEL_HOTEL = 'LINDE'
/** Hotels are sent to side by side, each in its own order. */
export const HOTELS = 8
const BOOKINGS = 2000
const modelTotal = /AmountAfterTax="[\d.]+"/

/** A message that was added: which booking it changes, and the total by which it is known on the wire. */
export type Added = { reservationId: string; total: string }

/** Seals as version 0.1.0 did: a version byte, the nonce, the content, the tag, and no name of the key. */
const sealAsFirst = (key: Uint8Array, text: string, identity: string): Buffer => {
  const version = Buffer.of(1)
  const nonce = randomBytes(12)
  const sealKey = Buffer.from(hkdfSync('sha256', key, '', 'night-porter vault: seal', 32))
  const cipher = createCipheriv('aes-256-gcm', sealKey, nonce, { authTagLength: 16 })
  cipher.setAAD(Buffer.concat([version, Buffer.from(identity, 'utf8')]))
  const content = cipher.update(text, 'utf8')
  return Buffer.concat([version, nonce, content, cipher.final(), cipher.getAuthTag()])
}

/**
 * Fills the queue of a kept data folder, in the shape in which its version left it, up to `waiting` messages:
 * copies of one that waits, sealed anew for their own places. Several change one booking. Times move by
 * `laterMs`, as if the hotel's PC had been switched off a moment ago. Gives what was added, in its order.
 */
export const fillQueue = (data: string, { waiting, laterMs }: { waiting: number; laterMs: number }): Added[] => {
  const keys = createFileSecrets({ folder: data }).vaultKeys.read()
  const key = keys.ok ? keys.ring.keys.get(keys.ring.currentId) : undefined
  if (key === undefined) throw new Error('The kept data folder has no key.')
  const vault = createVault(key)
  const db = new Sqlite(join(data, 'night-porter.db'))
  const moveTimes = () => {
    const tables = db.prepare<[], string>("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all()
    for (const table of tables)
      for (const { name } of z.array(z.object({ name: z.string() })).parse(db.pragma(`table_info(${table})`)))
        if (/(^|_)at$/.test(name))
          db.prepare(`UPDATE ${table} SET ${name} = ${name} + ? WHERE ${name} > ?`).run(laterMs, EARLIEST_MS)
  }
  const addCopies = (): Added[] => {
    const model = Row.parse(
      db.prepare("SELECT * FROM messages WHERE state = 'waiting' AND reservation_id = ? ORDER BY seq").get(MODEL),
    )
    const { seq: _seq, ...columns } = model
    const capture = Row.parse(db.prepare('SELECT * FROM captures WHERE id = ?').get(columns.capture_id))
    const openOf = (row: unknown, place: string): string => {
      const text = vault.openText(Sealed.parse(row).sealed, place)
      if (!text.ok) throw new Error(`The kept ${place} cannot be opened.`)
      return text.text
    }
    const bodyRow = db.prepare('SELECT sealed FROM message_bodies WHERE message_id = ?').get(columns.id)
    const contentRow = db.prepare('SELECT sealed FROM capture_contents WHERE capture_id = ?').get(capture.id)
    const details = openOf(columns, `message:${columns.id}`)
    const body = openOf(bodyRow, `body:${columns.id}`)
    const fileName = openOf(capture, `capture:${capture.id}`)
    const content = openOf(contentRow, `content:${capture.id}`)
    const insertInto = (table: string, row: object) =>
      db.prepare(`INSERT INTO ${table} (${Object.keys(row)}) VALUES (${Object.keys(row).map((name) => `@${name}`)})`)
    const insert = insertInto('messages', columns)
    const insertCapture = insertInto('captures', capture)
    const insertBody = db.prepare('INSERT INTO message_bodies VALUES (?, ?)')
    const insertContent = db.prepare('INSERT INTO capture_contents VALUES (?, ?)')
    const insertLane = db.prepare('INSERT INTO lanes (lane, connection, hotel_code) VALUES (?, ?, ?)')
    for (let n = 0; n < HOTELS; n++) insertLane.run(`pmsxchange|FULL${n}`, 'pmsx', `FULL${n}`)
    const there = z.number().parse(db.prepare("SELECT count(*) FROM messages WHERE state = 'waiting'").pluck().get())
    return Array.from({ length: waiting - there }, (_, n) => {
      const [id, captureId] = [randomUUID(), randomUUID()]
      const reservationId = `FULL-${n % BOOKINGS}`
      const total = `AmountAfterTax="${2000 + n}.00"`
      const hotel = `FULL${n % HOTELS}`
      const placed = (text: string) => text.replaceAll(MODEL, reservationId).replaceAll(MODEL_HOTEL, hotel)
      insertCapture.run({
        ...capture,
        id: captureId,
        sealed: sealAsFirst(key, fileName, `capture:${captureId}`),
      })
      insertContent.run(captureId, sealAsFirst(key, content, `content:${captureId}`))
      insert.run({
        ...columns,
        id,
        capture_id: captureId,
        hotel_code: hotel,
        lane: `pmsxchange|${hotel}`,
        order_key: `pmsx|${hotel}|res:${reservationId}`,
        reservation_id: reservationId,
        sealed: sealAsFirst(key, placed(details), `message:${id}`),
      })
      insertBody.run(id, sealAsFirst(key, placed(body).replace(modelTotal, total), `body:${id}`))
      return { reservationId, total }
    })
  }
  try {
    return db.transaction(() => {
      moveTimes()
      return addCopies()
    })()
  } finally {
    db.close()
  }
}
