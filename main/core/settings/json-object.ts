export type JsonObject = { [key: string]: unknown }

/** Whether a parsed value is a plain object (no array, not null). */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * Whether a parsed value is a list (also an empty one) in which every entry is an object with a text `id`:
 * connections and folders.
 */
export const isListOfThings = (value: unknown): value is (JsonObject & { id: string })[] =>
  Array.isArray(value) && value.every((entry) => isObject(entry) && typeof entry.id === 'string')

/**
 * An object from pairs, without the ones that are undefined. Unlike assignment it makes `__proto__` a key
 * like any other.
 */
export const fromPairs = (pairs: readonly (readonly [string, unknown])[]): JsonObject =>
  Object.fromEntries(pairs.filter(([, value]) => value !== undefined))

/** The own value of a key, never something inherited. */
export const own = (value: unknown, key: string): unknown =>
  isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
