import { cpSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import type { MessageItem } from '../../../main/contract/message.ts'
import { seededRandom } from '../../../main/rehearsal/practice-pms.ts'
import { drop, type Running, removeFolder, temporaryFolder, until } from '../../support/night-porter.ts'
import { createGenerator, type Exported, seqOf } from '../bookings.ts'
import { type Hotel, openHotel } from '../hotel.ts'
import { createFindings, type Findings, type PartOptions, type PartResult } from '../part.ts'
import { newestItems } from '../queue.ts'
import { type Hurt, hurts } from './hurt.ts'

/**
 * A data folder with delivered and waiting messages is copied, its database is hurt in one way, and the
 * program is started over it: either everything is there, or the notices say how many messages are not. What
 * is missing is exported again, and must then be taken and delivered.
 */

const DELIVERED = 40
const WAITING = 40

const names = {
  starts: 'the program starts over a damaged database',
  told: 'everything is there, or what is missing is told with its number',
  content: 'what is there is delivered as it was exported, or shows as failed',
  again: 'a file that comes back is taken again and delivered',
} as const

type Base = { killed: string; closed: string; exports: Exported[]; remove: () => void }

const exportsIn = (hotel: Hotel): number =>
  hotel.lying().filter((name) => name.endsWith('.xml') || name.endsWith('.leaving')).length

/**
 * Lets the program capture all exports and deliver the first of them, and keeps what it leaves, killed and
 * closed.
 */
const makeBase = async (random: () => number): Promise<Base> => {
  const folder = temporaryFolder()
  const exports = createGenerator(random, { isPlain: true, open: 100_000 }).next(DELIVERED + WAITING)
  const waiting = exports.slice(DELIVERED)
  const rules = waiting.map(({ reservationId }) => ({ match: { reservationId }, do: { status: 503 } }))
  const hotel = await openHotel({ scenario: { rules }, data: join(folder, 'data') })
  const killed = join(folder, 'killed')
  const closed = join(folder, 'closed')
  const running = await hotel.start()
  try {
    for (const file of exports.slice(0, DELIVERED)) hotel.drop(file)
    await until('delivered', async () => (await running.call('health.get')).counts.deliveredToday === DELIVERED, 60_000)
    for (const file of waiting) hotel.drop(file)
    await until(
      'captured',
      async () => (await newestItems(running, 200)).length === exports.length && exportsIn(hotel) === 0,
      60_000,
    )
  } finally {
    await running.kill()
    await hotel.close()
  }
  cpSync(hotel.data, killed, { recursive: true })
  cpSync(hotel.data, closed, { recursive: true })
  makeFreePages(join(closed, 'night-porter.db'))
  return { killed, closed, exports, remove: () => removeFolder(folder) }
}

/** Closed in order, and with pages on the free list, as deletion leaves them. */
const makeFreePages = (path: string): void => {
  const db = new Sqlite(path)
  db.exec('CREATE TABLE dropped (bytes BLOB); INSERT INTO dropped VALUES (zeroblob(200000)); DROP TABLE dropped')
  db.close()
}

/** The number before these words in what the program says on screen; null where it does not say them. */
const toldBefore = (said: string, words: RegExp): number | null => {
  const found = new RegExp(`(\\d+) (?:${words.source})`).exec(said)?.[1]
  return found === undefined ? null : Number(found)
}

const noticed = async (running: Running) => {
  const { notices = [] } = await running.call('health.get')
  const said = notices.map(({ sentence }) => sentence).join(' ')
  return {
    said,
    missing: toldBefore(said, /captured messages? (?:is|are) missing/),
    waiting: toldBefore(said, /messages? (?:was|were) still to be delivered/),
  }
}

const settledItems = (running: Running): Promise<MessageItem[]> =>
  until(
    'nothing under way',
    async () => {
      const { counts } = await running.call('health.get')
      return counts.waiting + counts.sending === 0 ? running.all() : null
    },
    60_000,
  )

type World = { base: Base; findings: Findings; random: () => number; counts: Record<'whole' | 'told' | 'lost', number> }

const checkTold = async (world: World, running: Running, where: string): Promise<Exported[]> => {
  const { base, findings, counts } = world
  const there = new Set((await running.all()).map(({ reservationId }) => reservationId))
  const missing = base.exports.filter(({ reservationId }) => !there.has(reservationId))
  const told = await noticed(running)
  const isAnew = there.size === 0 && told.waiting === WAITING
  const isRight = missing.length === 0 ? told.missing === null : isAnew || told.missing === missing.length
  findings.check(names.told, isRight ? null : `${where}: ${missing.length} are missing; it says: ${told.said}`)
  counts.lost += missing.length
  counts[missing.length === 0 ? 'whole' : 'told'] += 1
  return missing
}

const playRound = async (world: World, { name, on, hurt }: Hurt): Promise<void> => {
  const { base, findings, random } = world
  const folder = temporaryFolder()
  const data = join(folder, 'data')
  mkdirSync(data)
  cpSync(base[on], data, { recursive: true })
  rmSync(join(data, 'settings.json'))
  const where = `${name} (${hurt(join(data, 'night-porter.db'), random)})`
  const hotel = await openHotel({ scenario: {}, data })
  let running: Running | null = null
  try {
    running = await hotel.start()
    findings.check(names.starts, null)
    const missing = await checkTold(world, running, where)
    const items = await settledItems(running)
    const exported = new Set<string | null>(base.exports.map(({ reservationId }) => reservationId))
    const failed = items.filter(({ state }) => state !== 'delivered')
    for (const item of items) {
      const isFailed = item.state === 'failed' || item.state === 'unsure'
      const isWell = item.state === 'delivered' && exported.has(item.reservationId)
      const problem = isFailed || isWell ? null : `${item.reservationId} is ${item.state}`
      findings.check(names.content, problem && `${where}: ${problem}`)
    }
    const again = base.exports.filter(
      (file) => missing.includes(file) || failed.some(({ reservationId }) => reservationId === file.reservationId),
    )
    for (const { fileName, content } of again) drop(hotel.exportFolder, fileName, content)
    await until('captured again', () => exportsIn(hotel) === 0, 60_000)
    await settledItems(running)
    const accepted = new Set(
      hotel.standIn.seen.filter(({ outcome }) => outcome === 'accepted').map(({ body }) => seqOf(body)),
    )
    // What waited must go out word for word as it was exported; what was delivered before went out then.
    for (const { seq, reservationId } of base.exports.slice(DELIVERED)) {
      const isThere = accepted.has(seq) || failed.some((item) => item.reservationId === reservationId)
      findings.check(names.content, isThere ? null : `${where}: ${reservationId} never reached the channel`)
    }
    for (const { fileName, seq } of again)
      findings.check(names.again, accepted.has(seq) ? null : `${where}: ${fileName} was not delivered`)
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error)
    findings.check(running === null ? names.starts : names.content, `${where}: ${problem}`)
  } finally {
    await running?.kill()
    await hotel.close()
    removeFolder(folder)
  }
}

export const proveDamage = async ({ rounds, seed, say }: PartOptions): Promise<PartResult> => {
  const startedMs = performance.now()
  const random = seededRandom(seed)
  const findings = createFindings(say)
  const base = await makeBase(random)
  const counts = { whole: 0, told: 0, lost: 0 }
  const ways = hurts()
  try {
    for (let n = 0; n < rounds; n++) {
      const way = ways[n % ways.length]
      if (way) await playRound({ base, findings, random, counts }, way)
      if ((n + 1) % 10 === 0) say(`damage: ${n + 1} of ${rounds} rounds, ${findings.problems()} problems`)
    }
  } finally {
    base.remove()
  }
  return {
    part: 'damage',
    rounds,
    seed,
    checks: findings.checks(),
    figures: {
      'messages in the database': base.exports.length,
      'ways of damage': ways.length,
      'rounds in which everything came back': counts.whole,
      'rounds in which the loss was told': counts.told,
      'messages lost and told': counts.lost,
    },
    skipped: null,
    tookMs: Math.round(performance.now() - startedMs),
  }
}
