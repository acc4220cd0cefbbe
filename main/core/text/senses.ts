import { inEnglish } from './languages.ts'
import { entryOf, longestAt, type Predicate, type SayingName, sayings, type Thing } from './lexicon.ts'
import { type Clause, clausesOf, phraseOf, stemOf, type Word } from './words.ts'

/**
 * One thing that a text says: `missing` of `name`. `things` holds what it is said of, the most likely first;
 * empty where nothing is named.
 */
export type Sense = {
  predicate: Predicate
  things: readonly Thing[]
  /** Everything that its clause speaks of. */
  beside: readonly Thing[]
}

/** A text that was read once. `mentioned` holds everything it speaks of, whatever it says of it. */
export type ReadText = {
  senses: readonly Sense[]
  mentioned: ReadonlySet<Thing>
  clauses: readonly Clause[]
  /** How many of its words no rule knows: a text of many is understood in part at best. */
  strangers: number
}

type Item = {
  at: number
  length: number
  thing: Thing | null
  saying: SayingName | null
}

const prepositions = new Set([
  'for', 'of', 'in', 'at', 'with', 'on', 'by', 'to', 'from', 'within', 'under', 'match', 'via', 'per', 'between', 'against', 'using', 'into',
]) // biome-ignore format: one line reads better than one word a line
const links = new Set(['and', 'or', 'nor'])
const modals = new Set(['can', 'could', 'may', 'might', 'must', 'should', 'shall', 'will', 'would', 'to'])
const passives = new Set(['be', 'been', 'is', 'was', 'are', 'were', 'being', 'got', 'get'])
const noWords = new Set(['no', 'none', 'without', 'neither', 'nothing', 'zero', '0', 'nobody'])
const notWords = new Set(['not', 'never', 'unabl', 'impossibl', 'nor'])
/** How many words after a `not` it still speaks of. */
const NOT_REACH = 5

const itemsOf = (clause: Clause): Item[] => {
  const stems = clause.map(({ text }) => text)
  const items: Item[] = []
  for (let at = 0; at < stems.length; ) {
    const found = stems[at] === '' ? null : longestAt(stems, at)
    if (found === null) at += 1
    else {
      const { entry, length } = found
      // `Rooms requested` is about rooms.
      const isVerb = entry.things === 'message' && entry.saying === null && /ed$/i.test(clause[at]?.raw ?? '')
      if (!isVerb) items.push({ at, length, thing: entry.things, saying: entry.saying })
      at += length
    }
  }
  return items
}

type Negation = { isNegated: boolean; isNo: boolean }

/** For each item whether a `not`, a `no`, a `failed to` or a `without` before it turns it round. */
const negationsOf = (clause: Clause, items: readonly Item[]): ReadonlyMap<Item, Negation> => {
  const found = new Map<Item, Negation>()
  const itemAt = new Map(items.map((item) => [item.at, item]))
  let reach = 0
  let isNo = false
  let isCounted = false
  for (let at = 0; at < clause.length; at += 1) {
    const text = clause[at]?.text ?? ''
    const item = itemAt.get(at)
    const isFailedTo = item?.saying === 'fail' && clause[at + item.length]?.text === 'to'
    if (item !== undefined && !isFailedTo) {
      found.set(item, { isNegated: reach > 0 || isNo, isNo: isNo && reach === 0 })
      // A `no` or a `not` is used up by the first word that says something: `not available during
      // maintenance`.
      if (item.saying !== null && item.thing === null) {
        isNo = false
        reach = 0
      }
    }
    if (isFailedTo) reach = NOT_REACH + 1
    else if (noWords.has(text)) {
      const isNoLonger = clause[at + 1]?.text === 'longer'
      isNo = !isNoLonger
      isCounted = text === '0' || text === 'zero'
      if (isNoLonger) reach = NOT_REACH
    } else if (notWords.has(text)) reach = NOT_REACH
    else if (text === ',' || text === 'and' || text === 'or') {
      reach = 0
      if (text === ',' && isCounted) isNo = false
    } else reach = Math.max(0, reach - 1)
    at += (item?.length ?? 1) - 1
  }
  return found
}

const isPart = (thing: Thing | null): boolean =>
  thing === 'part' || thing === 'markup' || thing === 'data' || thing === 'mapping'

