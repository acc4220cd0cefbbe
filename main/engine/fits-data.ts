import type { Settings } from '../contract/settings.ts'
import type { FieldProblem } from '../contract/settings-problems.ts'
import type { FitStore } from '../store/roles.ts'

/**
 * Whether settings fit the data that is there: practice and the real thing are never mixed, and a connection
 * or folder that still has undelivered messages may be neither removed nor renamed. Gives what is wrong, by
 * field; nothing was changed.
 */
export const misfitsOf = (store: FitStore, settings: Settings): FieldProblem[] => {
  const { kind } = store
  if (kind.isRehearsal(settings.rehearsal) !== settings.rehearsal)
    return [
      {
        field: 'rehearsal',
        problem: settings.rehearsal
          ? 'must not be true here: this data folder holds real bookings. Practise in a data folder of its own (--data DIR)'
          : 'must stay true here: this data folder holds practice. Start the real thing in a data folder of its own (--data DIR)',
      },
    ]
  const connections = new Set(settings.connections.map(({ id }) => id))
  const folders = new Set(settings.folders.map(({ id }) => id))
  const missing = kind
    .undelivered()
    .flatMap(({ connection, folder, n }) => [
      ...(connections.has(connection) ? [] : [{ field: 'connections', id: connection, n }]),
      ...(folders.has(folder) ? [] : [{ field: 'folders', id: folder, n }]),
    ])
  return missing.map(({ field, id, n }) => ({
    field,
    problem: `must still list '${id}', which has ${n} messages that were not delivered. Deliver or close them before it is removed or renamed`,
  }))
}
