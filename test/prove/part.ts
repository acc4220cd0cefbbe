/**
 * What every part of the proof gives: what was checked how often, what was found wrong, and figures worth
 * reading.
 */

export const partNames = ['crash', 'durable', 'disk', 'damage', 'order', 'lock', 'clock', 'load', 'private'] as const
export type PartName = (typeof partNames)[number]

export type PartResult = {
  part: string
  rounds: number
  seed: number
  checks: { name: string; times: number; problems: string[] }[]
  figures: Record<string, number | string>
  /** Why it was not run; null: it was. */
  skipped: string | null
  tookMs: number
}

export type PartOptions = { rounds: number; seed: number; say: (line: string) => void }

export type Findings = {
  /** Counts one look at a thing that must hold; `problem` null: it does. */
  check(name: string, problem: string | null): void
  problems(): number
  checks(): PartResult['checks']
}

const MOST_KEPT = 20

/** Collects what was checked; of many problems of one kind the first `mostKept` are kept word for word. */
export const createFindings = (say: (line: string) => void = () => {}, mostKept = MOST_KEPT): Findings => {
  const byName = new Map<string, { times: number; wrong: number; problems: string[] }>()
  return {
    check: (name, problem) => {
      const entry = byName.get(name) ?? { times: 0, wrong: 0, problems: [] }
      byName.set(name, entry)
      entry.times += 1
      if (problem === null) return
      entry.wrong += 1
      if (entry.wrong > mostKept || entry.problems.includes(problem)) return
      entry.problems.push(problem)
      say(`  WRONG ${name}: ${problem}`)
    },
    problems: () => [...byName.values()].reduce((sum, { wrong }) => sum + wrong, 0),
    checks: () => [...byName].map(([name, { times, problems }]) => ({ name, times, problems })),
  }
}

export const hasPassed = (result: PartResult): boolean => result.checks.every(({ problems }) => problems.length === 0)
