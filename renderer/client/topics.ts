import type { Method, Topic } from '../../main/contract/methods.ts'

/**
 * Which answers may be stale after a topic changed. Calls that do something are in none of them. Settings
 * hold the language and the contacts that stand in every explanation.
 */
const readers = {
  messages: ['messages.list', 'messages.get', 'causes.list', 'health.get'],
  health: ['health.get', 'causes.list'],
  folders: ['folders.list', 'health.get'],
  settings: [
    'settings.get',
    'access.state',
    'health.get',
    'folders.list',
    'causes.list',
    'messages.list',
    'messages.get',
  ],
} as const satisfies Record<Topic, readonly Method[]>

/** The methods to ask again after these topics changed, each once. */
export const methodsOf = (topics: readonly Topic[]): Method[] => [
  ...new Set(topics.flatMap((topic): readonly Method[] => readers[topic])),
]
