/** What a command prints and how it ends. Exit codes: 0 done, 1 the thing asked failed, 2 wrong usage or settings. */
export type Exit = 0 | 1 | 2

export type Output = {
  out: (text: string) => void
  err: (text: string) => void
}

export const processOutput: Output = {
  out: (text) => process.stdout.write(`${text}\n`),
  err: (text) => process.stderr.write(`${text}\n`),
}
