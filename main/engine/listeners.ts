/** Functions to be told of something, in the order in which they came. */
export type Listeners<T> = {
  /** Gives the function that ends it. */
  add(listener: (value: T) => void): () => void
  tell(value: T): void
}

export const createListeners = <T>(): Listeners<T> => {
  const listeners = new Set<(value: T) => void>()
  return {
    add(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    tell(value) {
      for (const listener of listeners) listener(value)
    },
  }
}
