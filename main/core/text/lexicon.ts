import { phraseOf } from './words.ts'

/** The words that errors are written in: what something is said of, and what is said of it. */

/**
 * What a text may speak of. `part`, `markup`, `data` and `mapping` are about something else that stands
 * beside them.
 */
const things = {
  limit:
    'request limit, rate limit, quota, rate limit quota, quota limit, throttle limit, call limit, api limit, usage limit, traffic limit, message limit, transaction limit, connection limit, concurrency limit, request quota, request rate, message rate, request per minute, request per second, request per hour, call per minute, message per minute, spike arrest, allowed rate, call volume, call volume quota, limit for request, number of request, number of allowed request, number of call, number of allowed call, number of permitted request, number of message, number of concurrent request, number of connection, amount of request, limit of request, limit on request, per minute, per second, simultaneous request, concurrent request, parallel request, concurrent connection, simultaneous connection, request frequency',
  size: 'size, size limit, message size, request size, payload size, file size, body size, content length',
  message:
    'message, payload, request, request body, request entity, entity, body, file, document, call, transaction, upload',
  stamp:
    'timestamp, time stamp, clock, clock skew, freshness, nonce, creation time, security semantic, wsu timestamp, security timestamp, created time, message creation time, security header',
  pms: 'pms, pms code, pms id',
  requestor: 'requestor id, requestor, requester id, requestor id code',
  credential:
    'user name, username, user, user id, userid, password, pass word, pwd, credential, login name, login id, login detail, api key, access token, access key, your identity, security token, username token, token, bearer token, session token, client secret, client id, user account',
  account: 'account',
  company:
    'company, company name, company code, company account, corporate, corporate account, corporation, billing account, folio, folio account, city ledger',
  payment: 'payment, payment token, payment method, payment type, prepayment, deposit',
  signIn: 'login, log in, logon, log on, sign in, sign on, signin, authentication, authenticate, auth, logging in',
  reservation:
    'reservation, booking, reservation number, booking number, confirmation, confirmation number, confirmation id, itinerary, pnr, res id, reservation id, booking id, unique id, hotel reservation, hotel reservation id, res notif, cancellation number, cancellation id, record locator, booking reference, reservation reference',
  record:
    'record, resident, lease, applicant, lead, charge, order, item, entry, object, entity record, data set, row, line item',
  notification: 'notification, notifications to confirm, notif report, acknowledgement',
  cancellation: 'cancellation, cancelation, cancel request, cancellation request',
  modification: 'modification, modify request, change request, amendment, change',
  mapping: 'mapping, map, mapped, unmapped',
  roomType:
    'room type, room type code, inv type code, inv type, inv code, inventory type, inventory code, room, room code, room category, accommodation type, unit type, room id, room type id, room class, room stay',
  roomCount: 'number of room, room count, room quantity, number of unit',
  ratePlan:
    'rate plan, rate plan code, rate, rate code, rate id, rate plan id, tariff, price plan, rate type, rate category, room rate, rate plan type',
  hotel:
    'hotel, hotel code, hotel id, property, property code, property id, hotelier, hotelier code, establishment, basic property info, hotel ref, chain code, site',
  agent:
    'agent, booking agent, booking agent code, travel agent, agency, booking channel, booking source, reservation source, source of booking, agent code, channel code',
  currency: 'currency, currency code, currency type',
  date: 'date, arrival, departure, check in, checkin, check out, checkout, arrival date, departure date, start date, end date, check in date, check out date, stay date, time span, date range, from date, to date, stay period, period of stay, travel date, travel period, clock time',
  stay: 'length of stay, minimum stay, maximum stay, min stay, max stay, minimum length of stay, maximum length of stay, number of night, los, min los, max los',
  guests:
    'number of guest, guest count, number of adult, number of children, number of person, occupancy, maximum occupancy, max occupancy, guest, adult, child, children, person',
  name: 'surname, last name, family name, first name, given name, guest name, guest surname, guest last name, guest first name, person name, name of the guest, name of guest, customer name, booker name, lead guest name, profile name',
  contact: 'email, e mail, email address, e mail address, phone, phone number, telephone, telephone number, contact',
  address: 'address, postal code, postcode, zip, zip code, city, city name, street, country, country code, state prov',
  card: 'card, credit card, card number, credit card number, payment card, card code, card type, card expiry, expiry date, expiration date, card expiry date, 3 d secure, 3d secure, three domain security',
  price: 'price, amount, total, total amount, tax, fee, sum',
  remark:
    'comment, remark, note, description, special request, text, preference, loyalty number, membership, member, attachment',
  availability: 'availability, allotment, allocation, inventory, vacancy',
  length: 'length, character, char, maximum length, max length',
  system:
    'system, service, server, application, api, database, backend, back end, endpoint, interface, host, provider, supplier, gateway',
  connection: 'connection, database connection, network connection, network, network link',
  part: 'field, user defined field, user field, user defined, value, information, property value, code, number, id, key, reservation type, booking type',
  markup: 'element, attribute, parameter, tag, node, argument, echo token',
  status: 'status, res status, reservation status, booking status, status code',
  data: 'data',
} as const satisfies Readonly<Record<string, string>>

