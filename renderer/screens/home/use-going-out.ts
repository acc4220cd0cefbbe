import type { MessageItem } from '../../../main/contract/message.ts'
import { useCall } from '../../client/use-night-porter.tsx'
import { arrivesOn } from '../../parts/message-words.ts'

/** Arrivals of the business day first, then in the order in which they were captured. */
export const goingOutOf = (lists: readonly (readonly MessageItem[])[], today: string): MessageItem[] =>
  lists
    .flat()
    .filter(({ heldBy }) => heldBy?.kind !== 'pause')
    .toSorted((a, b) => Number(arrivesOn(b, today)) - Number(arrivesOn(a, today)) || a.capturedAt - b.capturedAt)

const LIMIT = 100

/**
 * Everything that goes out without anybody: waiting, sending and being confirmed. What a pause holds is
 * somebody's task.
 */
export const useGoingOut = (today: string): { items: MessageItem[]; isKnown: boolean } => {
  const lists = [
    useCall('messages.list', { state: 'sending', limit: LIMIT }),
    useCall('messages.list', { state: 'waiting', limit: LIMIT }),
    useCall('messages.list', { state: 'confirming', limit: LIMIT }),
  ]
  return {
    items: goingOutOf(
      lists.map(({ data }) => data?.items ?? []),
      today,
    ),
    isKnown: lists.every(({ data }) => data !== undefined),
  }
}