/** Whether only small words stand between two places. */
const isDirect = (clause: Clause, items: readonly Item[], from: number, to: number): boolean => {
  if (to - from > 5) return false
  let strangers = 0
  for (let at = from; at < to; at += 1) {
    const { text } = clause[at] ?? { text: '' }
    const item = items.find((each) => at >= each.at && at < each.at + each.length)
    if (text === ',' || prepositions.has(text)) return false
    if (item !== undefined && (item.thing === null || isPart(item.thing))) continue
    if (
      links.has(text) ||
      ['the', 'a', 'an', 'any', 'this', 'such', 'your', 'our', 'following', 'is', 'that', 'as'].includes(text)
    )
      continue
    strangers += 1
  }
  return strangers <= 1
}

/** Whether a thing only says more about another: `the reservation for hotel 7`. */
const isModifier = (clause: Clause, item: Item): boolean => {
  for (const back of [1, 2, 3]) {
    const { text, isQuoted } = clause[item.at - back] ?? { text: ',', isQuoted: false }
    if (prepositions.has(text)) return true
    if (
      !['the', 'a', 'an', 'this', 'that', 'your', 'our', 'given', 'specify', 'follow', 'any'].includes(text) ||
      isQuoted
    )
      return false
  }
  return false
}

/** A thing with those that `and` or `or` joins to it; `both` directions. */
const joined = (clause: Clause, things: readonly Item[], item: Item): Item[] => {
  const group = [item]
  const isJoined = (a: Item, b: Item): boolean => {
    const between = clause.slice(a.at + a.length, b.at)
    return (
      between.some(({ text }) => links.has(text)) &&
      between.length <= 6 &&
      between.every(({ text }) => text !== ',' && !passives.has(text))
    )
  }
  const index = things.indexOf(item)
  for (let n = index; n > 0; n -= 1) {
    const [before, here] = [things[n - 1], things[n]]
    if (before === undefined || here === undefined || !isJoined(before, here)) break
    group.push(before)
  }
  for (let n = index; n < things.length - 1; n += 1) {
    const [here, after] = [things[n], things[n + 1]]
    if (here === undefined || after === undefined || !isJoined(here, after)) break
    group.push(after)
  }
  return group
}

/** `guest surname` is a surname, `hotel room type` a room type: of nouns side by side the last is meant. */
const lastOfCompound = (things: readonly Item[], first: Item | undefined): Item | undefined => {
  const next = first === undefined ? undefined : things.find(({ at }) => at === first.at + first.length)
  return next === undefined || isPart(next.thing) ? first : lastOfCompound(things, next)
}

const isPassive = (clause: Clause, at: number): boolean =>
  clause.slice(Math.max(0, at - 4), at).some(({ text }) => passives.has(text))

/** What a predicate at a place is said of, among the things of its clause. */
const subjectsOf = (clause: Clause, items: readonly Item[], predicate: Item, isBefore: boolean): Thing[] => {
  const things = items.filter((item) => item.thing !== null && (item !== predicate || item.saying === null))
  const before = things.filter((item) => item.at < predicate.at)
  const after = things.filter((item) => item.at > predicate.at)
  const direct = isBefore
    ? lastOfCompound(
        after,
        after.find((item) => isDirect(clause, items, predicate.at + predicate.length, item.at)),
      )
    : undefined
  const heads = before.filter((item) => !isModifier(clause, item))
  const first =
    (direct !== undefined && (heads.length === 0 || !isPassive(clause, predicate.at)) ? direct : undefined) ??
    heads.at(-1) ??
    direct ??
    before.at(-1) ??
    after[0]
  if (first === undefined) return []
  const group = joined(clause, things, first).map((item) => item.thing)
  const rest = things.map((item) => item.thing)
  const isVague = group.every(isPart)
  // Two things differ from each other, so both are meant.
  const said = predicate.saying === 'match' || predicate.saying === 'mismatch' ? heads.map((item) => item.thing) : []
  return [...new Set([...said, ...(isVague ? rest.filter((thing) => !isPart(thing)) : []), ...group])].filter(
    (thing) => thing !== null,
  )
}

const pleading = phraseOf('please')

const alreadyWords = new Set(['already', 'previously', 'earlier'])
const presentWords = new Set(['there', 'here', 'use', 'used', 'have', 'received', 'got', 'in'].map(stemOf))

