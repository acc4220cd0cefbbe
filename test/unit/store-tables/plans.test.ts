import { describe, expect, it } from 'vitest'
import { laterSql, unreadSql, unreadUndeliveredSql } from '../../../main/store/tables/coverage.ts'
import { listSql } from '../../../main/store/tables/lists.ts'
import { arrivingSql, blockingArrivalSql, claimSql } from '../../../main/store/tables/queue.ts'
import { openTables } from './open-tables.ts'

/** No query that runs often may read the whole table or sort: a year of messages must not slow the sender or the screens. */

const planOf = (sql: string): string[] => {
  const db = openTables()
  const names = [...new Set([...sql.matchAll(/@([A-Za-z]\w*)/g)].map((match) => match[1] ?? ''))]
  const rows = db
    .prepare<[Record<string, unknown>], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
    .all(Object.fromEntries(names.map((name) => [name, 1])))
  return rows.map(({ detail }) => detail)
}

const expectNoScan = (plan: string[]) => {
  for (const line of plan) {
    expect(line, plan.join('\n')).not.toMatch(/\bSCAN (m|e|t|messages)\b/)
    expect(line, plan.join('\n')).not.toContain('TEMP B-TREE')
  }
}

describe('the sender', () => {
  it('finds the head of a lane by its own index, and looks at earlier ones of the order key only', () => {
    const plan = planOf(claimSql)
    expectNoScan(plan)
    expect(plan[0]).toMatch(/SEARCH m USING INDEX messages_claim \(lane=\? AND connection=\? AND kind=\?\)/)
    expect(
      plan
        .filter((line) => line.includes(' e '))
        .every((line) => /messages_by_order \(order_key=\? AND seq<\?\)/.test(line)),
    ).toBe(true)
    expect(plan.filter((line) => line.includes(' e '))).toHaveLength(2)
  })

  it('finds who arrives today by its own index', () => {
    const plan = planOf(arrivingSql)
    expectNoScan(plan)
    expect(plan[0]).toMatch(/SEARCH m USING INDEX messages_arriving \(lane=\? AND connection=\? AND arrival=\?\)/)
  })

  it('finds what holds back who arrives today through the order key', () => {
    const plan = planOf(blockingArrivalSql)
    for (const line of plan) expect(line, plan.join('\n')).not.toMatch(/\bSCAN (m|e|t|messages)\b/)
    expect(plan[0]).toContain('messages_arriving')
  })
})

describe('what later numbers said', () => {
  it('is found through the order key, page by page and without sorting', () => {
    const plan = planOf(laterSql)
    expectNoScan(plan)
    expect(plan[0]).toMatch(/SEARCH m USING INDEX messages_by_order \(order_key=\? AND seq>\?\)/)
    expect(plan.join('\n')).toMatch(/SEARCH s USING PRIMARY KEY \(seq=\?\)/)
  })

  it('is read of earlier versions by indexes', () => {
    expect(planOf(unreadSql).join('\n')).toMatch(/m USING (COVERING )?INDEX messages_of_series/)
    expect(planOf(unreadUndeliveredSql)[0]).toMatch(/m USING INDEX messages_by_state \(state=\?\)/)
  })
})

describe('the list', () => {
  const flags = [false, true]
  const combinations = flags.flatMap((state) =>
    flags.flatMap((cause) => [0, 1, 2, 6].map((words) => ({ state, cause, words }))),
  )

  it.each(combinations)('with %o neither scans nor sorts', (filters) => {
    const plan = planOf(listSql(filters))
    expectNoScan(plan)
    if (filters.words > 0) expect(plan.join('\n')).toMatch(/search_marks USING (COVERING INDEX|PRIMARY KEY)/)
  })

  it('goes down the newest of a state, or of a cause, by their indexes', () => {
    expect(planOf(listSql({ state: true, cause: false, words: 0 }))[0]).toContain(
      'messages_by_state (state=? AND seq<?)',
    )
    expect(planOf(listSql({ state: false, cause: true, words: 0 }))[0]).toContain(
      'messages_by_cause (cause=? AND seq<?)',
    )
  })

  it('starts a search from the words, not from all messages', () => {
    expect(planOf(listSql({ state: false, cause: false, words: 2 }))[0]).toMatch(/rowid=\?|search_marks/)
  })
})
