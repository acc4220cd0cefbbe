import { isPlainValue } from '../../playbook/booking-terms.ts'
import type { CauseName } from '../../playbook/entries.ts'
import { pathTo, termOf } from './ota-terms.ts'

/** Long texts are searched from their beginning only, which keeps every pattern quick. */
export const SEARCHED_CHARACTERS = 4_000

/** What a group of a pattern has caught. */
type Caught = 'parent' | 'element' | 'attribute' | 'value' | 'expected'
type Rule = { cause: CauseName; pattern: RegExp; catches: readonly Caught[] }

const QUOTED_NAME = `["'\u2018\u2019]([^"'\u2018\u2019\\s]{1,120})["'\u2018\u2019]`
const QUOTED_VALUE = `["'\u2018\u2019]([^"'\u2018\u2019]{0,200})["'\u2018\u2019]`
const BRACKETED_LIST = `(?:one of )?\\(\\s*([^)]{1,400})\\)`
const rule = (cause: CauseName, pattern: string, ...catches: Caught[]): Rule => ({
  cause,
  pattern: new RegExp(pattern, 'i'),
  catches,
})

/** The sentences that XML validators write (Xerces, libxml2, .NET), most telling first. */
const rules: readonly Rule[] = [
  rule(
    'part-missing',
    `content of element ${QUOTED_NAME} is not complete\\. One of ["'\u2018\u2019]?(\\{.{1,400}?\\})["'\u2018\u2019]? is expected`,
    'parent',
    'expected',
  ),
  rule('part-missing', `attribute ${QUOTED_NAME} must appear on element ${QUOTED_NAME}`, 'attribute', 'parent'),
  rule(
    'part-missing',
    `element ${QUOTED_NAME}: missing child element\\(s\\)\\. expected is ${BRACKETED_LIST}`,
    'parent',
    'expected',
  ),
  rule(
    'part-missing',
    `element ${QUOTED_NAME}: the attribute ${QUOTED_NAME} is required but missing`,
    'parent',
    'attribute',
  ),
  rule(
    'part-missing',
    `element ${QUOTED_NAME}(?: in namespace ${QUOTED_VALUE})? has incomplete content\\. List of possible elements expected: ${QUOTED_NAME}`,
    'parent',
    'value',
    'expected',
  ),
  rule('part-missing', `required attribute ${QUOTED_NAME} is missing`, 'attribute'),
  rule('part-unexpected', `invalid content was found starting with element ${QUOTED_NAME}`, 'element'),
  rule(
    'part-unexpected',
    `attribute ${QUOTED_NAME} is not allowed to appear in element ${QUOTED_NAME}`,
    'attribute',
    'parent',
  ),
  rule('part-unexpected', `element ${QUOTED_NAME}: this element is not expected`, 'element'),
  rule(
    'part-unexpected',
    `element ${QUOTED_NAME}, attribute ${QUOTED_NAME}: the attribute ${QUOTED_NAME} is not allowed`,
    'parent',
    'attribute',
  ),
  rule(
    'part-unexpected',
    `element ${QUOTED_NAME}(?: in namespace ${QUOTED_VALUE})? has invalid child element ${QUOTED_NAME}`,
    'parent',
    'value',
    'element',
  ),
  rule('part-unexpected', `the ${QUOTED_NAME} attribute is not declared`, 'attribute'),
  rule('part-unexpected', `element ${QUOTED_NAME} cannot have character`, 'element'),
  rule('part-unexpected', `cannot find the declaration of element ${QUOTED_NAME}`, 'element'),
  rule(
    'part-wrong',
    `value ${QUOTED_VALUE} of attribute ${QUOTED_NAME} on element ${QUOTED_NAME} is not valid`,
    'value',
    'attribute',
    'parent',
  ),
  rule('part-wrong', `value ${QUOTED_VALUE} of element ${QUOTED_NAME} is not valid`, 'value', 'element'),
  rule(
    'part-wrong',
    `element ${QUOTED_NAME}, attribute ${QUOTED_NAME}: (?:\\[facet[^\\]]{1,40}\\] )?the value ${QUOTED_VALUE} (?:is not|has)`,
    'parent',
    'attribute',
    'value',
  ),
  rule(
    'part-wrong',
    `element ${QUOTED_NAME}: (?:\\[facet[^\\]]{1,40}\\] )?(?:the value )?${QUOTED_VALUE} is not`,
    'element',
    'value',
  ),
  rule('part-wrong', `the ${QUOTED_NAME} attribute is invalid`, 'attribute'),
  rule('part-wrong', `the ${QUOTED_NAME} element is invalid`, 'element'),
  rule(
    'value-too-long',
    `value ${QUOTED_VALUE} with length = ['"]?\\d+['"]? is not facet-valid with respect to maxLength`,
  ),
  rule('part-wrong', `${QUOTED_VALUE} is not a valid value for ${QUOTED_NAME}`, 'value'),
  rule('part-wrong', `value ${QUOTED_VALUE}(?: with length = ['"]?\\d+['"]?)? is not facet-valid`, 'value'),
]

