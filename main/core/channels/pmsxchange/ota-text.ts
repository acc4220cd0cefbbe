import { codesIn } from '../../text/codes.ts'
import type { Predicate, Thing } from '../../text/lexicon.ts'
import { isSaid } from '../../text/named-by.ts'
import type { ReadText, Sense } from '../../text/senses.ts'
import type { CodeGroup } from './ota-codes.ts'

/**
 * What the words of an OTA error say, in the groups that its codes have. Cautious on purpose: what fits no
 * line stays unknown.
 */

type Line = { group: CodeGroup; isIn(sense: Sense, read: ReadText): boolean }

const absent = ['unknown', 'none', 'invalid', 'mismatch', 'removed'] as const satisfies readonly Predicate[]
const wrong = ['missing', 'none', 'invalid', 'mismatch', 'unknown'] as const satisfies readonly Predicate[]

const of =
  (predicates: readonly Predicate[], ...things: readonly Thing[]): Line['isIn'] =>
  (sense) =>
    isSaid(sense, predicates, ...things)

/**
 * The first thing named decides where several things stand in one clause: `Rate BAR is not valid for this
 * hotel`.
 */
const first =
  (predicates: readonly Predicate[], ...things: readonly Thing[]): Line['isIn'] =>
  ({ predicate, things: [thing] }) =>
    thing !== undefined && predicates.includes(predicate) && things.includes(thing)

/** A mapping that is missing is a thing that is unknown. */
const isUnmapped = (sense: Sense): boolean =>
  sense.things.includes('mapping') && ['missing', 'unknown', 'none', 'invalid', 'mismatch'].includes(sense.predicate)

const isRoomAndRate = ({ beside }: Sense): boolean => beside.includes('roomType') && beside.includes('ratePlan')

const isOfMapping = (sense: Sense): boolean =>
  sense.things.some((thing) => ['roomType', 'ratePlan', 'mapping'].includes(thing))

/**
 * Said of the message itself, as in `already cancelled`: the text names nothing else, not even in words that
 * no rule knows.
 */
const isOfNothing = ({ things }: Sense, { strangers }: ReadText): boolean => things.length === 0 && strangers === 0

