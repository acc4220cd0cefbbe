import { type OwnerMark, readOwner, writeOwner } from '../../../main/core/capture/owner.ts'
import type { Clock } from '../../../main/core/ports/clock.ts'
import type { FileResult } from '../../../main/core/ports/files.ts'
import type { Log } from '../../../main/core/ports/log.ts'
import type { OwnerFiles } from '../../../main/core/ports/owner-files.ts'
import {
  createOwnership,
  type Ownership,
  type OwnerTimes,
  ownerTimes,
} from '../../../main/engine/capture/folder/ownership.ts'

/**
 * Several PCs on one share in simulated time: calls take as long as chance has it, PCs halt, sleep, die and
 * come back.
 */

const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silentLog,
}

export const randomOf = (seed: number) => {
  let state = seed >>> 0
  return (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

type Event = { at: number; pc: number; run: () => void; isOff: boolean }

export const createOwnershipWorld = (
  count: number,
  seed: number,
  latencyMs: () => number,
  times: OwnerTimes = ownerTimes,
) => {
  const random = randomOf(seed)
  let now = 0
  const events: Event[] = []
  /** Until when each PC is halted; Infinity: dead. */
  const halted = Array.from({ length: count }, () => 0)
  let file: { text: string } | null = null

  const after = (pc: number, ms: number, run: () => void) => {
    const event = { at: now + ms, pc, run, isOff: false }
    events.push(event)
    return () => {
      event.isOff = true
    }
  }
  /** Like the real one: counts awake time, looked at once a second, and takes any longer step for sleep. */
  const clockOf = (pc: number): Clock => {
    let awakeMs = 0
    let lastMs = now
    const monotonicMs = () => {
      awakeMs += Math.min(now - lastMs, 5_000)
      lastMs = now
      return awakeMs
    }
    const tick = () => {
      monotonicMs()
      after(pc, 1_000, tick)
    }
    after(pc, 1_000, tick)
    return {
      now: () => 1_790_000_000_000 + now,
      monotonicMs,
      sinceBootMs: () => now,
      after: (ms, run) => after(pc, ms, run),
    }
  }
  const none = { ok: false, reason: 'gone', code: 'ENOENT' } as const

  /** One step on the server at some moment of the call, whether or not the caller still runs. */
  const call = <T>(pc: number, step: () => T): Promise<T> =>
    new Promise((resolve) => {
      const wholeMs = latencyMs()
      const stepMs = wholeMs * random()
      after(-1, stepMs, () => {
        const value = step()
        after(pc, wholeMs - stepMs, () => resolve(value))
      })
    })

  const ownersOf = (pc: number): OwnerFiles => ({
    read: () => call(pc, (): FileResult<OwnerMark | null> => (file ? { ok: true, value: readOwner(file.text) } : none)),
    create: (_, mark) =>
      call(pc, (): FileResult<null> => {
        if (file) return { ok: false, reason: 'exists', code: 'EEXIST' }
        file = { text: writeOwner(mark) }
        return { ok: true, value: null }
      }),
    replace: (_, mark) =>
      call(pc, (): FileResult<null> => {
        file = { text: writeOwner(mark) }
        return { ok: true, value: null }
      }),
    // Opened in one moment, written in a later one, as a real handle is.
    beat: async (_, mark) => {
      const opened = await call(pc, () => file)
      if (!opened) return none
      const before = readOwner(opened.text)
      if (before?.host === mark.host)
        await call(pc, () => {
          opened.text = writeOwner(mark)
        })
      return { ok: true, value: before }
    },
    remove: (_, host) =>
      call(pc, (): FileResult<null> => {
        if (file && readOwner(file.text)?.host === host) file = null
        return { ok: true, value: null }
      }),
  })

  const startPc = (pc: number): Ownership => {
    const ownership = createOwnership({
      owners: ownersOf(pc),
      folder: 'share',
      me: { host: `host-${pc}`, name: `PC-${pc}`, sign: () => `tag-${pc}` },
      isKnown: () => true,
      isProven: () => true,
      clock: clockOf(pc),
      log: silentLog,
      times,
      onChange: () => undefined,
    })
    ownership.start()
    // What a scan does all the time.
    const work = () => {
      void ownership.confirm().then(() => after(pc, 300 + random() * 3_000, work))
    }
    after(pc, 0, work)
    return ownership
  }
  const pcs = Array.from({ length: count }, (_, pc) => startPc(pc))

  const flush = () => new Promise<void>((resolve) => setImmediate(resolve))

  return {
    random,
    now: () => now,
    halt: (pc: number, ms: number) => {
      halted[pc] = now + ms
    },
    leave: (pc: number) => void pcs[pc]?.stop(true),
    /** Who could write a capture at this moment. A halted process runs nothing, so it is nobody. */
    able: () => pcs.flatMap((one, pc) => ((halted[pc] ?? 0) <= now && one.isGood() ? [pc] : [])),
    others: () => pcs.map((one) => one.other()?.name ?? null),
    /** Runs up to `untilMs`, asking `check` after every event. */
    run: async (untilMs: number, check: () => void) => {
      for (;;) {
        events.sort((a, b) => a.at - b.at)
        const next = events.find(({ at }) => at <= untilMs)
        if (!next) break
        events.splice(events.indexOf(next), 1)
        const resumeAt = next.pc < 0 ? 0 : (halted[next.pc] ?? 0)
        if (resumeAt > next.at) {
          if (resumeAt !== Number.POSITIVE_INFINITY) events.push({ ...next, at: resumeAt })
          continue
        }
        now = Math.max(now, next.at)
        if (!next.isOff) next.run()
        await flush()
        check()
      }
      now = Math.max(now, untilMs)
    },
  }
}
