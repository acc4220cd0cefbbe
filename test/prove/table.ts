import { hasPassed, type PartResult } from './part.ts'

/** The results as a table for people. */
export const tableOf = (results: readonly PartResult[]): string => {
  const lines = results.flatMap((result) => {
    const verdict = result.skipped !== null ? 'SKIPPED' : hasPassed(result) ? 'holds' : 'BROKEN'
    const took = `${(result.tookMs / 1000).toFixed(1)} s`
    const head = `${result.part.padEnd(22)} ${verdict.padEnd(8)} ${String(result.rounds).padStart(5)} rounds  seed ${result.seed}  ${took}`
    if (result.skipped !== null) return [head, `    ${result.skipped}`]
    const figures = Object.entries(result.figures).map(([name, value]) => `    ${name}: ${value}`)
    const checks = result.checks.flatMap(({ name, times, problems }) => [
      `    ${problems.length === 0 ? 'ok   ' : 'WRONG'} ${String(times).padStart(7)} x  ${name}`,
      ...problems.map((problem) => `            ${problem}`),
    ])
    return [head, ...checks, ...figures]
  })
  return `${lines.join('\n')}\n`
}
