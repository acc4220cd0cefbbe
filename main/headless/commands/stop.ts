import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { errnoOf } from '../../adapters/errno.ts'
import { LONGEST_REQUEST_MS } from '../../core/service/stop-request.ts'
import { askToStop, endStop, type Host, hostsIn, isRunning } from '../../host/hosts.ts'
import { readNumber } from '../arguments.ts'
import type { Exit, Output } from '../output.ts'
import { type Command, dataFolder, flag, text } from './command.ts'

const USAGE = 'stop [--wait SECONDS] [--hold MINUTES] [--data DIR] | stop --release [--data DIR]'

/** A request in flight takes 120 s at most. */
const WAIT_SECONDS = 150
const LOOK_EVERY_MS = 100
/** How long a program that has left may take to be gone, so that its files can be replaced. */
const ENDING_MS = 5_000
/** A request outlives the wait by this, so that a slow last host still finds it. */
const GRACE_MS = 10_000

const described = ({ kind, user, pid, version }: Host): string =>
  `${kind === 'serve' ? 'the service (serve)' : 'the desktop program'} of ${user}, process ${pid}, version ${version}`

/**
 * Whether another process has the database open: an older version that writes no file of its own, or a
 * command.
 */
const isDatabaseInUse = async (folder: string): Promise<boolean> => {
  if (!existsSync(join(folder, 'night-porter.db'))) return false
  const { createPresence } = await import('../../store/lifecycle/presence.ts')
  const presence = createPresence(join(folder, 'in-use.lock'))
  const isAlone = presence.tryAlone()
  presence.leave()
  return !isAlone
}

/** Waits until nobody is left, saying who leaves. Gives those who stayed. */
const untilGone = async (
  folder: string,
  waitMs: number,
  output: Output,
): Promise<{ stayed: Host[]; isInUse: boolean }> => {
  const end = performance.now() + waitMs
  let before: Host[] = []
  const ending = new Map<number, number>()
  for (;;) {
    const stayed = hostsIn(folder)
    for (const host of before.filter(({ pid }) => !stayed.some((other) => other.pid === pid))) {
      output.out(`Left: ${described(host)}.`)
      ending.set(host.pid, performance.now() + ENDING_MS)
    }
    before = stayed
    const isEnding = [...ending].some(([pid, untilMs]) => performance.now() < untilMs && isRunning(pid))
    const isInUse = stayed.length > 0 || (await isDatabaseInUse(folder))
    if ((!isInUse && !isEnding) || performance.now() >= end) return { stayed, isInUse }
    await delay(LOOK_EVERY_MS)
  }
}

const stopAll = async (folder: string, waitMs: number, holdMs: number, output: Output): Promise<Exit> => {
  const isAnybodyThere = hostsIn(folder).length > 0 || (await isDatabaseInUse(folder))
  if (!isAnybodyThere && holdMs === 0) {
    output.out(`Night Porter does not run on ${folder}.`)
    return 0
  }
  const request = askToStop(folder, { now: Date.now(), forMs: Math.max(waitMs + GRACE_MS, holdMs) })
  let isDone = false
  try {
    const { stayed, isInUse } = await untilGone(folder, waitMs, output)
    for (const host of stayed)
      output.err(
        host.follows === request.id
          ? `Still there: ${described(host)}. It takes nothing new and waits for the request in flight.`
          : `No answer from ${described(host)}. End it in Task Manager if it hangs; nothing that was captured is lost.`,
      )
    if (stayed.length === 0 && isInUse)
      output.err(`Another process has the database in ${folder} open: another command, or an older Night Porter.`)
    isDone = !isInUse
    if (!isDone) return 1
    output.out(
      holdMs === 0
        ? `Nobody works on ${folder} now.`
        : `Nobody works on ${folder} now, or starts to before ${new Date(request.endsAt).toISOString()}. To end that: np stop --release`,
    )
    return 0
  } finally {
    // A request that stayed would stop the next start as well.
    if (!isDone || holdMs === 0) endStop(folder, request)
  }
}

export const stop: Command = {
  usage: USAGE,
  says: 'asks every Night Porter on this data folder, of all users, to leave in order, and says who did',
  options: { wait: 'string', hold: 'string', release: 'boolean' },
  async run(args, output) {
    const most = LONGEST_REQUEST_MS / 60_000
    const wait = readNumber(text(args, 'wait') ?? `${WAIT_SECONDS}`, 'wait', { from: 1, to: 600 })
    const hold = readNumber(text(args, 'hold') ?? '0', 'hold', { from: 0, to: most })
    const folder = dataFolder(args)
    if (!wait.ok || !hold.ok || args.positionals.length > 0) {
      output.err(wait.ok ? (hold.ok ? `Usage: ${USAGE}` : hold.problem) : wait.problem)
      return 2
    }
    if (!existsSync(folder)) {
      output.out(`There is no data folder ${folder}.`)
      return 0
    }
    try {
      if (!flag(args, 'release')) return await stopAll(folder, wait.value * 1_000, hold.value * 60_000, output)
      endStop(folder, null)
      output.out('Night Porter may start again.')
      return 0
    } catch (error) {
      const code = errnoOf(error)
      if (code === 'UNKNOWN') throw error
      output.err(`The request to stop could not be put into ${folder} (${code}). Let a user do it who may write there.`)
      return 1
    }
  },
}