const lines: readonly Line[] = [
  {
    group: 'agent-mapping-missing',
    isIn: (sense) =>
      sense.beside.includes('agent') &&
      sense.beside.includes('mapping') &&
      (isUnmapped(sense) || sense.predicate === 'unknown'),
  },
  {
    group: 'mapping-doubled',
    isIn: (sense, read) =>
      (sense.predicate === 'doubled' && isOfMapping(sense)) ||
      (sense.predicate === 'exists' && sense.things.includes('mapping') && read.mentioned.has('mapping')),
  },
  {
    group: 'cancelled',
    isIn: (sense, read) =>
      ['cancelled', 'removed'].includes(sense.predicate) &&
      (isOfNothing(sense, read) ||
        isSaid(sense, ['cancelled'], 'reservation', 'record', 'cancellation', 'part', 'status', 'guests', 'agent') ||
        isSaid(sense, ['removed'], 'reservation', 'record')),
  },
  { group: 'cancelled', isIn: first(['exists'], 'cancellation') },
  {
    group: 'exists',
    isIn: (sense, read) =>
      sense.predicate === 'exists' &&
      !read.senses.some(({ predicate }) => predicate === 'cancelled') &&
      (isOfNothing(sense, read) ||
        (sense.things.length > 0 && sense.things.every((thing) => thing === 'part' || thing === 'data')) ||
        isSaid(sense, ['exists'], 'reservation', 'message', 'record')),
  },
  {
    group: 'hotel-not-active',
    isIn: ({ predicate, beside, things }) =>
      predicate === 'inactive' &&
      (things.includes('hotel') ||
        (things.some((thing) => thing === 'credential' || thing === 'account') && beside.includes('hotel'))),
  },
  {
    group: 'room-rate-unknown',
    isIn: (sense) =>
      (first(absent, 'roomType', 'ratePlan')(sense, none) || (isUnmapped(sense) && isOfMapping(sense))) &&
      isRoomAndRate(sense),
  },
  {
    group: 'room-type-unknown',
    isIn: (sense) => first(absent, 'roomType')(sense, none) || (isUnmapped(sense) && sense.beside.includes('roomType')),
  },
  {
    group: 'rate-unknown',
    isIn: (sense) => first(absent, 'ratePlan')(sense, none) || (isUnmapped(sense) && sense.beside.includes('ratePlan')),
  },
  {
    group: 'hotel-unknown',
    isIn: (sense) => first(absent, 'hotel')(sense, none) || (isUnmapped(sense) && sense.beside.includes('hotel')),
  },
  { group: 'reference-unknown', isIn: of(['unknown', 'none'], 'notification') },
  { group: 'not-found', isIn: first(['unknown', 'none'], 'reservation', 'record') },
  {
    group: 'no-availability',
    isIn: (sense) =>
      sense.predicate === 'sold-out' ||
      isSaid(sense, ['none', 'unavailable', 'unknown'], 'availability') ||
      isSaid(sense, ['unavailable'], 'roomType', 'ratePlan', 'date'),
  },
  { group: 'restricted', isIn: ({ predicate }) => predicate === 'restricted' },
  { group: 'stay-length', isIn: of(['invalid', 'exceeded', 'mismatch', 'too-long', 'missing', 'not-taken'], 'stay') },
  { group: 'room-count', isIn: of([...wrong, 'exceeded', 'too-many'], 'roomCount') },
  { group: 'currency-wrong', isIn: of([...wrong, 'not-taken', 'inactive'], 'currency') },
  { group: 'payment-refused', isIn: of(['not-taken', 'denied', 'invalid', 'expired'], 'payment') },
  { group: 'card-refused', isIn: of(['not-taken', 'denied'], 'card') },
  { group: 'card-wrong', isIn: of([...wrong, 'expired', 'outdated'], 'card') },
  { group: 'value-too-long', isIn: ({ predicate, things }) => predicate === 'too-long' && !things.includes('size') },
  { group: 'name-missing', isIn: of(wrong, 'name') },
  { group: 'contact-wrong', isIn: of(wrong, 'contact') },
  { group: 'address-wrong', isIn: of(wrong, 'address') },
  { group: 'date-wrong', isIn: of([...wrong, 'date-order', 'not-taken'], 'date') },
  { group: 'guest-count', isIn: of([...wrong, 'exceeded', 'too-many'], 'guests') },
  { group: 'price-wrong', isIn: of(wrong, 'price') },
  { group: 'booking-locked', isIn: of(['locked'], 'reservation', 'record') },
  {
    group: 'cancel-refused',
    isIn: (sense) =>
      sense.predicate === 'not-cancelled' || isSaid(sense, ['invalid', 'not-taken', 'denied'], 'cancellation'),
  },
  { group: 'change-refused', isIn: of(['invalid', 'not-taken', 'denied'], 'modification') },
  {
    group: 'part-missing',
    isIn: of(
      ['missing', 'none'],
      'roomType',
      'ratePlan',
      'hotel',
      'reservation',
      'agent',
      'part',
      'markup',
      'data',
      'pms',
      'guests',
    ),
  },
  {
    group: 'channel-unavailable',
    isIn: ({ predicate, things }) =>
      ['busy', 'unreachable', 'maintenance'].includes(predicate) ||
      (things.includes('connection') && ['not-taken', 'missing', 'none', 'expired', 'error'].includes(predicate)) ||
      ((predicate === 'unavailable' || predicate === 'inactive') &&
        things.every((thing) => ['system', 'connection', 'part', 'markup', 'data'].includes(thing))),
  },
  { group: 'channel-system-fault', isIn: ({ predicate }) => predicate === 'system-fault' },
]

const none: ReadText = { senses: [], mentioned: new Set(), clauses: [], strangers: 0 }