/** `Cannot change a cancelled reservation`: an adjective, whatever stands before it. */
const isCancelledOne = (clause: Clause, { at }: Item): boolean =>
  /ed$/i.test(clause[at]?.raw ?? '') && ['a', 'the', 'an'].includes(clause[at - 1]?.text ?? '')

const isCancelledState = (clause: Clause, item: Item): boolean => {
  const around = clause.map(({ text }) => text)
  const just = around.slice(Math.max(0, item.at - 4), item.at)
  if (around.some((text) => alreadyWords.has(text) || text === 'status' || text === 'stat')) return true
  if (just.some((text) => modals.has(text))) return false
  return just.some((text) => passives.has(text) || text === 'has' || text === 'a') || item.at === 0
}

const isPast = (word: Word | undefined): boolean =>
  /(?:ed|taken|took|made|written|done|through|successful|successfully)$/i.test(word?.raw ?? '')

const saysOf = (clause: Clause, item: Item, negation: Negation): Predicate | null => {
  const { saying } = item
  if (saying === null) return null
  const { plain, negated }: { plain: Predicate | null; negated: Predicate | null } = sayings[saying]
  if (saying === 'cancel' && isCancelledOne(clause, item)) return 'cancelled'
  if (saying === 'cancel')
    return negation.isNegated ? 'not-cancelled' : isCancelledState(clause, item) ? 'cancelled' : null
  // `Import failed` and `record skipped` name what failed; only `imported` and `recorded` say that it was
  // done.
  if ((plain === 'taken' || plain === 'removed') && !negation.isNegated)
    return isPast(clause[item.at + item.length - 1]) ? plain : null
  // By itself it is the name of status 401: nobody was let in.
  if (saying === 'deny' && clause.length === 1 && /^unauthori[sz]ed$/i.test(clause[0]?.raw ?? ''))
    return 'not-signed-in'
  // `No match` and `no room matching` say that there is none; `does not match` says that two things differ.
  if (saying === 'match' && negation.isNo) return 'unknown'
  if ((saying === 'given' || saying === 'have') && !negation.isNegated)
    return clause
      .slice(Math.max(0, item.at - 4), item.at)
      .some(({ text }) => ['must', 'should', 'need', pleading].includes(text))
      ? 'missing'
      : null
  if (saying === 'valid' && !negation.isNegated) return null
  return negation.isNegated ? negated : plain
}

/**
 * `Already` makes a state of what stands beside it: `already processed`, `exists already`, `is already
 * there`.
 */
const isAlready = (clause: Clause, items: readonly Item[]): boolean => {
  const last = clause.at(-1)?.text === stemOf('before') ? clause.length - 1 : -1
  const at = Math.max(
    clause.findIndex(({ text }) => alreadyWords.has(text)),
    last,
  )
  if (at < 0) return false
  const near = clause.slice(Math.max(0, at - 4), at + 4).map(({ text }) => text)
  if (near.includes('not')) return false
  const isTaken = items.some(
    (item) =>
      Math.abs(item.at - at) <= 4 &&
      item.saying !== null &&
      ['take', 'load', 'given', 'exist', 'find', 'duplicate', 'mapped'].includes(item.saying),
  )
  return isTaken || near.some((text) => presentWords.has(text))
}

const isNotOne = (clause: Clause, item: Item): boolean => {
  const before = clause.slice(Math.max(0, item.at - 3), item.at).map(({ text }) => text)
  const at = before.lastIndexOf('not')
  return at >= 0 && before.slice(at + 1).every((text) => ['a', 'an', 'the', 'one', 'of', 'any'].includes(text))
}

