/** One line of the table that the bench prints. */
export const row = (name: string, value: string) => process.stdout.write(`${name.padEnd(62)} ${value.padStart(14)}\n`)

/** Does the work once to warm up, then `times` times, and prints how long one took on average. */
export const timed = (name: string, times: number, work: (n: number) => void): void => {
  work(0)
  const from = performance.now()
  for (let n = 1; n <= times; n++) work(n)
  row(name, `${((performance.now() - from) / times).toFixed(3)} ms`)
}

/**
 * CPU time of this process, all its threads, in ms: the shortest of several rounds, since others use this
 * machine too.
 */
export const cpuMs = (rounds: number, work: () => void): number => {
  work()
  let least = Number.POSITIVE_INFINITY
  for (let n = 0; n < rounds; n++) {
    const before = process.cpuUsage()
    work()
    const { user, system } = process.cpuUsage(before)
    least = Math.min(least, (user + system) / 1000)
  }
  return least
}
