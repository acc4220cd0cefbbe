import { describe, expect, it } from 'vitest'
import { createTexts } from '../../../../../main/adapters/texts.ts'
import { judgeSoap } from '../../../../../main/core/channels/pmsxchange/judge.ts'
import { explain } from '../../../../../main/core/playbook/explain.ts'
import published from '../../../../fixtures/vendor/error-texts.json' with { type: 'json' }
import { asked, error, fault, reply } from '../replies.ts'

/**
 * Every error text that the vendor's pages name, with the cause it stands for, the parts taken out of it, and
 * the words that staff must read in its explanation (docs/channels/pmsxchange.md#pmsx-25, #pmsx-37 to
 * #pmsx-39, #pmsx-43, #pmsx-48).
 */

type Published = {
  about: string
  type?: string
  code?: string
  fault?: string
  text: string
  cause: string
  facts?: Record<string, string | undefined>
  named?: string[]
}

const texts: readonly Published[] = published

const verdictOn = ({ type, code, fault: by, text }: Published) => {
  const attributes = [type && `Type="${type}"`, code && `Code="${code}"`].filter(Boolean).join(' ')
  const answer = by === undefined ? reply(200, error(attributes, text)) : reply(500, fault(by, text))
  return judgeSoap(answer, asked())
}

const check = (one: Published): void => {
  const verdict = verdictOn(one)
  expect(verdict).toMatchObject({ cause: one.cause, facts: one.facts ?? {} })
  expect(verdict.vendorText).toContain(one.text)
  for (const locale of ['en', 'de'] as const) {
    const { title, what } = explain(
      {
        ...{
          cause: verdict.cause,
          facts: verdict.facts,
          kind: 'new',
          connection: { label: 'SiteMinder' },
          contacts: {},
        },
        ...{ times: { nextAt: null, alarmAt: null, giveUpAt: null }, formatTime: String },
      },
      createTexts().in(locale),
    )
    for (const word of one.named ?? []) expect(`${title} ${what}`).toContain(word)
  }
}

describe('published error texts', () => {
  it.each(texts)('$about', check)

  it('are named once each', () => expect(new Set(texts.map(({ about }) => about)).size).toBe(texts.length))
})