/** The group that a text names; null where it names none. */
export const groupOfText = (read: ReadText): CodeGroup | null =>
  lines.find(({ isIn }) => read.senses.some((sense) => isIn(sense, read)))?.group ?? null

/** What the codes of each group are about: a code whose words speak of something else is a private one. */
const topics: Readonly<Partial<Record<CodeGroup, readonly Thing[]>>> = {
  'room-type-unknown': ['roomType', 'mapping'],
  'rate-unknown': ['ratePlan', 'mapping'],
  'room-rate-unknown': ['roomType', 'ratePlan', 'mapping'],
  'hotel-unknown': ['hotel'],
  'hotel-not-active': ['hotel'],
  exists: ['reservation', 'record', 'message'],
  cancelled: ['reservation', 'record', 'cancellation'],
  'not-found': ['reservation', 'record', 'cancellation', 'notification'],
  'reference-unknown': ['reservation', 'record', 'notification', 'part', 'markup', 'data'],
  'name-missing': ['name', 'guests'],
  'contact-wrong': ['contact'],
  'address-wrong': ['address'],
  'date-wrong': ['date'],
  'stay-length': ['stay', 'date'],
  'guest-count': ['guests'],
  'room-count': ['roomCount', 'roomType'],
  'currency-wrong': ['currency'],
  'price-wrong': ['price', 'ratePlan', 'currency'],
  'card-wrong': ['card'],
  'card-refused': ['card'],
  'no-availability': ['availability', 'roomType', 'ratePlan', 'date'],
  restricted: ['stay', 'date', 'availability', 'ratePlan', 'roomType'],
  'cancel-refused': ['cancellation', 'reservation'],
  'change-refused': ['modification', 'reservation'],
  'value-too-long': ['length', 'remark', 'name', 'address', 'contact'],
  'wrong-password': ['credential', 'signIn'],
  'part-missing': ['part', 'markup', 'data'],
}

/** Things that any error may mention and that say nothing about its kind. */
const neutral: readonly Thing[] = ['part', 'markup', 'data', 'system', 'connection', 'message']

/**
 * Whether a text speaks of something, but of nothing that the codes of a group are about, in words that are
 * understood in part only.
 */
export const speaksOfOther = (read: ReadText, group: CodeGroup): boolean =>
  topics[group] !== undefined &&
  !speaksOf(read, group) &&
  read.strangers > 1 &&
  [...read.mentioned].some((thing) => !neutral.includes(thing))

/** Whether a text speaks of what the codes of a group are about. */
export const speaksOf = (read: ReadText, group: CodeGroup): boolean =>
  topics[group]?.some((thing) => read.mentioned.has(thing)) ?? false

/** The booking's part that a text calls missing or too long, in the words of the playbook. */
const partNames: Readonly<Partial<Record<Thing, string>>> = {
  roomType: 'roomType',
  ratePlan: 'ratePlan',
  hotel: 'hotelCode',
  reservation: 'bookingNumber',
  agent: 'bookingSource',
  pms: 'pmsCode',
  guests: 'guestCount',
  remark: 'comment',
  name: 'guestName',
  address: 'address',
  contact: 'email',
}

const factNames = {
  roomType: 'roomType',
  ratePlan: 'ratePlan',
  hotel: 'hotelCode',
  agent: 'agentCode',
} as const satisfies Partial<Record<Thing, string>>

/**
 * Parts taken out of free text: the codes of room, rate, hotel and agent, and the part that is missing or too
 * long.
 */
export const factsOf = (read: ReadText): Record<string, string> => {
  const codes = codesIn(read.clauses)
  const coded = Object.entries(factNames).flatMap(([thing, name]) => {
    const code = [...codes].find(([each]) => each === thing)?.[1]
    return code === undefined ? [] : [[name, code] as const]
  })
  const sense = read.senses.find(
    ({ predicate }) => predicate === 'missing' || predicate === 'none' || predicate === 'too-long',
  )
  const part = sense?.things.map((thing) => partNames[thing]).find((name) => name !== undefined)
  return { ...Object.fromEntries(coded), ...(part === undefined ? {} : { thing: part }) }
}