export type Thing = keyof typeof things

/** What a word says by itself and under a `not`; null where that says nothing. */
export type Predicate =
  | 'missing'
  | 'none'
  | 'unknown'
  | 'exists'
  | 'cancelled'
  | 'not-cancelled'
  | 'removed'
  | 'invalid'
  | 'mismatch'
  | 'not-taken'
  | 'taken'
  | 'denied'
  | 'not-signed-in'
  | 'exceeded'
  | 'too-many'
  | 'throttled'
  | 'too-long'
  | 'too-large'
  | 'doubled'
  | 'inactive'
  | 'expired'
  | 'outdated'
  | 'sold-out'
  | 'unavailable'
  | 'date-order'
  | 'busy'
  | 'locked'
  | 'unreachable'
  | 'maintenance'
  | 'system-fault'
  | 'restricted'
  | 'error'

type Saying = {
  plain: Predicate | null
  negated: Predicate | null
  /** It may stand before what it is said of: `invalid room type`, `could not find reservation 7`. */
  isBefore: boolean
  words: string
}

export const sayings = {
  find: {
    plain: null,
    negated: 'unknown',
    isBefore: true,
    words:
      'find, found, locate, retrieve, identify, resolve, determine, look up, lookup, recognise, recognize, known, know, define, configure, set up, setup, register, assign, link, associate, belong, in our system, in the system, in our database, on file, part of',
  },
  match: {
    plain: null,
    negated: 'mismatch',
    isBefore: false,
    words: 'match, agree, correspond, consistent, coincide, tally, equal',
  },
  mismatch: {
    plain: 'mismatch',
    negated: null,
    isBefore: true,
    words: 'mismatch, inconsistent, differ, different, differs from, does not equal, conflict, conflicting',
  },
  exist: { plain: 'exists', negated: 'unknown', isBefore: false, words: 'exist, exists, existed' },
  duplicate: {
    plain: 'exists',
    negated: null,
    isBefore: true,
    words:
      'duplicate, duplicated, duplication, unique constraint, unique key, uniqueness, primary key, not unique, must be unique, should be unique, unique index, same id, double booking, is taken, are taken',
  },
  unknown: {
    plain: 'unknown',
    negated: null,
    isBefore: true,
    words:
      'unknown, unrecognised, unrecognized, unmapped, nonexistent, non existent, non existing, nonexisting, inexistent, undefined, unregistered, unconfigured, no such, no record of, no record for, no trace of, not in our list',
  },
  mapped: { plain: null, negated: 'unknown', isBefore: true, words: 'map, mapped, mapping' },
  load: { plain: 'taken', negated: 'unknown', isBefore: false, words: 'load, loaded' },
  invalid: {
    plain: 'invalid',
    negated: null,
    isBefore: true,
    words:
      'invalid, wrong, wrongly, incorrect, incorrectly, bad, illegal, malformed, unacceptable, faulty, erroneous, improper, unsupported, unparseable, not ok, false value, nonsense, negative, invalidated, out of range, outside the allowed, outside allowed, outside of the allowed, outside the permitted, not within',
  },
  valid: {
    plain: null,
    negated: 'invalid',
    isBefore: true,
    words:
      'valid, correct, right, acceptable, verify, validate, allow, permit, support, possible, parse, parsed, proper, legal',
  },
  missing: {
    plain: 'missing',
    negated: null,
    isBefore: true,
    words:
      'missing, mandatory, required, require, absent, omitted, omit, lack, lacking, needed, obligatory, compulsory, necessary, incomplete',
  },
  empty: { plain: 'missing', negated: 'missing', isBefore: true, words: 'empty, blank, null, nil' },
  given: {
    plain: null,
    negated: 'missing',
    isBefore: true,
    words:
      'provide, supply, supplied, present, specify, specified, given, give, enter, fill, set, include, contain, sent, state, populate, have a value',
  },
  have: { plain: null, negated: 'none', isBefore: true, words: 'have' },
  error: { plain: 'error', negated: null, isBefore: true, words: 'error, problem' },
  take: {
    plain: 'taken',
    negated: 'not-taken',
    isBefore: true,
    words:
      'process, save, store, import, create, accept, take, taken, took, apply, insert, add, commit, record, recorded, persist, book, booked, make, made, complete, update, upload, transfer, deliver, forward, pass on, handle, execute, write, written, perform, post, done, put through, take over, taken over, is taken over, are taken over, go through, went through, gone through, made it, carry out, carried out, succeed, successful, succeeded, confirmed, confirm, reach the property, land',
  },
  fail: {
    plain: 'not-taken',
    negated: null,
    isBefore: true,
    words:
      'fail, failed, failure, too late, reject, rejection, refuse, refusal, decline, ignore, ignored, skip, discard, drop, abort, unprocessed, unsuccessful, unsuccessfully, dismiss, thrown away, left out, leave out, disregard, bounce, rolled back, roll back, rollback, lost, unsaved, excluded, exclude, turned away, turned down, not ok, suppressed, error saving, error creating, error processing, error importing, error storing, error inserting, error adding, error while saving, error while creating, error while processing, error while importing, error while storing, error while inserting, error occurred while saving, error occurred while processing, error occurred while importing, error occurred while creating',
  },
  deny: {
    plain: 'denied',
    negated: null,
    isBefore: true,
    words:
      'deny, denied, forbidden, forbid, unauthorised, unauthorized, insufficient right, insufficient privilege, insufficient permission, missing permission, not entitled, unprivileged',
  },
  authorised: {
    plain: null,
    negated: 'denied',
    isBefore: true,
    words:
      'authorise, authorised, authorize, authorized, permission, entitle, privilege, right to, access to, access right, authorisation, authorization',
  },
  signedIn: {
    plain: null,
    negated: 'not-signed-in',
    isBefore: false,
    words: 'authenticated, authenticate, log in, log you in, sign in, sign you in, log on',
  },
  unauthenticated: {
    plain: 'not-signed-in',
    negated: null,
    isBefore: false,
    words: 'unauthenticated, failed authentication',
  },
  exceed: {
    plain: 'exceeded',
    negated: null,
    isBefore: true,
    words:
      'exceed, exceeding, violation, violate, hit, surpass, exhaust, exhausted, used up, reduce, out of, overrun, over limit, over the limit, above the limit, overstep, breach, run out',
  },
  moreThan: { plain: 'exceeded', negated: 'exceeded', isBefore: true, words: 'more than' },
  reached: { plain: 'exceeded', negated: 'unreachable', isBefore: true, words: 'reach, reached' },
  tooMany: {
    plain: 'too-many',
    negated: null,
    isBefore: true,
    words:
      'too many, too frequent, too frequently, too often, too fast, too quickly, too much traffic, too rapidly, too high a rate, too high',
  },
  throttle: {
    plain: 'throttled',
    negated: null,
    isBefore: true,
    words:
      'throttle, throttled, throttling, rate limited, rate limiting, rate limit violation, rate limit quota violation, slow down, back off, wait before sending',
  },
  tooLong: { plain: 'too-long', negated: null, isBefore: true, words: 'too long, longer than, overlong' },
  tooLarge: {
    plain: 'too-large',
    negated: null,
    isBefore: true,
    words: 'too large, too big, oversized, oversize, larger than, bigger than',
  },
  severalOf: {
    plain: 'doubled',
    negated: null,
    isBefore: true,
    words: 'more than one, multiple, several, ambiguous, ambiguity, more than 1, mapped twice',
  },
  inactive: {
    plain: 'inactive',
    negated: null,
    isBefore: true,
    words:
      'inactive, disabled, disable, suspended, suspend, deactivated, deactivate, closed, close, terminated, delisted, archived, decommissioned, switched off, turned off, offline, blocked, block',
  },
  active: {
    plain: null,
    negated: 'inactive',
    isBefore: true,
    words: 'active, enable, enabled, activated, activate, live, open, switched on',
  },
  expired: { plain: 'expired', negated: null, isBefore: true, words: 'expire, expired, expires, lapsed' },
  outdated: {
    plain: 'outdated',
    negated: null,
    isBefore: true,
    words: 'outdated, out of date, too old, older than, stale',
  },
  soldOut: {
    plain: 'sold-out',
    negated: null,
    isBefore: true,
    words: 'sold out, fully booked, overbooked, overbooking, booked out, no room left, no more room',
  },
  available: { plain: null, negated: 'unavailable', isBefore: true, words: 'available, left' },
  unavailable: { plain: 'unavailable', negated: null, isBefore: true, words: 'unavailable' },
  dateOrder: {
    plain: 'date-order',
    negated: 'date-order',
    isBefore: false,
    words:
      'in the past, past, before, after, earlier than, later than, prior to, precede, elapsed, already passed, has passed, have passed, in the future, must be after, must be before, must follow',
  },
  busy: {
    plain: 'busy',
    negated: null,
    isBefore: true,
    words:
      'busy, temporary, later, resend, overload, overloaded, try again, please retry, retry, temporarily, deadlock, high load, try later, come back later, at the moment, right now, at this time',
  },
  locked: {
    plain: 'locked',
    negated: null,
    isBefore: true,
    words: 'locked, lock, being edited, being modified, in use by',
  },
  unreachable: {
    plain: 'unreachable',
    negated: null,
    isBefore: true,
    words:
      'timeout, timed out, time out, unreachable, unresponsive, down, connection lost, lost connection, connection reset, connection refused, connection closed, connection failed, connection failure, connection error, bad gateway, econnrefused, econnreset, econnaborted, etimedout, ehostunreach',
  },
  reach: {
    plain: null,
    negated: 'unreachable',
    isBefore: true,
    words: 'connect, contact, respond, response, responding, answer, be reached, reachable',
  },
  maintenance: {
    plain: 'maintenance',
    negated: null,
    isBefore: true,
    words: 'maintenance, downtime, scheduled outage',
  },
  systemFault: {
    plain: 'system-fault',
    negated: null,
    isBefore: true,
    words:
      'internal error, internal server error, system error, unexpected error, unexpected exception, server error, internal failure, system failure, internal exception, system exception, unexpected failure, unexpected system error, unexpected internal error, database error, null pointer exception, unhandled exception, runtime exception',
  },
  restricted: {
    plain: 'restricted',
    negated: null,
    isBefore: true,
    words: 'closed to arrival, closed to departure, closed on arrival, stop sell, stop sale, restriction',
  },
  cancel: {
    plain: 'cancelled',
    negated: null,
    isBefore: true,
    words: 'cancel, cancelled, canceled, cxl, cxld, void, voided',
  },
  remove: { plain: 'removed', negated: null, isBefore: true, words: 'delete, deleted, remove, removed, erase' },
} as const satisfies Readonly<Record<string, Saying>>

