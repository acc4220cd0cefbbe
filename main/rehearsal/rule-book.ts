import type { Clock } from '../core/ports/clock.ts'
import type { ScenarioRule, SeenKind } from './scenario.ts'

/** What rules look at. */
type RequestFacts = {
  method: string
  pathname: string
  body: string
  kind: SeenKind
  hotelCode: string | null
  reservationIds: string[]
}

type FoundRule = { rule: ScenarioRule; n: number }

export type RuleBook = {
  /** The first rule that fits, with its 1-based place; counts the request for `nth` and `times`. */
  find(facts: RequestFacts): FoundRule | null
}

/** Whether `text` is `pattern`, where `*` stands for any characters. */
const isLike = (pattern: string, text: string): boolean => {
  const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`, 's').test(text)
}

const fits = ({ match }: ScenarioRule, facts: RequestFacts): boolean =>
  (match.kind === undefined || match.kind === facts.kind) &&
  (match.method === undefined || match.method === facts.method) &&
  (match.hotelCode === undefined || match.hotelCode === facts.hotelCode) &&
  (match.path === undefined || isLike(match.path, facts.pathname)) &&
  (match.contains === undefined || facts.body.includes(match.contains)) &&
  (match.reservationId === undefined || facts.reservationIds.some((id) => isLike(match.reservationId ?? '', id)))

/** Rules with their counters. Times count from the moment the book is opened. */
export const openRuleBook = (rules: readonly ScenarioRule[], clock: Clock): RuleBook => {
  const openedMs = clock.monotonicMs()
  const lines = rules.map((rule, index) => ({ rule, n: index + 1, fitted: 0, used: 0 }))
  return {
    find: (facts) => {
      const sinceMs = clock.monotonicMs() - openedMs
      const fitting = lines.filter(({ rule }) => fits(rule, facts))
      // Every fitting rule counts the request, also one that another rule answers: "the 3rd change" is the
      // 3rd change.
      for (const line of fitting) line.fitted += 1
      const found = fitting.find(
        ({ rule, fitted, used }) =>
          (rule.match.nth === undefined || rule.match.nth === fitted) &&
          (rule.times === undefined || used < rule.times) &&
          (rule.from === undefined || sinceMs >= rule.from) &&
          (rule.until === undefined || sinceMs < rule.until),
      )
      if (!found) return null
      found.used += 1
      return { rule: found.rule, n: found.n }
    },
  }
}
