/**
 * What a ResStatus says of a reservation. PMSs write words of their own there, in any case, punctuation and
 * language.
 */

export type StatusKind = 'new' | 'change' | 'cancel'

const news = new Set([
  'commit',
  'committed',
  'reserved',
  'reserve',
  'book',
  'booked',
  'initiate',
  'initiated',
  'new',
  'created',
  'neu',
  'neubuchung',
  'nuevo',
  'nueva',
  'nouveau',
  'nouvelle',
])
/** They say how firm a booking is, and nothing of whether it is new: its dates do. */
const firmness = new Set(['confirmed', 'definite', 'guaranteed', 'tentative', 'provisional', 'active', 'ok'])

const cancelStem =
  /^(?:pending|requested|request|auto|tobe)?(?:canc|cxl|cnl|cnx|canx|cncl|void|delet|annul|anul|storn|gelo(?:e)?sch)/
/** A cancellation that did not happen. */
const isUndone = /(?:denied|reject|refus|declin|fail|undo|undone|revers|reinstat|unsuccessful|ignored)/
const cancelWords = new Set(['can', 'cx', 'xld', 'removed', 'withdrawn', 'revoked', 'abgesagt', 'abbestellt'])

/**
 * Null where there is no word, or one that leaves it open. A word nobody knows is a change, never a new
 * booking; so is what became of a stay (no-show, in-house, checked-out, wait-listed), since taking that for a
 * cancellation would free a room that was paid for.
 */
export const kindOfStatus = (status: string | null): StatusKind | null => {
  const word =
    status
      ?.normalize('NFD')
      .toLowerCase()
      .replace(/[^a-z]/g, '') ?? ''
  if (status === null || status.trim() === '' || firmness.has(word)) return null
  if (news.has(word)) return 'new'
  return cancelWords.has(word) || (cancelStem.test(word) && !isUndone.test(word)) ? 'cancel' : 'change'
}
