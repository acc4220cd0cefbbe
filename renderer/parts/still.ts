import { type HTMLAttributes, useState } from 'react'

/**
 * Keeps the order of a list while somebody points at it or is inside it with the keyboard: rows known before
 * stay where they were, new ones follow, gone ones go. Gives the order and the handlers to put on the list.
 */
export const useStill = <T>(items: readonly T[], idOf: (item: T) => string) => {
  const [held, setHeld] = useState<readonly string[] | null>(null)
  const ids = items.map(idOf)
  const hold = () => setHeld((earlier) => earlier ?? ids)
  const release = () => setHeld(null)
  const handlers: HTMLAttributes<HTMLElement> = {
    onPointerEnter: hold,
    onPointerLeave: release,
    onFocus: hold,
    onBlur: (event) => {
      if (!event.currentTarget.contains(event.relatedTarget)) release()
    },
  }
  return { items: held ? inHeldOrder(items, idOf, held) : items, handlers }
}

/** The items in an order held earlier; what was not there then comes last. */
export const inHeldOrder = <T>(items: readonly T[], idOf: (item: T) => string, held: readonly string[]): T[] => {
  const place = new Map(held.map((id, n) => [id, n]))
  const placeOf = (item: T) => place.get(idOf(item)) ?? held.length
  return items.toSorted((a, b) => placeOf(a) - placeOf(b))
}
