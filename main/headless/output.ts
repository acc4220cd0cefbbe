import type { ErrorCode } from '../contract/methods.ts'
import { faultOf } from '../core/redact/fault.ts'
import { printable } from '../core/text/printable.ts'

/**
 * What a command prints and how it ends. Exit codes: 0 done, 1 the thing asked failed, 2 wrong usage or
 * settings.
 */
export type Exit = 0 | 1 | 2

/** The codes of the calls, and one for settings that are missing or wrong. */
export type FailureCode = ErrorCode | 'wrong-settings'

export type Output = {
  out: (text: string) => void
  /** `code`: for programs, where it says more than the exit code. */
  err: (text: string, code?: FailureCode) => void
}

/** What is printed may quote file names and answers from outside: nothing of it acts on the terminal. */
export const processOutput: Output = {
  out: (text) => process.stdout.write(`${printable(text)}\n`),
  err: (text) => process.stderr.write(`${printable(text)}\n`),
}

/** What a terminal is told of a bug: where it is, and nothing that could quote a booking. */
export const faultSentence = (error: unknown): string => {
  const { error: name, code, at } = faultOf(error)
  const facts = [name, code, at].filter((fact) => fact !== null).join(', ')
  return `Night Porter could not do that because of a fault of its own (${facts}). Nothing more was done.`
}
