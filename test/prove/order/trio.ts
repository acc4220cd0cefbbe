import { setTimeout as sleep } from 'node:timers/promises'
import type { Running } from '../../support/night-porter.ts'
import type { Hotel } from '../hotel.ts'
import { type Disturbance, names } from '../ledger.ts'
import type { Findings } from '../part.ts'

/** Three processes on one data folder, hurt one after another, and who of them says that it sends. */

export type Hurt = 'kill' | 'stop' | 'short-hang' | 'long-hang'

export type Trio = {
  start(): Promise<void>
  /** One that answers now. */
  any(): Running
  /** The one that says that it sends; null: none does just now. */
  sender(): Promise<Running | null>
  hurt(how: Hurt, whom: Running, hangMs: number): Promise<void>
  /** Looks once whether two say at the same time that they send. */
  lookOnce(): Promise<void>
  takeOvers(): number
  stop(): Promise<void>
}

type Member = { running: Running; isHung: boolean }

const isSender = async (running: Running): Promise<boolean> => {
  try {
    const reply = await running.raw('health.get', { body: '{}' })
    const { value } = await reply.json()
    return value?.sender?.isThis === true
  } catch {
    return false // killed while it was asked: then it sends no more
  }
}

export const createTrio = (hotel: Hotel, findings: Findings, disturbances: Disturbance[]): Trio => {
  const members: Member[] = []
  let lastSender: number | null = null
  let takeOvers = 0
  const add = async () => {
    members.push({ running: await hotel.start(), isHung: false })
  }
  const awake = (): Running[] => members.filter(({ isHung }) => !isHung).map(({ running }) => running)

  const sender = async (): Promise<Running | null> => {
    for (const running of awake()) {
      if (!(await isSender(running))) continue
      if (lastSender !== null && lastSender !== running.pid) takeOvers += 1
      lastSender = running.pid
      return running
    }
    return null
  }

  /**
   * Asked one after the other and the first again: only both at one time is wrong, a change between two
   * questions is not.
   */
  const lookOnce = async (): Promise<void> => {
    const first = await sender()
    if (!first) return
    for (const other of awake()) {
      if (other === first || !(await isSender(other))) continue
      const isStill = await isSender(first)
      findings.check(names.sender, isStill ? `${first.pid} and ${other.pid} both say that they send` : null)
      return
    }
    findings.check(names.sender, null)
  }

  const remove = (whom: Running) => {
    const place = members.findIndex(({ running }) => running === whom)
    if (place >= 0) members.splice(place, 1)
  }

  const hang = async (whom: Running, ms: number) => {
    const member = members.find(({ running }) => running === whom)
    if (!member) return
    member.isHung = true
    const fromAt = Date.now()
    process.kill(whom.pid, 'SIGSTOP')
    const end = fromAt + ms
    while (Date.now() < end) {
      await lookOnce()
      await sleep(Math.min(200, Math.max(0, end - Date.now())))
    }
    process.kill(whom.pid, 'SIGCONT')
    disturbances.push({ what: 'hang', fromAt, toAt: Date.now() })
    // One that was replaced while it hung finds that out at its next heartbeat, and until then says what it
    // knew.
    await sleep(2_000)
    member.isHung = false
  }

  return {
    start: async () => {
      // One after the other: a start at the same moment is a check of its own.
      for (let n = 0; n < 3; n++) await add()
    },
    any: () => {
      const [running] = awake()
      if (!running) throw new Error('all three processes hang')
      return running
    },
    sender,
    lookOnce,
    takeOvers: () => takeOvers,
    hurt: async (how, whom, hangMs) => {
      if (how === 'short-hang' || how === 'long-hang') return hang(whom, hangMs)
      remove(whom)
      const fromAt = Date.now()
      if (how === 'kill') await whom.kill()
      const code = how === 'stop' ? await whom.stop() : 0
      await hotel.hearOut()
      disturbances.push({ what: how, fromAt, toAt: Date.now() })
      findings.check(
        'a process that is told to stop ends with 0',
        code === 0 ? null : `it ended with ${code}: ${whom.output().slice(-300)}`,
      )
      await add()
    },
    stop: async () => {
      await Promise.all(members.splice(0).map(({ running }) => running.kill()))
    },
  }
}
