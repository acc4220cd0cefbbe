import { PolicyRules as WrittenRules } from '../../contract/policy.ts'
import type { Settings } from '../../contract/settings.ts'
import { type FieldProblem, problemsOf } from '../../contract/settings-problems.ts'
import { isListOfThings, isObject, own } from './json-object.ts'

/** The rules of a policy, and the ids that a closed list may hold. */
export type PolicyRules = WrittenRules & { ids: { connections: readonly string[]; folders: readonly string[] } }

const idsOf = (list: unknown): string[] => (isListOfThings(list) ? list.map(({ id }) => id) : [])

/** Takes the rules out of a policy; the rest is laid over the settings. */
export const splitPolicy = (
  policy: unknown,
): { ok: true; rules: PolicyRules; values: unknown } | { ok: false; problems: FieldProblem[] } => {
  if (!isObject(policy)) return { ok: true, rules: noRules, values: policy }
  const { closed, allowedHosts, ...values } = policy
  const rules = WrittenRules.safeParse({ closed, allowedHosts })
  if (!rules.success) return { ok: false, problems: problemsOf(rules.error.issues) }
  const ids = { connections: idsOf(own(values, 'connections')), folders: idsOf(own(values, 'folders')) }
  const empty = rules.data.closed.find((list) => ids[list].length === 0)
  if (empty !== undefined)
    return { ok: false, problems: [{ field: 'closed', problem: `closes "${empty}", so the policy must list them` }] }
  return { ok: true, rules: { ...rules.data, ids }, values }
}

export const noRules: PolicyRules = { closed: [], ids: { connections: [], folders: [] } }

const isAllowed = (host: string, pattern: string): boolean => {
  const wanted = pattern.toLowerCase()
  return wanted.startsWith('*.') ? host.endsWith(wanted.slice(1)) : host === wanted
}

/** What the rules forbid in settings that are right otherwise. */
export const ruleProblems = (rules: PolicyRules, settings: Settings): FieldProblem[] => [
  ...rules.closed.flatMap((list) =>
    settings[list].flatMap(({ id }, n) =>
      rules.ids[list].includes(id)
        ? []
        : [{ field: `${list}[${n}]`, problem: `'${id}' is not in policy.json, by which hotel IT closed this list` }],
    ),
  ),
  ...settings.connections.flatMap(({ url }, n) => {
    const { hostname } = new URL(url)
    return (rules.allowedHosts ?? [hostname]).some((pattern) => isAllowed(hostname, pattern))
      ? []
      : [
          {
            field: `connections[${n}].url`,
            problem: `goes to ${hostname}; policy.json allows ${rules.allowedHosts?.join(', ')}`,
          },
        ]
  }),
]
