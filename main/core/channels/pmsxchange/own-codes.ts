import type { MessageKind } from '../../../contract/words.ts'
import type { CodeGroup } from './ota-codes.ts'

/**
 * What pmsXchange means by a code where that is not what the OpenTravel list says
 * (docs/channels/pmsxchange.md#pmsx-38 and pmsx-39); asked before that list. Null for every other code.
 */
export const ownMeaningOf = (code: string, kind: MessageKind): CodeGroup | null => {
  switch (code) {
    case '737':
      return 'throttled'
    // A cancellation of what the channel does not hold any more.
    case '87':
      return kind === 'cancel' ? 'cancelled' : null
    default:
      return null
  }
}

/** Codes that pmsXchange also gives for a refused user or password: its words and type come first. */
export const isAlsoSignIn = (code: string): boolean => code === '448' || code === '497'
