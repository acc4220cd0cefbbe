import { fromPairs, isListOfThings, isObject, type JsonObject, own } from './json-object.ts'

/** An empty list in a policy names nothing: it replaces. */
const decidesThings = (policy: unknown): policy is (JsonObject & { id: string })[] =>
  isListOfThings(policy) && policy.length > 0

/**
 * Lays the machine policy over the settings: objects merge key by key, lists of things with an `id` merge by
 * id (new ones are added at the end), and everything else of the policy replaces what the settings say.
 * Neither argument is changed.
 */
export const applyPolicy = (settings: unknown, policy: unknown): unknown => {
  if (policy === undefined) return settings
  if (isObject(settings) && isObject(policy)) {
    const keys = [...new Set([...Object.keys(settings), ...Object.keys(policy)])]
    return fromPairs(keys.map((key) => [key, applyPolicy(own(settings, key), own(policy, key))]))
  }
  if (isListOfThings(settings) && decidesThings(policy)) {
    const known = new Set(settings.map(({ id }) => id))
    const merged = settings.map((thing) =>
      applyPolicy(
        thing,
        policy.find(({ id }) => id === thing.id),
      ),
    )
    return [...merged, ...policy.filter(({ id }) => !known.has(id))]
  }
  return policy
}

const fieldsOf = (merged: unknown, policy: unknown, name: string): string[] => {
  if (isObject(policy)) {
    return Object.keys(policy).flatMap((key) =>
      fieldsOf(own(merged, key), own(policy, key), name ? `${name}.${key}` : key),
    )
  }
  if (decidesThings(policy) && isListOfThings(merged)) {
    return policy.flatMap((thing) => {
      const n = merged.findIndex(({ id }) => id === thing.id)
      return n < 0 ? [] : fieldsOf(merged[n], thing, `${name}[${n}]`)
    })
  }
  return name ? [name] : []
}

/**
 * The fields that the policy decides, named as in error messages and with the places they have in the merged
 * settings: `connections[0].url`. `merged` is what `applyPolicy` gave for the same policy.
 */
export const lockedFields = (merged: unknown, policy: unknown): string[] => fieldsOf(merged, policy, '')

/** Whether a field is locked itself or lies inside a locked one. */
export const isLocked = (field: string, locked: readonly string[]): boolean =>
  locked.some((name) => field === name || field.startsWith(`${name}.`) || field.startsWith(`${name}[`))

/**
 * What to write into the settings file after someone edited the merged settings: the edited value of every
 * open field, and for fields of the policy whatever the file said before, so that taking the policy away
 * brings the hotel's own settings back.
 */
export const keepLocked = (edited: unknown, file: unknown, policy: unknown): unknown => {
  if (policy === undefined) return edited
  if (isObject(policy) && isObject(edited)) {
    const keys = [...new Set([...Object.keys(edited), ...Object.keys(policy)])]
    const kept = fromPairs(keys.map((key) => [key, keepLocked(own(edited, key), own(file, key), own(policy, key))]))
    return file === undefined && Object.keys(kept).length === 0 ? undefined : kept
  }
  if (decidesThings(policy) && isListOfThings(edited)) {
    const before = isListOfThings(file) ? file : []
    return edited.flatMap((thing) => {
      const decided = policy.find(({ id }) => id === thing.id)
      if (decided === undefined) return [thing]
      const earlier = before.find(({ id }) => id === thing.id)
      const kept = keepLocked(thing, earlier, decided)
      if (!isObject(kept)) return []
      // An entry that stands in the policy alone stays there, unless somebody added a field of its own to it.
      const isOwn = earlier !== undefined || Object.keys(kept).some((key) => key !== 'id')
      return isOwn ? [{ id: thing.id, ...kept }] : []
    })
  }
  return file
}