export type SayingName = keyof typeof sayings

export type Entry = { things: Thing | null; saying: SayingName | null }

const split = (words: string): string[] => words.split(',').map((phrase) => phraseOf(phrase.trim()))

const build = (): ReadonlyMap<string, Entry> => {
  const entries = new Map<string, Entry>()
  const isThing = (name: string): name is Thing => Object.hasOwn(things, name)
  const isSaying = (name: string): name is SayingName => Object.hasOwn(sayings, name)
  for (const [name, words] of Object.entries(things))
    if (isThing(name))
      for (const phrase of words.split(',')) {
        // Some write `roomtype` and `lastname` in one word.
        entries.set(phraseOf(phrase.trim().replaceAll(' ', '')), { things: name, saying: null })
        entries.set(phraseOf(phrase.trim()), { things: name, saying: null })
      }
  for (const [name, { words }] of Object.entries(sayings))
    for (const phrase of split(words))
      if (isSaying(name)) entries.set(phrase, { things: entries.get(phrase)?.things ?? null, saying: name })
  return entries
}

const byPhrase = build()
const LONGEST = 6

export const entryOf = (phrase: string): Entry | undefined => byPhrase.get(phrase)

/** The longest entry that begins at a word, and how many words it takes. */
export const longestAt = (stems: readonly string[], at: number): { entry: Entry; length: number } | null => {
  for (let length = Math.min(LONGEST, stems.length - at); length > 0; length -= 1) {
    const entry = byPhrase.get(stems.slice(at, at + length).join(' '))
    if (entry !== undefined) return { entry, length }
  }
  return null
}
