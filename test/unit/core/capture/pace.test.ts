import { describe, expect, it } from 'vitest'
import { nextScanMs } from '../../../../main/core/capture/pace.ts'

const calm = { everyMs: 3_000, lostScans: 0, ripeMs: null, isRung: false, tookMs: 2 }

describe('the next look into a folder', () => {
  it('comes after its interval, sooner where something ripens or the bell rang', () => {
    expect(nextScanMs(calm)).toBe(3_000)
    expect(nextScanMs({ ...calm, ripeMs: 1_020 })).toBe(1_020)
    expect(nextScanMs({ ...calm, ripeMs: 9_000 })).toBe(3_000)
    expect(nextScanMs({ ...calm, isRung: true })).toBe(50)
  })

  it('never takes more than a quarter of the time, however the bell rings', () => {
    expect(nextScanMs({ ...calm, isRung: true, tookMs: 600 })).toBe(1_800)
    expect(nextScanMs({ ...calm, isRung: true, tookMs: 60_000 })).toBe(3_000)
    expect(nextScanMs({ ...calm, ripeMs: 100, tookMs: 600 })).toBe(1_800)
  })

  it('backs off from 5 to 60 s while the folder does not answer, bell or no bell, and not below its interval', () => {
    expect([1, 2, 3, 4, 5, 6, 100].map((lostScans) => nextScanMs({ ...calm, lostScans, isRung: true }) / 1000)).toEqual(
      [5, 10, 20, 40, 60, 60, 60],
    )
    expect(nextScanMs({ ...calm, lostScans: 1, everyMs: 30_000 })).toBe(30_000)
  })
})
