import type { ErrorCode } from '../../main/contract/methods.ts'

export type FailureCode = ErrorCode | 'unreachable' | 'unexpected-answer'

/**
 * Why a call gave nothing: the line is down (`unreachable`), the answer was not what the contract says, or
 * Night Porter refused.
 */
export class CallFailure extends Error {
  readonly code: FailureCode

  constructor(code: FailureCode, message: string) {
    super(message)
    this.name = 'CallFailure'
    this.code = code
  }
}

/** The failure code of anything thrown by a call; what is not ours counts as a lost line. */
export const failureCode = (error: unknown): FailureCode => (error instanceof CallFailure ? error.code : 'unreachable')
