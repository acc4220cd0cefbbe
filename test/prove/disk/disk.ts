import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { seededRandom } from '../../../main/rehearsal/practice-pms.ts'
import type { Running } from '../../support/night-porter.ts'
import { createGenerator, type Exported, scenarioFileOf } from '../bookings.ts'
import { type Hotel, openHotel } from '../hotel.ts'
import { checkCaptured, checkWire, createMemory, type Disturbance, names } from '../ledger.ts'
import { createFindings, type Findings, type PartOptions, type PartResult } from '../part.ts'
import { checkSettled, newestItems } from '../queue.ts'
import { diskNeeds, mountSmallDisk, type SmallDisk } from './small-disk.ts'

/**
 * The data folder's file system full, again and again, while bookings come in: nothing lost, nothing half
 * done, all sent once there is room.
 */

const DISK_BYTES = 24 * 1024 * 1024
/**
 * Bytes left when it is full: none at all, less than a page, or a little, so that every step is the one that
 * fails.
 */
const leftOver = [0, 2_048, 16_384, 65_536, 131_072]

type World = {
  hotel: Hotel
  disk: SmallDisk
  findings: Findings
  random: () => number
  exports: Exported[]
  disturbances: Disturbance[]
  memory: ReturnType<typeof createMemory>
  counts: { full: number; kills: number; refused: number }
}

const look = async (world: World, running: Running): Promise<void> => {
  const { hotel, findings, exports, memory, disturbances } = world
  const lying = hotel.lying()
  const recent = exports.slice(-150)
  const isRecent = new Set(recent.map(({ fileName }) => fileName))
  const items = (await newestItems(running, 200)).filter(({ fileName }) => isRecent.has(fileName))
  checkCaptured(findings, { exports: recent, items, lying, isWhole: false })
  memory.look(items, false)
  checkWire(findings, { exports, standIn: hotel.standIn, disturbances })
}

/** A start on a full disk may be refused, with a sentence; null: it was. */
const startOnFullDisk = async ({ hotel, counts }: World): Promise<Running | null> => {
  try {
    return await hotel.start()
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith('serve ended with 1')) throw error
    counts.refused += 1
    return null
  }
}

/** Fills the disk while exports come in, looks, and frees it. Gives the process that runs afterwards. */
const playRound = async (world: World, running: Running, files: readonly Exported[]): Promise<Running> => {
  const { hotel, disk, random, exports, disturbances, counts } = world
  const fillsAfter = Math.floor(random() * files.length)
  for (const [n, file] of files.entries()) {
    if (n === fillsAfter) disk.fill(leftOver[Math.floor(random() * leftOver.length)] ?? 0)
    hotel.drop(file)
    await sleep(random() * 60)
  }
  exports.push(...files)
  await sleep(300 + random() * 700)
  const { notices = [] } = await running.call('health.get')
  if (notices.length > 0) counts.full += 1
  await look(world, running)
  const isKilled = random() < 0.25
  if (isKilled) {
    const fromAt = Date.now()
    await running.kill()
    await hotel.hearOut()
    disturbances.push({ what: 'kill on a full disk', fromAt, toAt: Date.now() })
    counts.kills += 1
  }
  const early = isKilled && random() < 0.5 ? await startOnFullDisk(world) : null
  disk.free()
  const next = early ?? (isKilled ? await hotel.start() : running)
  await look(world, next)
  return next
}

export const proveDisk = async ({ rounds, seed, say }: PartOptions): Promise<PartResult> => {
  const startedMs = performance.now()
  const needs = diskNeeds()
  const base = { part: 'disk', rounds, seed }
  if (needs !== null) return { ...base, checks: [], figures: {}, skipped: needs, tookMs: 0 }
  const random = seededRandom(seed)
  const findings = createFindings(say)
  const generator = createGenerator(random)
  const plan = Array.from({ length: rounds }, () => generator.next(3 + Math.floor(random() * 6)))
  const disk = mountSmallDisk(DISK_BYTES)
  const hotel = await openHotel({ scenario: scenarioFileOf(plan.flat()), data: join(disk.path, 'data') })
  const exports: Exported[] = []
  const disturbances: Disturbance[] = []
  const memory = createMemory(findings)
  const counts = { full: 0, kills: 0, refused: 0 }
  const world: World = { hotel, disk, findings, random, exports, disturbances, memory, counts }
  let running: Running | null = null
  let wire = { requests: 0, repeats: 0 }
  try {
    running = await hotel.start()
    for (const [n, files] of plan.entries()) {
      running = await playRound(world, running, files)
      if ((n + 1) % 10 === 0)
        say(`disk: ${n + 1} of ${rounds} rounds, ${exports.length} exports, ${findings.problems()} problems`)
    }
    disk.free()
    wire = await checkSettled({ findings, hotel, running, exports, disturbances, memory, contentOf: exports })
    const { notices = [] } = await running.call('health.get')
    findings.check(
      'once there is room nothing is said to be wrong with the disk',
      notices.length === 0 ? null : notices.map(({ id }) => id).join(', '),
    )
    findings.check(
      'the disk was really full',
      counts.full > 0 ? null : `no round was noticed; ${names.captured} was not tried`,
    )
  } finally {
    await running?.kill()
    await hotel.close()
    disk.unmount()
  }
  const figures = {
    exports: exports.length,
    ...wire,
    'rounds in which health named the disk': counts.full,
    'kills on a full disk': counts.kills,
    'starts refused on a full disk': counts.refused,
  }
  return {
    ...base,
    checks: findings.checks(),
    figures,
    skipped: null,
    tookMs: Math.round(performance.now() - startedMs),
  }
}
