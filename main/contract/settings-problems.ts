import type { z } from 'zod'

/** Words for what is wrong in the settings file, by field. */

export type FieldProblem = { field: string; problem: string }

/** Writes a path as staff of IT read it: `connections[0].retry.steps[2]`. */
export const fieldName = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (name, part) => (typeof part === 'number' ? `${name}[${part}]` : name ? `${name}.${String(part)}` : String(part)),
    '',
  )

const aOrAn = (type: string): string => `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`

export const NOT_A_SETTING = 'is not a setting; look for a typing mistake'

/** What is said of one mistake the schema found. */
export const worded = (issue: z.core.$ZodIssue): { path: PropertyKey[]; problem: string }[] => {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: [...issue.path, key], problem: NOT_A_SETTING }))
  // The library speaks to programmers here; every other message is the schema's own.
  const isWrongType = issue.code === 'invalid_type' && issue.message.startsWith('Invalid input')
  const isMissing = isWrongType && issue.message.endsWith('received undefined')
  const problem = isMissing
    ? `is missing; it must be ${aOrAn(issue.expected)}`
    : isWrongType
      ? `must be ${aOrAn(issue.expected)}`
      : issue.message
  return [{ path: issue.path, problem }]
}

/** Every mistake by its field. */
export const problemsOf = (issues: readonly z.core.$ZodIssue[]): FieldProblem[] =>
  issues.flatMap(worded).map(({ path, problem }) => ({ field: fieldName(path) || 'settings', problem }))
