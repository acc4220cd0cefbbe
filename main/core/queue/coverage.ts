import { attribute, child, descendants } from '../xml/find.ts'
import { readTree, type SourceElement } from '../xml/tree.ts'

/**
 * What an availability or rates message speaks about: which room and rate, which property of them, which days. A later message heals
 * an earlier failed one where it says all of it anew.
 */

/** One statement: `subject` is room, rate and property; days are counted since 1970, both ends included. */
export type Statement = { subject: string; from: number; to: number }

const DAY_MS = 86_400_000

const dayOf = (text: string | null): number | null => {
  const at = text === null ? Number.NaN : Date.parse(`${text.slice(0, 10)}T00:00:00Z`)
  return Number.isNaN(at) ? null : Math.round(at / DAY_MS)
}

/** The properties one element sets; a later booking limit does not heal a failed restriction. */
const propertiesOf = (element: SourceElement): string[] => {
  const found = [
    ...(attribute(element, 'BookingLimit') === null ? [] : ['limit']),
    ...descendants(element, 'RestrictionStatus').map(
      (status) => `restriction:${attribute(status, 'Restriction') ?? 'all'}`,
    ),
    ...descendants(element, 'LengthOfStay').map((stay) => `stay:${attribute(stay, 'MinMaxMessageType') ?? 'all'}`),
    ...descendants(element, 'InvCount').map((count) => `count:${attribute(count, 'CountType') ?? 'all'}`),
    ...(descendants(element, 'Rate').length > 0 ? ['rate'] : []),
  ]
  return found.length > 0 ? [...new Set(found)] : ['all']
}

const statementsOf = (element: SourceElement): Statement[] => {
  const control = child(element, 'StatusApplicationControl')
  const from = control ? dayOf(attribute(control, 'Start')) : null
  const to = control ? dayOf(attribute(control, 'End')) : null
  if (!control || from === null || to === null) return []
  const room = attribute(control, 'InvTypeCode') ?? attribute(control, 'InvCode') ?? '*'
  const rate = attribute(control, 'RatePlanCode') ?? '*'
  return propertiesOf(element).map((property) => ({ subject: `${room}|${rate}|${property}`, from, to }))
}

/** All statements of a message body; none where it cannot be read, so that it neither heals nor is healed. */
export const coverageOf = (body: string): Statement[] => {
  const read = readTree(body)
  if (!read.ok) return []
  return descendants(read.root, 'AvailStatusMessage', 'RateAmountMessage', 'Inventory').flatMap(statementsOf)
}

/** Whether the later message says everything of the earlier one anew, perhaps in several pieces. */
export const covers = (later: readonly Statement[], earlier: readonly Statement[]): boolean =>
  earlier.length > 0 &&
  earlier.every(({ subject, from, to }) => {
    const pieces = later.filter((one) => one.subject === subject).sort((a, b) => a.from - b.from)
    let next = from
    for (const piece of pieces) if (piece.from <= next && piece.to >= next) next = piece.to + 1
    return next > to
  })

/** Whether the later message says something of the earlier one anew. */
export const overlaps = (later: readonly Statement[], earlier: readonly Statement[]): boolean =>
  earlier.some((old) => later.some((one) => one.subject === old.subject && one.from <= old.to && one.to >= old.from))
