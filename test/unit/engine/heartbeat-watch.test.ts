import { describe, expect, it } from 'vitest'
import { createSenderWatch, type SenderReading } from '../../../main/engine/sender/heartbeat-watch.ts'

const SECOND = 1000

/**
 * A watch whose time is moved by hand; `watch` looks every `everyMs` for `forMs` and gives the last
 * judgement.
 */
const makeWatch = (settings: { claimGraceMs: number; staleAfterMs?: number }) => {
  let nowMs = 5_000_000
  const owner = createSenderWatch({ clock: { monotonicMs: () => nowMs }, staleAfterMs: 30 * SECOND, ...settings })
  return {
    note: (reading: SenderReading | null) => owner.note(reading),
    pass: (ms: number) => {
      nowMs += ms
    },
    watch(reading: SenderReading | null, forMs: number, everyMs = 5 * SECOND) {
      let judgement = owner.note(reading)
      for (let passed = everyMs; passed <= forMs; passed += everyMs) {
        nowMs += everyMs
        judgement = owner.note(reading)
      }
      return judgement
    },
  }
}

const firstReading: SenderReading = { epoch: 3, heartbeat: 100, lastClaimAt: null }

describe('an owner', () => {
  it('that never claimed has hung once its heartbeat stood still for 30 s', () => {
    const watch = makeWatch({ claimGraceMs: 120 * SECOND })
    expect(watch.watch(firstReading, 25 * SECOND).hasHung).toBe(false)
    watch.pass(4 * SECOND)
    expect(watch.note(firstReading)).toEqual({ hasHung: false, silentMs: 29 * SECOND })
    watch.pass(SECOND)
    expect(watch.note(firstReading)).toEqual({ hasHung: true, silentMs: 30 * SECOND })
  })

  it('that lives is never judged hung, however long it is watched', () => {
    const watch = makeWatch({ claimGraceMs: 120 * SECOND })
    for (let beat = 0; beat < 100; beat++)
      expect(watch.watch({ ...firstReading, heartbeat: beat }, 25 * SECOND).hasHung).toBe(false)
  })

  it('that may still be sending keeps its place until its last claim has stood for the grace', () => {
    const watch = makeWatch({ claimGraceMs: 120 * SECOND })
    const claimed = { ...firstReading, lastClaimAt: 1_700_000_000_000 }
    expect(watch.watch(claimed, 115 * SECOND)).toEqual({ hasHung: false, silentMs: 115 * SECOND })
    watch.pass(5 * SECOND)
    expect(watch.note(claimed).hasHung).toBe(true)
  })

  it('that claims while its heartbeat stands still starts the grace anew', () => {
    const watch = makeWatch({ claimGraceMs: 60 * SECOND })
    watch.watch({ ...firstReading, lastClaimAt: 1 }, 55 * SECOND)
    expect(watch.watch({ ...firstReading, lastClaimAt: 2 }, 55 * SECOND).hasHung).toBe(false)
    watch.pass(5 * SECOND)
    expect(watch.note({ ...firstReading, lastClaimAt: 2 }).hasHung).toBe(true)
  })

  it.each([0, 1_700_000_000_000, 99_999_999_999_999])(
    'is not judged by what the wall clock said (%d)',
    (lastClaimAt) => {
      const watch = makeWatch({ claimGraceMs: 60 * SECOND })
      expect(watch.watch({ ...firstReading, lastClaimAt }, 55 * SECOND).hasHung).toBe(false)
      expect(watch.watch({ ...firstReading, lastClaimAt }, 5 * SECOND).hasHung).toBe(true)
    },
  )

  it('that is a new one gets its full time, even if its counter shows the same number', () => {
    const watch = makeWatch({ claimGraceMs: 30 * SECOND })
    expect(watch.watch(firstReading, 30 * SECOND).hasHung).toBe(true)
    expect(watch.watch({ ...firstReading, epoch: 4 }, 25 * SECOND).hasHung).toBe(false)
    watch.pass(5 * SECOND)
    expect(watch.note({ ...firstReading, epoch: 4 }).hasHung).toBe(true)
  })

  it('whose beat goes on after a silence is alive again', () => {
    const watch = makeWatch({ claimGraceMs: 30 * SECOND })
    expect(watch.watch(firstReading, 40 * SECOND).hasHung).toBe(true)
    expect(watch.note({ ...firstReading, heartbeat: 101 })).toEqual({ hasHung: false, silentMs: 0 })
  })

  it('is given time to wake after the PC slept, even where the monotonic clock went on', () => {
    const watch = makeWatch({ claimGraceMs: 30 * SECOND })
    watch.note(firstReading)
    watch.pass(8 * 3600 * SECOND)
    expect(watch.note(firstReading)).toEqual({ hasHung: false, silentMs: 10 * SECOND })
    expect(watch.note({ ...firstReading, heartbeat: 101 }).hasHung).toBe(false)
  })

  it('that holds the lock but never wrote its row has hung after 30 s', () => {
    const watch = makeWatch({ claimGraceMs: 120 * SECOND })
    expect(watch.watch(null, 25 * SECOND).hasHung).toBe(false)
    watch.pass(5 * SECOND)
    expect(watch.note(null).hasHung).toBe(true)
    expect(watch.note(firstReading).hasHung).toBe(false)
  })
})
