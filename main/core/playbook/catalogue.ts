import type { Explanation } from '../../contract/message.ts'
import type { Outcome, Policy } from '../../contract/words.ts'
import type { Translate } from '../ports/texts.ts'
import { type CauseName, causeNames, entries } from './entries.ts'
import { type Family, families } from './entry.ts'
import { explain } from './explain.ts'

export type CatalogueItem = Explanation & { cause: CauseName; family: Family; outcome: Outcome; policy: Policy }

/** What staff call the channel that gives a cause. */
type LabelOf = (cause: CauseName) => string

/** The whole playbook in one language, without times, facts and contacts: what `explain --list` prints. */
export const catalogue = (t: Translate, labelOf: LabelOf): CatalogueItem[] =>
  causeNames.map((cause) => {
    const { family, outcome, policy } = entries[cause]
    const explanation = explain(
      {
        cause,
        facts: {},
        kind: family === 'file' ? 'other' : 'new',
        connection: { label: labelOf(cause) },
        contacts: {},
        times: { nextAt: null, alarmAt: null, giveUpAt: null },
        formatTime: String,
      },
      t,
    )
    return { cause, family, outcome, policy, ...explanation }
  })

const row = (...cells: string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`

const tableOf = (items: readonly CatalogueItem[], t: Translate): string[] => {
  const heads = ['cause', 'meaning', 'who', 'urgency', 'resend', 'outcome', 'policy'].map((key) =>
    t(`playbook.page.${key}`),
  )
  return [
    row(...heads),
    row(...heads.map(() => '---')),
    ...items.map((item) =>
      row(
        `\`${item.cause}\``,
        item.title,
        t(`playbook.who.${item.who}`),
        t(`playbook.urgency.${item.urgency}`),
        t(`playbook.resend.${item.resend}`),
        item.outcome,
        item.policy,
      ),
    ),
  ]
}

const detailsOf = (item: CatalogueItem, t: Translate): string[] => [
  '',
  `### ${item.title} (\`${item.cause}\`)`,
  '',
  item.what,
  '',
  `${t('playbook.page.steps')}`,
  '',
  ...item.steps.map((step, n) => `${n + 1}. ${step}`),
  ...(item.will === '' ? [] : ['', `${t('playbook.page.will')}: ${item.will}`]),
]

/** The page `docs/playbook.md`: a table and the details of every cause, family by family. */
export const playbookPage = (t: Translate, labelOf: LabelOf): string => {
  const items = catalogue(t, labelOf)
  const parts = families.flatMap((family) => {
    const members = items.filter((item) => item.family === family)
    return [
      '',
      `## ${t(`playbook.family.${family}`)}`,
      '',
      ...tableOf(members, t),
      ...members.flatMap((item) => detailsOf(item, t)),
    ]
  })
  return `${[`# ${t('playbook.page.title')}`, '', t('playbook.page.intro'), ...parts].join('\n')}\n`
}