const readClause = (clause: Clause): { senses: Sense[]; items: Item[] } => {
  const items = itemsOf(clause)
  const negations = negationsOf(clause, items)
  const senses: Omit<Sense, 'beside'>[] = []
  const already = isAlready(clause, items)
  for (const item of items) {
    const negation = negations.get(item)
    if (negation === undefined || item.saying === null) continue
    const said = saysOf(clause, item, negation)
    const predicate = already && said === 'taken' ? 'exists' : said
    if (predicate === null) continue
    senses.push({ predicate, things: subjectsOf(clause, items, item, sayings[item.saying].isBefore) })
  }
  if (already && !senses.some(({ predicate }) => predicate === 'exists' || predicate === 'cancelled'))
    senses.push({ predicate: 'exists', things: items.flatMap(({ thing }) => (thing === null ? [] : [thing])) })
  // `No surname`, `without currency`: nothing else is said of it.
  const none = items.find((item) => item.thing !== null && item.saying === null && negations.get(item)?.isNo)
  if (senses.length === 0 && none?.thing)
    senses.push({
      predicate: 'none',
      things: subjectsOf(clause, items, { ...none, at: none.at - 1, length: 1, thing: null }, true),
    })
  const beside = items.flatMap(({ thing }) => (thing === null ? [] : [thing]))
  // `EUR is not the currency`, `DBL is no room type`: what stands there is something else.
  const other = items.find((item) => item.thing !== null && item.saying === null && isNotOne(clause, item))
  if (senses.length === 0 && other?.thing) senses.push({ predicate: 'invalid', things: [other.thing] })
  return { senses: [...senses, ...lengthSenses(clause, items)].map((sense) => ({ ...sense, beside })), items }
}

/**
 * `Cannot be more than 512 characters`, `length must be equal to or greater than 1`: a number decides which
 * of the two it is.
 */
const lengthSenses = (clause: Clause, items: readonly Item[]): Omit<Sense, 'beside'>[] => {
  if (!items.some(({ thing }) => thing === 'length')) return []
  const text = clause.map((word) => word.text).join(' ')
  const things = items.flatMap(({ thing }) => (thing === null || thing === 'length' ? [] : [thing]))
  const isTooShort =
    /\b(?:at least|minimum|shorter than|great(?:er)? than|less than|more than)(?: or equal to| equal to)? (?:0|1)\b/.test(
      text,
    ) || /\blength (?:is|of) 0\b/.test(text)
  if (isTooShort) return [{ predicate: 'missing', things }]
  return /\b(?:exceed|more than|at most|maximum|max|greater than|up to|limit|longer|only|less than)\b/.test(text)
    ? [{ predicate: 'too-long', things }]
    : []
}

/**
 * Reads what a text says, clause by clause. A clause without a thing of its own speaks of the one before, or
 * else of the one after.
 */
export const readText = (text: string): ReadText => {
  const clauses = clausesOf(
    text,
    (phrase) => entryOf(phrase)?.things !== undefined && entryOf(phrase)?.things !== null,
  ).map(inEnglish)
  const read = clauses.map(readClause)
  const mentioned = new Set(read.flatMap(({ items }) => items.flatMap(({ thing }) => (thing === null ? [] : [thing]))))
  const thingsAt = (index: number): Thing[] =>
    read[index]?.items.flatMap(({ thing }) => (thing === null || thing === 'mapping' ? [] : [thing])) ?? []
  const senses = read.flatMap(({ senses: own }, index) =>
    own.map((sense) =>
      sense.things.some((thing) => !isPart(thing))
        ? sense
        : { ...sense, things: [...nearby(thingsAt(index - 1), thingsAt(index + 1)), ...sense.things] },
    ),
  )
  const strangers = read.reduce((sum, { items }, index) => sum + strangersIn(clauses[index] ?? [], items), 0)
  return { senses, mentioned, clauses, strangers }
}

const small = new Set([
  'the',
  'a',
  'an',
  'this',
  'that',
  'it',
  'ha',
  'has',
  'have',
  'had',
  'do',
  'does',
  'did',
  'you',
  'your',
  'we',
  'our',
  'us',
  'already',
  'any',
  'longer',
  'sorry',
  'as',
  'there',
  'state',
])

const strangersIn = (clause: Clause, items: readonly Item[]): number =>
  clause.filter(
    ({ text, isQuoted }, at) =>
      !isQuoted &&
      /^\p{L}{2,}$/u.test(text) &&
      ![small, prepositions, links, modals, passives, noWords, notWords, alreadyWords, presentWords].some((words) =>
        words.has(text),
      ) &&
      !items.some((item) => at >= item.at && at < item.at + item.length),
  ).length

const nearby = (before: readonly Thing[], after: readonly Thing[]): readonly Thing[] =>
  before.length > 0 ? [...before].reverse() : after
