import type { CauseName } from '../playbook/entries.ts'
import type { Predicate, Thing } from './lexicon.ts'
import { type ReadText, readText, type Sense } from './senses.ts'

/** What texts of any channel say about the connection as a whole: pace, size, clock, sign-in, rights. */

/**
 * Whether a sense is one of these predicates, said of one of these things; without things, said of nothing.
 */
export const isSaid = (sense: Sense, predicates: readonly Predicate[], ...things: readonly Thing[]): boolean =>
  predicates.includes(sense.predicate) &&
  (things.length === 0 ? sense.things.length === 0 : sense.things.some((thing) => things.includes(thing)))

/**
 * Things of a booking: where a text speaks of one of them, a user or a limit in it is the guest's or the
 * room's.
 */
const ofBookings: readonly Thing[] = ['guests', 'name', 'remark', 'card', 'roomType', 'ratePlan', 'hotel']

/** `Login name of the guest`, `member user id`: not the one by which we sign in. */
const isOfUser = ({ beside }: Sense): boolean => !beside.some((thing) => ofOthers.includes(thing))
const ofOthers: readonly Thing[] = ['guests', 'name', 'remark', 'card', 'payment', 'agent', 'company', 'reservation']

type Sign = { cause: CauseName; isSafeInPages: boolean; isIn(sense: Sense): boolean }

const refused = ['invalid', 'unknown', 'mismatch', 'not-taken', 'denied', 'none', 'missing'] as const

const signs: readonly Sign[] = [
  {
    cause: 'too-large',
    isSafeInPages: true,
    isIn: (sense) =>
      isSaid(sense, ['too-large', 'too-long', 'exceeded'], 'size') ||
      isSaid(sense, ['too-large'], 'message') ||
      (sense.predicate === 'too-long' && sense.beside.includes('message') && sense.things.includes('message')) ||
      (isSaid(sense, ['exceeded'], 'message') && sense.beside.includes('size')),
  },
  {
    cause: 'throttled',
    isSafeInPages: true,
    isIn: (sense) =>
      (sense.predicate === 'throttled' && !sense.things.some((thing) => ofBookings.includes(thing))) ||
      isSaid(sense, ['exceeded', 'too-many', 'not-taken', 'denied'], 'limit') ||
      isSaid(sense, ['too-many'], 'message') ||
      (sense.predicate === 'too-many' && sense.things.length === 0),
  },
  {
    cause: 'clock-wrong',
    isSafeInPages: false,
    isIn: (sense) =>
      isSaid(sense, ['expired', 'outdated', 'invalid', 'date-order', 'too-large', 'exceeded'], 'stamp') ||
      (isSaid(sense, ['expired'], 'message') && !sense.beside.includes('card')),
  },
  {
    cause: 'credentials-expired',
    isSafeInPages: false,
    isIn: (sense) => isOfUser(sense) && isSaid(sense, ['expired', 'outdated'], 'credential', 'signIn'),
  },
  {
    cause: 'wrong-password',
    isSafeInPages: false,
    isIn: (sense) => isOfUser(sense) && isSaid(sense, ['invalid', 'unknown', 'mismatch'], 'credential'),
  },
  {
    cause: 'credentials-refused',
    isSafeInPages: false,
    isIn: (sense) =>
      sense.predicate === 'not-signed-in' ||
      (isOfUser(sense) &&
        (isSaid(sense, [...refused, 'error'], 'signIn') ||
          isSaid(sense, ['not-taken', 'missing', 'none', 'locked', 'error'], 'credential') ||
          (isSaid(sense, ['inactive', 'locked', 'expired'], 'credential', 'account') &&
            !sense.beside.includes('hotel')))),
  },
  {
    cause: 'rights-refused',
    isSafeInPages: false,
    isIn: (sense) =>
      sense.predicate === 'denied' && !isSaid(sense, ['denied'], 'card', 'cancellation', 'modification', 'price'),
  },
]

/**
 * The cause that a read text names by itself, whatever status, code or type stands beside it; null where it
 * names none.
 */
export const causeNamedIn = (read: ReadText, isPage: boolean): CauseName | null =>
  signs.find((sign) => (sign.isSafeInPages || !isPage) && read.senses.some((sense) => sign.isIn(sense)))?.cause ?? null

/**
 * The same for a text that nobody has read yet. Pages of gateways count less: they speak of signing in where
 * no sign-in was refused.
 */
export const namedBy = (text: string, isPage: boolean): CauseName | null => causeNamedIn(readText(text), isPage)
