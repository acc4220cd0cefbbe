import type { QueryClient } from '@tanstack/react-query'
import type { Input, Method, Output } from '../../main/contract/methods.ts'
import type { Client } from './client.ts'
import { methodsOf } from './topics.ts'
import type { Wire } from './wire.ts'

/** Asks again for what an event says has changed, each answer once. Gives the function that ends it. */
export const keepFresh = (wire: Wire, queries: QueryClient): (() => void) =>
  wire.listen((event) => {
    if (event.kind === 'back') void queries.invalidateQueries()
    if (event.kind === 'lost') void queries.invalidateQueries({ queryKey: ['health.get'] })
    if (event.kind === 'changed')
      for (const method of methodsOf(event.topics)) void queries.invalidateQueries({ queryKey: [method] })
  })

/**
 * How a call that does something is made. Its success asks for nothing again: the commit is told by an event.
 * A refused one committed nothing, so no event comes, and what the screen showed when the button was pressed
 * may be old.
 */
export const actOptions = <M extends Method>(client: Client, queries: QueryClient, method: M) => ({
  mutationFn: (input: Input<M>): Promise<Output<M>> => client.call(method, input),
  onError: async (): Promise<void> => {
    await queries.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'doctor.run' })
  },
})
