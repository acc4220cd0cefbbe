import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { createFileSecrets } from '../../../main/adapters/secrets-file.ts'
import { type Input, type Method, methods, type Output } from '../../../main/contract/methods.ts'
import { newBooking } from '../../../main/rehearsal/sample-exports.ts'
import { drop, practiceHotel, practiceSecrets, until } from '../../support/night-porter.ts'
import { type Child, startChild, untilStopped } from '../store-foundation/child.ts'
import { databaseIn, dataFolder } from './hotel.ts'

/** Several real processes on one data folder. */

export type Process = Child & {
  name: string
  call: <M extends Method>(method: M, input?: Input<M>) => Promise<Output<M>>
  jump: (ms: number) => Promise<void>
  /** Stops as a host does; resolves when the process is gone. */
  end: () => Promise<void>
  isSender: () => Promise<boolean>
  /** By what it last became the sender: the lock was free, or the one before stood still for too long. */
  gainedBy: () => 'lock' | 'sender-hung' | null
}

export type Several = {
  data: string
  folder: string
  start: (name: string) => Promise<Process>
  put: (reservationId: string, hotelCode?: string) => void
}

/** A practice hotel whose requests may take 2 s at most, so that a hung owner is replaced within seconds. */
export const severalOn = (url: string): Several => {
  const data = dataFolder()
  const folder = join(data, 'export')
  mkdirSync(folder)
  writeFileSync(
    join(data, 'settings.json'),
    JSON.stringify(practiceHotel({ url, exportFolder: folder, connection: { timeoutSeconds: 2 } })),
  )
  createFileSecrets({ folder: data }).set('pmsx', practiceSecrets.pmsx)
  const start = async (name: string): Promise<Process> => {
    const child = startChild('../../lifecycle/children/engine.ts', data, name)
    if ((await child.line()) !== 'started') throw new Error(`${name} did not start`)
    // One question at a time: answers come by in the order of the questions.
    let before: Promise<unknown> = Promise.resolve()
    const ask = (line: string): Promise<string> => {
      const answer = before.then(async () => {
        child.say(line)
        const said = await child.line()
        if (said === null) throw new Error(`${name} is gone`)
        return said
      })
      before = answer.catch(() => undefined)
      return answer
    }
    const call: Process['call'] = async (method, input) => {
      const reply: unknown = JSON.parse(await ask(`${method} ${JSON.stringify(input ?? {})}`))
      if (typeof reply !== 'object' || reply === null || !('value' in reply))
        throw new Error(`${method}: ${JSON.stringify(reply)}`)
      return outputOf(method, reply.value)
    }
    return {
      ...child,
      name,
      call,
      jump: async (ms) => void (await ask(`jump ${ms}`)),
      end: async () => {
        await ask('end')
        await child.ended
      },
      isSender: async () => (await call('health.get')).sender.isThis,
      gainedBy: () => gainedBy(join(data, `logs-${name}`)),
    }
  }
  return {
    data,
    folder,
    start,
    put: (reservationId, hotelCode = 'AURORA') =>
      drop(folder, `${reservationId}.xml`, newBooking({ reservationId, hotelCode })),
  }
}

const gainedBy = (folder: string): ReturnType<Process['gainedBy']> => {
  const lines = readdirSync(folder).flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'))
  const line = lines.findLast((one) => one.includes('sender-gained'))
  return line?.includes('how=lock') ? 'lock' : line?.includes('how=sender-hung') ? 'sender-hung' : null
}

/** Checked against the contract; what comes out of the schema is what the type says. */
const outputOf = <M extends Method>(method: M, value: unknown): Output<M> =>
  methods[method].output.parse(value) as Output<M>

/** The one process among these that sends, once there is exactly one. */
export const senderAmong = (processes: Process[]): Promise<Process> =>
  until('exactly one sender', async () => {
    const senders: Process[] = []
    for (const one of processes) if (await one.isSender()) senders.push(one)
    return senders.length === 1 ? senders[0] : null
  })

export const itemOf = async (one: Pick<Process, 'call'>, reservationId: string) =>
  (await one.call('messages.list', { limit: 500 })).items.filter((item) => item.reservationId === reservationId)

/** Waits until a process shows the reservation, once, in this state. */
export const shows = (one: Pick<Process, 'call'>, reservationId: string, state: string) =>
  until(`${reservationId} ${state}`, async () => {
    const items = await itemOf(one, reservationId)
    return items.length === 1 && items[0]?.state === state ? items[0] : null
  })

/**
 * Hangs a process, but not in the middle of a write: one that hangs there keeps SQLite's write lock with it,
 * and until it goes on or is killed nobody can write, which is safe but no take-over.
 */
export const hang = async (several: Pick<Several, 'data'>, one: Process): Promise<void> => {
  await until(`${one.name} hangs`, async () => {
    one.signal('SIGSTOP')
    await untilStopped(one.pid)
    if (canWrite(databaseIn(several.data))) return true
    one.signal('SIGCONT')
    return false
  })
}

const canWrite = (path: string): boolean => {
  const db = new Sqlite(path, { timeout: 300 })
  try {
    db.exec('BEGIN IMMEDIATE; ROLLBACK')
    return true
  } catch {
    // Held by the one that was just stopped.
    return false
  } finally {
    db.close()
  }
}
