import type { MessageState } from '../../contract/words.ts'

/**
 * The one table of allowed moves between stored states. Delivered, handled and duplicate messages go again
 * only when a person confirms it; what was replaced by newer data never goes again.
 */
export const allowedMoves: Readonly<Record<MessageState, readonly MessageState[]>> = {
  waiting: ['sending', 'failed', 'superseded', 'handled'],
  sending: ['delivered', 'waiting', 'confirming', 'failed', 'unsure'],
  confirming: ['delivered', 'waiting', 'failed', 'unsure', 'superseded', 'handled'],
  unsure: ['delivered', 'waiting', 'superseded', 'handled'],
  failed: ['waiting', 'superseded', 'handled'],
  delivered: ['waiting'],
  handled: ['waiting'],
  duplicate: ['waiting'],
  superseded: [],
}

/** Whether the table allows the move. Staying in a state is no move. */
export const canMove = (from: MessageState, to: MessageState): boolean => allowedMoves[from].includes(to)
