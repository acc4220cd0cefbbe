import { randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { hostname, userInfo } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { errnoOf } from '../adapters/errno.ts'
import { writeWhole } from '../adapters/write-whole.ts'
import type { Clock } from '../core/ports/clock.ts'
import type { Log } from '../core/ports/log.ts'
import { faultOf } from '../core/redact/fault.ts'
import { isInForce, type StopRequest } from '../core/service/stop-request.ts'
import { programVersion } from './version.ts'

/**
 * The hosts of a data folder and the request that they leave: small files beside the database, because the
 * users of a PC share nothing else. Each host writes who it is into `hosts/`, looks for `stop.json` every
 * second, writes there that it has heard, and takes its file away when it has left.
 */

const LOOK_EVERY_MS = 1_000

const Request = z.object({ id: z.string(), askedAt: z.number(), endsAt: z.number(), by: z.string() })

const Host = z.object({
  pid: z.int().positive(),
  kind: z.enum(['desktop', 'serve']),
  user: z.string(),
  version: z.string(),
  startedAt: z.number(),
  /** The request it follows. */
  follows: z.string().nullable(),
})
export type Host = z.infer<typeof Host>

const placesOf = (folder: string) => ({ request: join(folder, 'stop.json'), hosts: join(folder, 'hosts') })

const userName = (): string => {
  try {
    return userInfo().username
  } catch {
    return 'unknown' // a user id without an entry in the system's list
  }
}

/** A file of ours, or null where there is none that Night Porter wrote. */
const parsed = <T>(schema: z.ZodType<T>, text: string): T | null => {
  try {
    return schema.parse(JSON.parse(text))
  } catch {
    return null // half a file, or not ours
  }
}

/** The request in force. One that has run out is taken away, so that it does not lie there for ever. */
const requestIn = async (folder: string, now: number): Promise<StopRequest | null> => {
  const { request } = placesOf(folder)
  const found = parsed(Request, await readFile(request, 'utf8'))
  if (found !== null && isInForce(found, now)) return found
  rmSync(request, { force: true })
  return null
}

export type Membership = {
  /** Settles when the hosts of the folder are asked to leave; at once where they are already. */
  asked: Promise<StopRequest>
  /** Says that this host has left. */
  leave(): void
}

/**
 * Writes this process down as a host of the folder and listens for a request to leave. A disk that refuses
 * the file must not keep bookings from being sent: the host listens all the same.
 */
export const joinHosts = (given: { folder: string; kind: Host['kind']; clock: Clock; log: Log }): Membership => {
  const { folder, kind, clock, log } = given
  const file = join(placesOf(folder).hosts, `${process.pid}.json`)
  const asked = Promise.withResolvers<StopRequest>()
  const self: Host = {
    pid: process.pid,
    kind,
    user: userName(),
    version: programVersion,
    startedAt: clock.now(),
    follows: null,
  }
  let hasLeft = false
  let cancel: () => void = () => undefined

  const trying = (work: () => void): void => {
    try {
      work()
    } catch (error) {
      // Rights or a full disk: who asks does not see this host's answer and says so.
      log.error('host-file-failed', faultOf(error))
    }
  }
  const write = (follows: string | null) =>
    trying(() => {
      mkdirSync(placesOf(folder).hosts, { recursive: true, mode: 0o700 })
      writeWhole(file, `${JSON.stringify({ ...self, follows } satisfies Host)}\n`)
    })
  const look = async (): Promise<void> => {
    try {
      const request = await requestIn(folder, clock.now())
      if (hasLeft) return
      if (request !== null) {
        log.info('asked-to-stop', { by: request.by })
        write(request.id)
        asked.resolve(request)
        return
      }
    } catch (error) {
      // Nobody asks; or the file is held or cannot be read now, and the next look is in a second.
      if (errnoOf(error) === 'UNKNOWN') log.error('stop-request-unread', faultOf(error))
    }
    if (!hasLeft) cancel = clock.after(LOOK_EVERY_MS, () => void look())
  }

  write(null)
  void look()
  return {
    asked: asked.promise,
    leave: () => {
      hasLeft = true
      cancel()
      trying(() => rmSync(file, { force: true }))
    },
  }
}

/** Whether a process of this number runs, whoever started it. */
export const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return errnoOf(error) === 'EPERM' // another user's; anything else: no such process
  }
}

/** Who works on the folder now. What a process left that was killed is taken away. */
export const hostsIn = (folder: string): Host[] => {
  const { hosts } = placesOf(folder)
  try {
    return readdirSync(hosts)
      .filter((name) => /^\d+\.json$/.test(name))
      .flatMap((name) => {
        const file = join(hosts, name)
        const host = parsed(Host, textOf(file) ?? '')
        if (host !== null && isRunning(host.pid)) return [host]
        if (!isRunning(Number.parseInt(name, 10))) rmSync(file, { force: true })
        return []
      })
      .sort((a, b) => a.startedAt - b.startedAt)
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [] // no host was ever here
    throw error
  }
}

/** Null: it has just left. */
const textOf = (file: string): string | null => {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null
    throw error
  }
}

/**
 * Asks every host of the folder to leave, those that start meanwhile too. Throws where the folder refuses it.
 */
export const askToStop = (folder: string, { now, forMs }: { now: number; forMs: number }): StopRequest => {
  const request = { id: randomUUID(), askedAt: now, endsAt: now + forMs, by: `${userName()} on ${hostname()}` }
  writeWhole(placesOf(folder).request, `${JSON.stringify(request)}\n`)
  return request
}

/** Takes a request back; without one named, whichever lies there. */
export const endStop = (folder: string, request: StopRequest | null): void => {
  const { request: file } = placesOf(folder)
  if (request === null || parsed(Request, textOf(file) ?? '')?.id === request.id) rmSync(file, { force: true })
}
