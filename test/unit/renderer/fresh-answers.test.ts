import { MutationObserver, QueryClient, QueryObserver } from '@tanstack/react-query'
import { expect, onTestFinished, test } from 'vitest'
import type { Method, Reply } from '../../../main/contract/methods.ts'
import { createEvents } from '../../../main/engine/events.ts'
import { createSimClock } from '../../../main/headless/simulate/sim-clock.ts'
import { createClient } from '../../../renderer/client/client.ts'
import { actOptions, keepFresh } from '../../../renderer/client/fresh-answers.ts'
import type { Wire } from '../../../renderer/client/wire.ts'

/** The engine's own events and the screens' own cache, with nothing but a counting wire between them. */

const views: readonly Method[] = ['health.get', 'messages.list', 'causes.list', 'folders.list', 'settings.get']

const office = () => {
  const clock = createSimClock(0)
  const events = createEvents({ clock })
  const changed = events.publisher('person')
  const openScreen = (answer: () => Reply) => {
    const asked: string[] = []
    const wire: Wire = {
      call: async (method) => {
        asked.push(method)
        if (method !== 'messages.close') return { ok: true, value: null }
        const reply = answer()
        if (reply.ok) changed('messages')
        return reply
      },
      listen: (onEvent) => events.onTopics((topics) => onEvent({ kind: 'changed', topics })),
      info: () => Promise.reject(new Error('nobody asks')),
    }
    const queries = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: 1_000 } } })
    for (const view of views)
      onTestFinished(
        new QueryObserver(queries, {
          queryKey: [view, {}],
          queryFn: () => wire.call(view, {}),
        }).subscribe(() => undefined),
      )
    onTestFinished(keepFresh(wire, queries))
    const act = new MutationObserver(queries, actOptions(createClient(wire), queries, 'messages.close'))
    return { asked, close: () => act.mutate({ id: 'a', reason: 'typed in by hand' }) }
  }
  return { clock, openScreen }
}

const closed = (): Reply => ({ ok: true, value: { state: 'handled' } })

test('one act of a person asks each view query once on each screen that listens, its own included', async () => {
  const { clock, openScreen } = office()
  const screens = [openScreen(closed), openScreen(closed)]
  await clock.runFor(1_000)
  for (const { asked } of screens) asked.splice(0)
  await screens[0]?.close()
  await clock.runFor(5_000)
  const stale = ['causes.list', 'health.get', 'messages.list']
  expect(screens[0]?.asked.toSorted()).toEqual([...stale, 'messages.close'].toSorted())
  expect(screens[1]?.asked.toSorted()).toEqual(stale)
})

test('a refused act commits nothing: only the screen that asked looks at everything again', async () => {
  const { clock, openScreen } = office()
  const refused = (): Reply => ({ ok: false, error: { code: 'wrong-state', message: 'It is being sent now.' } })
  const screens = [openScreen(refused), openScreen(refused)]
  await clock.runFor(1_000)
  for (const { asked } of screens) asked.splice(0)
  await expect(screens[0]?.close()).rejects.toThrow('It is being sent now.')
  await clock.runFor(5_000)
  expect(screens[0]?.asked.toSorted()).toEqual([...views, 'messages.close'].toSorted())
  expect(screens[1]?.asked).toEqual([])
})