/** `{"http://…":BasicPropertyInfo}`, `{http://…}Name` and `tag0:Name` without what stands before the name. */
const localNames = (written: string): string[] =>
  (written.match(/[A-Za-z_][\w.-]*(?=["'}\s,)]|$)/g) ?? []).filter(
    (name) => !/^(?:http|https|www|com|org)$/i.test(name),
  )

const localOf = (written: string): string => localNames(written.replace(/^\{[^}]{0,300}\}/, '')).at(-1) ?? ''

const expectedOf = (written: string): string[] => {
  const bare = written.replace(/["'{]?https?:\/\/[^"'}\s]{1,200}["'}]?:?/gi, ' ')
  return [...new Set(localNames(bare.replace(/[{}(),:]/g, ' ')))].slice(0, 8)
}

type Found = Partial<Record<Caught, string>>

const factsOf = (cause: CauseName, found: Found): Record<string, string> => {
  const attribute = found.attribute ? localOf(found.attribute) : null
  const parent = found.parent ? localOf(found.parent) : null
  const expected = found.expected ? expectedOf(found.expected) : []
  const element = found.element ? localOf(found.element) : cause === 'part-missing' ? (expected[0] ?? null) : null
  // An attribute without a word of its own is known by its element.
  const term =
    (attribute ? termOf(attribute) : null) ??
    (element ? termOf(element) : null) ??
    (attribute && parent ? termOf(parent) : null)
  const path = pathTo(parent, element, attribute)
  const canShow = term !== null && isPlainValue(term) && found.value
  return {
    ...(term ? { thing: term } : {}),
    ...(element ? { element } : {}),
    ...(attribute ? { attribute } : {}),
    ...(path ? { path } : {}),
    ...(expected.length > 0 ? { expected: expected.join(', ') } : {}),
    ...(canShow ? { value: found.value ?? '' } : {}),
  }
}

/**
 * Several sentences of one validator stand side by side; the first that names a place is the most telling.
 */
const firstMatch = (text: string): { cause: CauseName; found: Found } | null => {
  let weak: { cause: CauseName; found: Found } | null = null
  for (const { cause, pattern, catches } of rules) {
    const match = pattern.exec(text)
    if (match === null) continue
    const found: Found = Object.fromEntries(catches.map((name, i) => [name, match[i + 1] ?? '']))
    if (found.element || found.attribute || found.expected) return { cause, found }
    weak ??= { cause, found }
  }
  return weak
}

/**
 * Turns a validator's message into the missing, wrong or unexpected part with its path. Facts: `thing` (one
 * of the booking terms), `element`, `attribute`, `path`, `expected`, `value` (only where it says nothing of a
 * person). Null for a text that is no such message.
 */
export const schemaProblem = (text: string): { cause: CauseName; facts: Record<string, string> } | null => {
  const match = firstMatch(text)
  if (match !== null) return { cause: match.cause, facts: factsOf(match.cause, match.found) }
  const isAboutSchema =
    /could not validate the schema|cvc-[a-z]|schema validation|does not conform to the schema|XSD/i.test(text)
  return isAboutSchema ? { cause: 'structure-wrong', facts: {} } : null
}
