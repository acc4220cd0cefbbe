import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createTexts } from '../../../../main/adapters/texts.ts'
import { locales, messageKinds } from '../../../../main/contract/words.ts'
import { channels } from '../../../../main/core/channels/registry.ts'
import { bookingTerms } from '../../../../main/core/playbook/booking-terms.ts'
import { catalogue, playbookPage } from '../../../../main/core/playbook/catalogue.ts'
import { causeNames, entries } from '../../../../main/core/playbook/entries.ts'
import { explain } from '../../../../main/core/playbook/explain.ts'

type Tree = { [key: string]: string | Tree }

const texts = createTexts()
const read = (locale: string): Tree => JSON.parse(readFileSync(`assets/locales/${locale}/playbook.json`, 'utf8'))
const flat = (tree: Tree, at = ''): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${at}${key}`, value] satisfies [string, string]] : flat(value, `${at}${key}.`),
  )
const all = { en: new Map(flat(read('en'))), de: new Map(flat(read('de'))) }

/** Every fact an explanation may name, so that no full form stays unread. */
const facts = {
  hotelCode: 'SEA77',
  roomType: 'DLXV',
  ratePlan: 'BAR7',
  requestorId: 'QRX',
  urlCode: 'QRY',
  thing: 'hotelCode',
  word: 'ODD',
  more: '2',
  size: '2413 KB',
  limit: '2000 KB',
  count: '2413',
}
const contacts = {
  'hotel-it': { name: 'Jana Brandt', phone: '+49 89 99998 120', hours: '08:00-17:00' },
  'pms-vendor': { phone: '+49 1' },
  'channel-support': { hours: '24 h' },
}

const everyExplanation = (locale: 'en' | 'de') =>
  causeNames.flatMap((cause) =>
    messageKinds.flatMap((kind) =>
      [true, false].map((isFull) => ({
        cause,
        kind,
        explanation: explain(
          {
            cause,
            kind,
            facts: isFull ? facts : {},
            connection: { label: 'SiteMinder' },
            contacts: isFull ? contacts : {},
            times: isFull ? { nextAt: 1, alarmAt: 2, giveUpAt: 3 } : { nextAt: null, alarmAt: null, giveUpAt: null },
            formatTime: (at) => `0${at}:15`,
          },
          texts.in(locale),
        ),
      })),
    ),
  )

describe.each(locales)('the playbook in %s', (locale) => {
  it('explains every cause for every kind, with and without facts, contacts and times', () => {
    for (const { cause, explanation } of everyExplanation(locale)) {
      const { title, what, steps, will } = explanation
      expect(title, cause).toMatch(/\S{2}/)
      expect(what, cause).toMatch(/[.!]$/)
      expect(steps.length, cause).toBeGreaterThan(0)
      if (entries[cause].family !== 'note') expect(will, cause).toMatch(/[.]$/)
      for (const text of [title, what, will, ...steps])
        expect(text, cause).not.toMatch(/\{\{|\}\}|\$t\(|undefined|null| {2}|\.\.|\s[.,:]/)
    }
  })

  it('keeps titles short, sentences short, and says nothing in the words of machines', () => {
    const forbidden =
      /\b(?:errors?|payload|queues?|time-?outs?|retr(?:y|ies|ying)|sync\w*|Fehler\w*|Warteschlangen?|HTTP|SOAP|XML|JSON|URL|DNS|TLS|API|server|token)\b/i
    for (const { cause, explanation } of everyExplanation(locale)) {
      const { title, what, steps, will } = explanation
      expect(title.length, `${cause}: ${title}`).toBeLessThanOrEqual(80)
      expect(title, cause).not.toMatch(/[.!]$/)
      for (const text of [title, what, will, ...steps]) {
        expect(text, cause).not.toMatch(forbidden)
        for (const sentence of text.split(/[.:!?] /))
          expect(sentence.length, `${cause}: ${sentence}`).toBeLessThanOrEqual(135)
      }
    }
  })

  it('begins what concerns an upload with the booking being safe', () => {
    for (const { cause, kind, explanation } of everyExplanation(locale)) {
      const { opening } = entries[cause]
      if (opening !== 'none')
        expect(explanation.what.startsWith(texts.in(locale)(`playbook.safe.${kind}`)), cause).toBe(true)
      if (['failed', 'retry', 'throttled', 'paused', 'unsure'].includes(entries[cause].outcome))
        expect(opening, cause).not.toBe('none')
    }
  })

  it('has no text that nothing uses', () => {
    const used = new Set([
      ...causeNames.flatMap((cause) => [
        `causes.${cause}.title`,
        `causes.${cause}.what`,
        ...(entries[cause].isWordedByKind ? [`causes.${cause}.title-update`, `causes.${cause}.what-update`] : []),
        ...(entries[cause].needs.length > 0 ? [`causes.${cause}.title-plain`, `causes.${cause}.what-plain`] : []),
      ]),
      ...causeNames.flatMap((cause) => entries[cause].steps.map((name) => `steps.${name}`)),
      ...causeNames.flatMap((cause) => entries[cause].will.map((name) => `will.${name}`)),
    ])
    const spare = [...all[locale].keys()].filter(
      (key) => !key.startsWith('playbook.') && !used.has(key) && !used.has(key.replace(/^(will\..+)-plain$/, '$1')),
    )
    expect(spare).toEqual([])
    expect([...used].filter((key) => !all[locale].has(key))).toEqual([])
  })

  it('has a word for every thing', () => {
    expect(Object.keys(read(locale).playbook ?? {})).toContain('thing')
    for (const term of bookingTerms) expect(texts.has(`playbook.thing.${term}`, locale)).toBe(true)
  })
})

it('has the same keys and the same gaps in both languages, and two different texts', () => {
  expect([...all.de.keys()]).toEqual([...all.en.keys()])
  const gaps = (text = '') => [...new Set(text.match(/\{\{\w+\}\}/g) ?? [])].sort()
  const same: string[] = []
  for (const [key, text] of all.en) {
    const german = all.de.get(key)
    // The second sentence of a part may be left out where the noun's gender would not fit; it never has more
    // gaps.
    expect(gaps(text), key).toEqual(expect.arrayContaining(gaps(german)))
    if (german === text && /[a-z]{3,}/i.test(text.replace(/\{\{\w+\}\}/g, ''))) same.push(key)
  }
  expect(same).toEqual(['playbook.support.hotel', 'playbook.support.echo'])
})

it('addresses people as Sie', () => {
  for (const [key, text] of all.de) expect(text, key).not.toMatch(/\b(?:du|dein|deine|dich|dir|euch)\b/i)
})

it('lists every cause once, with the words the contract knows', () => {
  const items = catalogue(texts.in('en'), channels.labelOf)
  expect(items.map(({ cause }) => cause).sort()).toEqual([...causeNames].sort())
  expect(new Set(items.filter(({ family }) => family !== 'link').map(({ title }) => title)).size).toBeGreaterThan(
    items.length * 0.75,
  )
})

it('keeps docs/playbook.md as the catalogue has it', () => {
  expect(readFileSync('docs/playbook.md', 'utf8')).toBe(playbookPage(texts.in('en'), channels.labelOf))
})
