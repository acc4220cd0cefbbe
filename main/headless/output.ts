import type { ErrorCode } from '../contract/methods.ts'

/** What a command prints and how it ends. Exit codes: 0 done, 1 the thing asked failed, 2 wrong usage or settings. */
export type Exit = 0 | 1 | 2

/** The codes of the calls, and one for settings that are missing or wrong. */
export type FailureCode = ErrorCode | 'wrong-settings'

export type Output = {
  out: (text: string) => void
  /** `code`: for programs, where it says more than the exit code. */
  err: (text: string, code?: FailureCode) => void
}

export const processOutput: Output = {
  out: (text) => process.stdout.write(`${text}\n`),
  err: (text) => process.stderr.write(`${text}\n`),
}
