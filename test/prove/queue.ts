import type { MessageItem } from '../../main/contract/message.ts'
import { type Running, until } from '../support/night-porter.ts'
import type { Exported } from './bookings.ts'
import type { Hotel } from './hotel.ts'
import {
  checkCaptured,
  checkEnds,
  checkTruth,
  checkWire,
  type createMemory,
  type Disturbance,
  isUnderWay,
  names,
} from './ledger.ts'
import type { Findings } from './part.ts'

/** Looks at the queue through the calls everybody has. */

/** The newest `count` messages. */
export const newestItems = async (running: Running, count: number): Promise<MessageItem[]> =>
  (await running.call('messages.list', { limit: Math.min(count, 200) })).items

/** Waits until nothing is under way and no export lies in the folder. */
export const settled = async (
  running: Running,
  hotel: Hotel,
  exports: readonly Exported[],
  ms = 60_000,
): Promise<MessageItem[]> => {
  const wanted = new Set(exports.map(({ fileName }) => fileName))
  await until(
    'everything captured and nothing under way',
    async () => {
      if (hotel.lying().some((name) => wanted.has(name))) return false
      const { counts } = await running.call('health.get')
      if (counts.waiting + counts.sending > 0) return false
      const newest = await newestItems(running, 200)
      return newest.length >= Math.min(wanted.size, 200) && !newest.some(isUnderWay)
    },
    ms,
  )
  return running.all()
}

/** Everything that must hold once all has settled, contents included for the exports named. */
export const checkSettled = async (parts: {
  findings: Findings
  hotel: Hotel
  running: Running
  exports: readonly Exported[]
  disturbances: readonly Disturbance[]
  memory: ReturnType<typeof createMemory>
  contentOf: readonly Exported[]
}): Promise<{ requests: number; repeats: number }> => {
  const { findings, hotel, running, exports, disturbances, memory, contentOf } = parts
  const { standIn } = hotel
  let items: MessageItem[]
  try {
    items = await settled(running, hotel, exports)
  } catch (error) {
    // What is stuck is the finding; what holds nevertheless is still checked.
    findings.check(names.ends, error instanceof Error ? error.message : String(error))
    items = await running.all()
  }
  checkCaptured(findings, { exports, items, lying: hotel.lying(), isWhole: true })
  memory.look(items, true)
  checkEnds(findings, exports, items)
  checkTruth(findings, exports, items, standIn)
  const idOf = new Map(items.map(({ fileName, id }) => [fileName, id]))
  for (const file of contentOf) {
    const id = idOf.get(file.fileName)
    if (id === undefined) continue
    const { sha256 } = await running.call('messages.get', { id })
    findings.check(names.captured, sha256 === file.sha256 ? null : `${file.fileName} has another content in the queue`)
  }
  return checkWire(findings, { exports, standIn, disturbances })
}
