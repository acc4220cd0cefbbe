/**
 * Every transition of a message by name. Nothing else changes the state of a stored message; the table of
 * `allowed-moves.ts` bounds what they may do. `facts: {}` clears what an earlier answer left for the
 * explanation.
 */
export { failUnread, recapture, replaceUnread } from './moves/capture.ts'
export { close, resend, settledByPerson } from './moves/people.ts'
export { claim, recover, settled, settledByPoll } from './moves/sending.ts'
export {
  askForRefresh,
  giveUp,
  isOutOfDate,
  refuse,
  restartLadder,
  returnToWaiting,
  supersede,
  suspect,
} from './moves/waiting.ts'
